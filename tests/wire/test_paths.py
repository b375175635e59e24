"""An id is one step of a path, which never leads elsewhere; what is none is refused."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.wire.paths import segment


@pytest.mark.parametrize(
    ("name", "path"),
    [("file_1", "file_1"), ("a/../b?c=1", "a%2F..%2Fb%3Fc%3D1"), ("ä b", "%C3%A4%20b")],
)
def test_an_id_is_one_step(name: str, path: str) -> None:
    assert segment(name, of="file_id", advice="") == path


@pytest.mark.parametrize("name", ["", "  ", ".", "..", "\ud800", "x" * 301, None, 5, b"file_1", ["file_1"]])
def test_what_is_no_id_is_refused(name: Any) -> None:
    with pytest.raises(InputError, match=r"file_id is .*It is in the list"):
        segment(name, of="file_id", advice="It is in the list.")

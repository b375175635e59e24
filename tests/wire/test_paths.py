"""Ids and names in the paths of requests."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.wire.paths import segment


def test_an_id_is_one_segment_whatever_is_in_it() -> None:
    assert segment("file_1", of="id", advice="") == "file_1"
    assert segment("../a?b#c", of="id", advice="") == "..%2Fa%3Fb%23c"


@pytest.mark.parametrize(
    "odd", [None, "", " ", ".", "..", "\ud800", 5, True, 1.5, b"x", ["x"], {"x": 1}, object(), "x" * 301]
)
def test_what_is_no_id_leads_nowhere(odd: Any) -> None:
    with pytest.raises(InputError, match="The id is"):
        segment(odd, of="The id", advice="Look it up.")


def test_a_key_in_its_place_is_not_shown() -> None:
    with pytest.raises(InputError) as caught:
        segment("xai-" + "Q7abcdef" * 60, of="The id", advice="Look it up.")
    assert "Q7abc" not in str(caught.value)

"""Studios that ask a quick server on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Studio
from quick_server import QuickServer

Make = Callable[..., Studio]


@pytest.fixture
def make(quick: QuickServer, tmp_path: Path) -> Iterator[Make]:
    """Makes studios on the quick server, all with one gallery."""
    made: list[Studio] = []

    def make(**options: Any) -> Studio:
        told = {"gallery": tmp_path / "gallery", "base_url": quick.base_url, "api_key": "k"}
        made.append(Studio(**{"notify": lambda text: None, **told, **options}))
        return made[-1]

    yield make
    for each in made:
        each.close()

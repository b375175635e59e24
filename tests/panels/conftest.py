"""Panels without a widget, on the print shop and on a served engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import KEY, Desk
from imagine_nb import Studio


@pytest.fixture
def desk(studio: Studio) -> Desk:
    """A panel on the print shop."""
    return Desk(studio)


@pytest.fixture
def billed(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Opens panels on a server on loopback that bills, with galleries of their own."""
    made: list[Studio] = []

    def opened(server: Any, **options: Any) -> Desk:
        options.setdefault("gallery", tmp_path / f"billed-{len(made)}")
        options.setdefault("api_key", KEY)
        studio = Studio(engine="xai", base_url=server.base_url, notify=lambda text: None, **options)
        made.append(studio)
        return Desk(studio)

    yield opened
    for each in made:
        each.close()

"""What the tests of the gallery share: a gallery of three pictures, and a way to keep more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Request

Keep = Callable[..., None]
ASKED = Request("xai", "u", "/images/generations", "m", "a fox", "a fox")


@pytest.fixture
def asked() -> Request:
    """What the three pictures were asked for by."""
    return ASKED


@pytest.fixture
def keep() -> Keep:
    """Keeps pictures of these bytes in a gallery, as one request's."""

    def kept(gallery: Gallery, *data: bytes) -> None:
        pictures = [NewPicture(each, "image/jpeg", 1, 1) for each in data]
        begin(gallery, ASKED).finish(Outcome("done"), pictures=pictures)

    return kept


@pytest.fixture
def three(tmp_path: Path, keep: Keep) -> Gallery:
    """A gallery of three pictures of one request."""
    made = Gallery(tmp_path / "gallery")
    keep(made, b"first", b"second", b"third")
    return made

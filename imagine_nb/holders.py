"""Holders of pictures: results of a table, a row of them, a grid, and the pictures that each holds."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from imagine_nb.pictures import Picture, Pictures


@runtime_checkable
class HoldsPictures(Protocol):
    """What has pictures among other things: results, a row of them, a grid."""

    @property
    def pictures(self) -> Pictures: ...


def pictures_in(value: object) -> Pictures | None:
    """The pictures that a result of any kind holds; None for what is no result."""
    if isinstance(value, Picture):
        return Pictures([value])
    found = value if isinstance(value, Pictures) or not isinstance(value, HoldsPictures) else value.pictures
    return found if isinstance(found, Pictures) else None

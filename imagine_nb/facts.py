"""Facts of a picture, as its record has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.usage import Usage

if TYPE_CHECKING:
    from imagine_nb.records import PictureRecord


class Facts:
    """What is asked most of a picture's record."""

    __slots__ = ()
    record: PictureRecord

    @property
    def id(self) -> str:
        """The id, 16 hexadecimal digits; no other picture has it."""
        return self.record.id

    @property
    def number(self) -> int:
        """The number in the gallery, which leads the file's name; 0 where it is kept in none."""
        return self.record.number

    @property
    def prompt(self) -> str:
        """The prompt as it was sent."""
        return self.record.sent

    @property
    def model(self) -> str:
        """The model that made it; `print-shop` where it was the print shop."""
        return self.record.model

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.record.width, self.record.height

    @property
    def parents(self) -> tuple[str, ...]:
        """The ids of the pictures that it was made from."""
        return self.record.parents

    @property
    def cost_usd(self) -> float | None:
        """Its share of what its request cost, in US dollars; None where the API did not tell."""
        return Usage(self.record.cost_ticks).cost_usd

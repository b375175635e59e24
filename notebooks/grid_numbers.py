"""Numbers of the pictures of grids: each gets its own as it ends, in any order; here in the grid's."""

from __future__ import annotations

import re

_GRID = "<Grid "
_PICTURE = re.compile(r": Picture (\d+):")
_NUMBER = re.compile(
    r"(?<=\bPicture )\d+(?=:)|(?<=#)\d+\b"  # in words, in a caption
    r"|(?<=opacity:\.72\">)\d+(?=<)"  # alone, under a picture
    r"|(?<!\w)(?P<of_file>\d{4,})(?=-[a-z0-9-]+-[0-9a-f]{4}\.[a-z]{3,4}\b)"
)


class GridNumbers:
    """Numbers of pictures, of which those of each grid are put in its order, here and in all that follows."""

    def __init__(self) -> None:
        self._new: dict[int, int] = {}

    def see(self, text: str) -> None:
        """Note the numbers of a grid, as its text has them; other texts have none that change."""
        if text.startswith(_GRID):
            found = [int(number) for number in _PICTURE.findall(text)]
            self._new.update(zip(found, sorted(found), strict=True))

    def settled(self, text: str) -> str:
        """The text with the numbers put in order."""
        return _NUMBER.sub(self._in_order, text) if self._new else text

    def _in_order(self, match: re.Match[str]) -> str:
        number = int(match[0])
        new = str(self._new.get(number, number))
        return new.zfill(len(match[0])) if match["of_file"] else new  # only those of files begin with noughts

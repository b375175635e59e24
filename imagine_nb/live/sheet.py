"""Live contact sheet: one small raster that fills in while pictures come; of many it shows the newest."""

from __future__ import annotations

import base64
import io
from contextlib import suppress
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from imagine_nb.errors import ImagineError
from imagine_nb.picture_files import pixels
from imagine_nb.printable import counted

if TYPE_CHECKING:
    from imagine_nb.bulk.row import Row

COLUMNS, MOST = 10, 60  # tiles side by side, and in all
SIDE, GAP = 80, 4  # pixels of a tile, and between two
_QUALITY, _EFFORT = 50, 2  # of a WebP that is drawn anew twice a second
_FAILED = (190, 60, 50, 255)


class Sheet:
    """Contact sheet of a table of `n` rows, a tile for each; beyond 60 it shows the newest tiles alone."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._tiles: dict[int, Image.Image] = {}  # by row, in the order in which they came

    def __len__(self) -> int:
        return len(self._tiles)

    def put(self, row: int, data: bytes | None) -> None:
        """Put a picture file in the place of its row; None is a row that failed, shown as a cross."""
        self._tiles.pop(row, None)
        self._tiles[row] = _tile(data)
        while len(self._tiles) > MOST:
            del self._tiles[next(iter(self._tiles))]

    def put_row(self, row: Row) -> None:
        """Put a row's first picture there, a cross where it has none that can be read."""
        data = None
        with suppress(ImagineError):  # its file is gone
            data = None if row.picture is None else row.picture.data
        self.put(row.index, data)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        count = min(self._n, MOST)
        columns, rows = min(count, COLUMNS), -(-count // COLUMNS)
        return columns * (SIDE + GAP), rows * (SIDE + GAP)

    def webp(self) -> bytes:
        """The sheet as a WebP file, transparent where there is no tile; below 100 kB."""
        sheet = Image.new("RGBA", self.size, (0, 0, 0, 0))
        for place, (row, tile) in enumerate(sorted(self._tiles.items())):
            at = row if self._n <= MOST else place
            left, top = (at % COLUMNS) * (SIDE + GAP), (at // COLUMNS) * (SIDE + GAP)
            sheet.paste(tile, (left + (SIDE - tile.width) // 2, top + (SIDE - tile.height) // 2))
        out = io.BytesIO()
        sheet.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
        return out.getvalue()

    def html(self) -> str:
        """The sheet as an `<img>` that holds it."""
        (width, height), data = self.size, base64.b64encode(self.webp()).decode()
        rows = counted(len(self), "row")
        return (
            f'<img src="data:image/webp;base64,{data}" alt="Contact sheet: the newest {rows}" '
            f'width="{width}" height="{height}" style="display:block;max-width:100%;height:auto">'
        )


def _tile(data: bytes | None) -> Image.Image:
    """A picture at the size of a tile; a cross where there is none that can be read."""
    try:
        return _cross() if data is None else pixels.reduced(pixels.decoded(data, side=SIDE), side=SIDE)
    except ImagineError:
        return _cross()


def _cross() -> Image.Image:
    tile = Image.new("RGBA", (SIDE, SIDE), (*_FAILED[:3], 40))
    draw, far, near = ImageDraw.Draw(tile), SIDE * 2 // 3, SIDE // 3
    draw.line((near, near, far, far), fill=_FAILED, width=4)
    draw.line((near, far, far, near), fill=_FAILED, width=4)
    return tile

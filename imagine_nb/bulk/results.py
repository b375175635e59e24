"""Results of bulk requests: a table in the order of its rows, each with what came, its cost and its error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, get_args, overload

from imagine_nb.books import SheetOptions, sheet
from imagine_nb.bulk.cell_values import plain
from imagine_nb.bulk.columns import Columns, columns_of
from imagine_nb.bulk.results_view import FIRST, results_view
from imagine_nb.bulk.row import FAILED, Row, RowStatus
from imagine_nb.bulk.sheets import tiles_of
from imagine_nb.bulk.standing import Standing, duration
from imagine_nb.frames import pandas
from imagine_nb.gallery.disk import save_as
from imagine_nb.money import TICKS_PER_USD, cost
from imagine_nb.pictures import Pictures
from imagine_nb.printable import counted, printable
from imagine_nb.saving import csv_text
from imagine_nb.signatures import spelled_out

if TYPE_CHECKING:
    from pandas import DataFrame
    from PIL.Image import Image

    from imagine_nb.display.html import Bundle


class Results(Sequence[Row]):
    """Results of bulk requests in the order of the table's rows. They show as a table.

    `columns` are the table's own; `standing` the figures of the run when it ended. A slice is Results too.
    """

    def __init__(
        self, rows: Iterable[Row], *, columns: Iterable[str] = (), standing: Standing | None = None
    ) -> None:
        self._rows = tuple(rows)
        self._own = tuple(columns) or tuple(self._rows[0].values if self._rows else ())
        self.standing = standing

    def __repr__(self) -> str:
        statuses = Counter(row.status for row in self)
        told = [f"{statuses[each]:,} {each}" for each in get_args(RowStatus) if statuses[each]]
        facts = [counted(len(self), "row"), *told]
        facts += [self.bill, *([duration(self.seconds)] if self.standing else [])]
        return printable(f"<Results {' · '.join(facts)}>")

    def __str__(self) -> str:
        rest = len(self) - FIRST
        more = [f"… and {rest:,} more"] if rest > 0 else []
        return "\n".join([repr(self), *map(repr, self._rows[:FIRST]), *more])

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Results: ...
    def __getitem__(self, index: int | slice) -> Row | Results:
        return self._some(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def _some(self, rows: Iterable[Row]) -> Results:
        return Results(rows, columns=self._own, standing=self.standing)

    @property
    def pictures(self) -> Pictures:
        """The pictures of all rows, in their order."""
        return Pictures([picture for row in self for picture in row.pictures])

    @property
    def failed(self) -> Results:
        """The rows that failed or were refused by moderation; `.error` says why."""
        return self._some(row for row in self if row.status in FAILED)

    @property
    def unknown(self) -> Results:
        """The rows that may have been charged, and brought nothing."""
        return self._some(row for row in self if row.status == "unknown")

    @property
    def cost_usd(self) -> float:
        """What all rows were billed, in US dollars, as far as it was told; `.unknown` may have cost more."""
        return self._ticks / TICKS_PER_USD

    @property
    def bill(self) -> str:
        """The same in words, with the number of rows of which nobody knows."""
        unknown = sum(row.cost_ticks is None for row in self)
        return cost(self._ticks) + (f" + {unknown:,} unknown" if unknown else "")

    @property
    def seconds(self) -> float:
        """How long the run took, in seconds."""
        return self.standing.seconds if self.standing else max((row.seconds for row in self), default=0.0)

    @property
    def _ticks(self) -> int:
        return sum(row.cost_ticks or 0 for row in self)

    @property
    def _columns(self) -> Columns:
        return columns_of(self._rows, self._own)

    def to_pandas(self) -> DataFrame:
        """The results as a pandas frame, one row for each.

        After the table's own columns: `status`, `picture` (the path of its file) and `number` (in the
        gallery; of several pictures also `picture_2`, ...), `answer`, each field of answers by a schema,
        `cost_usd`, `seconds` and `error`. Where the table has a column of such a name, ours has an underscore
        after it. Raises InputError where pandas is not installed.
        """
        pd, columns = pandas(instead=", or use .csv"), self._columns
        return pd.DataFrame([columns.values(row) for row in self], columns=list(columns.names))

    @property
    def csv(self) -> str:
        """The same as CSV text. What a spreadsheet would run, as `=1+1`, has a quote before it."""
        columns = self._columns
        lines = ([plain(each) for each in columns.values(row).values()] for row in self)
        return csv_text([columns.names, *lines])

    def to_csv(self, path: str | Path) -> Path:
        """Write `csv` to a file that spreadsheets read as UTF-8; returns its path.

        Raises InputError where it cannot be written.
        """
        return save_as(path, self.csv.encode("utf-8-sig", errors="replace"))

    @overload
    def contact_sheet(self, path: None = None, **options: Unpack[SheetOptions]) -> Image: ...
    @overload
    def contact_sheet(self, path: str | Path, **options: Unpack[SheetOptions]) -> Path: ...
    @spelled_out(SheetOptions)
    def contact_sheet(self, path: str | Path | None = None, **options: Unpack[SheetOptions]) -> Image | Path:
        """The pictures, answers and errors of all rows on one sheet: a PIL image, or a file of that name.

        A name that ends with .pdf makes pages of A4, or of `page` (`Letter`, `A4 landscape`, `210x297mm`, or
        `1200x1600` pixels), .png and .jpg one image, .html a page for a browser that holds its pictures.
        `columns` tiles stand in a row; `captions` is True for number and prompt, or a template of columns, as
        `{colour} · {status}`; `title` stands above them. Raises InputError for another name, and where it
        cannot be written.
        """
        return sheet(partial(tiles_of, self._rows, self._columns), path, options)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        return results_view(self._rows, self._columns, facts=repr(self)[1:-1], text=str(self))

"""Command-line options of the two cell magics, declared once; `%imagine --help` and `%imagine?` show them."""

from __future__ import annotations

from argparse import Action
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from inspect import getdoc
from typing import Any

from IPython.core.magic_arguments import argument, magic_arguments

from imagine_nb import engines
from imagine_nb.settings import BATCH, Setting


@dataclass(frozen=True, slots=True)
class Given:
    """One option as it was typed; `value` is as typed too, quotes and all, None where it takes none."""

    action: Action
    value: str | None = None

    @property
    def is_quoted(self) -> bool:
        """Whether its value says by a quote where it ends."""
        return self.value is not None and self.value[-1:] in {"'", '"'}


def setting_options(rows: Iterable[Setting]) -> Callable[[Any], Any]:
    """Decorator that declares an option for each setting; one left out is None, or its default."""

    def declared(magic: Any) -> Any:
        for row in reversed(tuple(rows)):
            usual = None if row.has_default else row.default
            told = {"dest": row.name, "metavar": row.metavar, "type": _kind(row), "help": row.manual}
            magic = argument(*row.flags, default=usual, **told)(magic)
        return magic

    return declared


def _kind(row: Setting) -> Callable[[str], Any]:
    """What reads a setting's value; one with a table's column in it stays text, for the rows to fill in."""

    def read(text: str) -> Any:
        return text if "{" in text else row.kind(text)

    read.__name__ = row.kind.__name__  # which argparse's error tells
    return read


def with_manual(magic: Any) -> Any:
    """Decorator above a magic's options: the parser of all of them, and its manual as the docstring."""
    built = magic_arguments()(magic)
    built.__doc__ = built.__doc__.removeprefix("::\n\n")  # a mark for Sphinx, which means nothing in a cell
    return built


def print_manual(magic: Any) -> None:
    """Print a magic's docstring, its manual, as the output of the cell that asks for it."""
    print(getdoc(magic))  # noqa: T201 - a manual is text for the cell's output


def helped(companion: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Decorator of a line magic without options of its own, whose `--help` prints its manual."""

    @wraps(companion)
    def called(self: Any, line: str) -> Any:
        if line.strip() in {"-h", "--help"}:
            return print_manual(companion)
        return companion(self, line)

    return called


OUT = argument("-o", "--out", metavar="NAME", help="put the result in this variable")
IMAGES = argument(
    "-i",
    "--image",
    metavar="REF",
    action="append",
    default=[],
    help="a source: a variable, last, a number of the gallery, the beginning of an id, a path, a pattern or "
    "a URL; several with commas or by -i again",
)
REGION = argument(
    "--region",
    metavar="X,Y,W,H",
    help="edit one source within this box alone: in its pixels, or 10%%,20%%,30%%,40%%; all else stays",
)
MASK = argument(
    "--mask", metavar="REF", help="the same where this picture paints, in white or opaque; named as with -i"
)
SAVE = argument(
    "--save",
    metavar="PATH",
    help="write the picture there too; several get numbers, or share a sheet.pdf or .html",
)
GRID = argument(
    "--grid",
    metavar="NAME=A|B",
    action="append",
    default=[],
    help="every combination of these values, as {NAME} in the prompt; several with commas",
)
ENGINE = argument(
    "--engine", metavar="NAME", help=f"who answers this cell alone: {', '.join(engines.CHOICES)}"
)
BUDGET = argument("--budget", metavar="USD", type=float, help="what this cell may cost at most")
FRESH = argument("--fresh", action="store_true", help="ask anew, even for what was made before")
DRY_RUN = argument(
    "--dry-run", action="store_true", help="show what would be sent and its price; send nothing"
)
YES = argument("--yes", action="store_true", help="do not ask whether the price is right")
BACKGROUND = argument(
    "--background", action="store_true", help="return at once; the picture appears when it is made"
)
NO_DISPLAY = argument("--no-display", action="store_true", help="show nothing")
RAW = argument("--raw", action="store_true", help="send the prompt as typed, {names} and all")
HELP = argument("-h", "--help", action="store_true", help="show this manual")

CHAT = argument("--chat", metavar="NAME", help="a conversation that goes on under this name")
NEW = argument("--new", action="store_true", help="let that conversation begin anew")
SCHEMA = argument(
    "--schema", metavar="REF", help="a JSON schema (a variable, or JSON): the answer is then a dict"
)
NO_STREAM = argument("--no-stream", action="store_true", help="show the answer when it is whole")

ALL = argument("--all", action="store_true", help="all pictures of the gallery that have no alt text")
NOTEBOOK = argument(
    "--notebook", action="store_true", help="those that this notebook's cells showed, and its variables hold"
)
MAX_USD = argument("--max-usd", metavar="USD", type=float, help="stop before all of it costs more")

_RETRY_UNKNOWN = (
    ("--retry-unknown",),
    {"action": "store_true", "help": "ask again for those that may have been charged without a result"},
)
RETRY_UNKNOWN = argument("--retry-unknown", **_RETRY_UNKNOWN[1])
NO_LIMIT = "none"  # of --per-second
_ROWS = (
    (
        ("--table",),
        {
            "metavar": "REF",
            "help": "one request for each row of a table: a variable, or a CSV or Parquet file; {column} in "
            "the prompt and -i column mean the row's",
        },
    ),
    (
        ("--max-usd",),
        {
            "metavar": "USD",
            "type": float,
            "help": "a table's: stop before it costs more; a batch that may is refused",
        },
    ),
    (
        ("--in-flight",),
        {"metavar": "N", "type": int, "dest": "max_in_flight", "help": "how many of its rows at once"},
    ),
    (
        ("--per-second",),
        {
            "metavar": "N",
            "dest": "requests_per_second",
            "help": f"how many of its requests a second, or {NO_LIMIT}; left out, what the API allows",
        },
    ),
    (("--deadline",), {"metavar": "TIME", "help": "stop it after so long: seconds, or 30m, 2h, 1h30m"}),
    (
        ("--stop-after",),
        {
            "metavar": "N",
            "type": int,
            "dest": "stop_after_failures",
            "help": "stop it after so many failures",
        },
    ),
    (
        ("--takes",),
        {"metavar": "K", "type": int, "help": "so many takes of each row; equal rows are made anew then"},
    ),
    _RETRY_UNKNOWN,
    (
        ("--how",),
        {
            "metavar": "WAY",
            "help": f"{BATCH} by the API's batches, or a variable that holds a Dask client; "
            "one request after the other where left out",
        },
    ),
)


OF_TABLES = tuple(flags[0] for flags, _ in _ROWS[1:])  # what means nothing without one


def table_options(magic: Any) -> Any:
    """Decorator that declares what belongs to a table, one request for each of its rows."""
    for flags, told in reversed(_ROWS):
        magic = argument(*flags, **told)(magic)
    return magic

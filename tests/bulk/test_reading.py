"""Tables of any kind become the same rows; what is none is refused in one sentence."""

from __future__ import annotations

import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from imagine_nb import Studio
from imagine_nb.bulk.raw import MAX_ROWS
from imagine_nb.bulk.reading import Rows, rows_of
from imagine_nb.errors import InputError, MissingFileError

COLUMNS = {"colour": ["red", "blue"], "animal": ["fox", "whale"]}
DICTS = [{"colour": "red", "animal": "fox"}, {"colour": "blue", "animal": "whale"}]
NOON = datetime.fromisoformat("2026-03-01 12:30")
Named = namedtuple("Named", "colour animal")


class Duck:
    """A frame with one method, of no library that is known."""

    def __init__(self, **methods: Any) -> None:
        for name, result in methods.items():
            setattr(self, name, result)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Streams:
    """What only the protocol of Arrow's C stream tells."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return pa.table(COLUMNS).__arrow_c_stream__(requested_schema)


class Interchanges:
    """What only the older protocol tells."""

    def __dataframe__(self, **options: Any) -> object:
        return pa.table(COLUMNS).__dataframe__(**options)


def columns_as(kind: Any) -> dict[str, Any]:
    return {name: kind(values) for name, values in COLUMNS.items()}


TABLES = {
    "dicts": DICTS,
    "iterator": iter(DICTS),
    "named tuples": [Named("red", "fox"), Named("blue", "whale")],
    "columns": COLUMNS,
    "tuples as columns": columns_as(tuple),
    "series as columns": columns_as(pd.Series),
    "arrays as columns": columns_as(np.array),
    "iterators as columns": columns_as(iter),
    "words of an enumeration": {**COLUMNS, "colour": [Colour.RED, Colour.BLUE]},
    "pandas": pd.DataFrame(COLUMNS),
    "pandas categories": pd.DataFrame(COLUMNS).astype("category"),
    "pandas with an index": pd.DataFrame(COLUMNS, index=[7, 3]),
    "polars": pl.DataFrame(COLUMNS),
    "arrow": pa.table(COLUMNS),
    "arrow batch": pa.RecordBatch.from_pydict(COLUMNS),
    "itertuples": pd.DataFrame(COLUMNS).itertuples(index=False),
    "to_dicts": Duck(to_dicts=lambda: DICTS),
    "iter_rows": Duck(iter_rows=lambda *, named: iter(DICTS)),
    "to_dict": Duck(columns=["colour", "animal"], to_dict=lambda orient: DICTS),
    "stream": Streams(),
    "interchange": Interchanges(),
    "upload": {"name": "a.csv", "content": memoryview(b"colour,animal\nred,fox\nblue,whale\n")},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_every_kind_of_table_is_the_same_rows(table: Any) -> None:
    rows = rows_of(table)
    assert rows.columns == ("colour", "animal")
    assert list(rows) == DICTS
    assert {type(value) for row in rows for value in row.values()} == {str}


@pytest.mark.parametrize(
    "write", [pq.write_table, lambda table, path: pl.from_arrow(table).write_parquet(path)]
)
@pytest.mark.parametrize("kind", [str, Path])
def test_a_parquet_file_is_a_table(tmp_path: Path, write: Any, kind: Any) -> None:
    write(pa.table(COLUMNS), tmp_path / "scenes.parquet")
    assert list(rows_of(kind(tmp_path / "scenes.parquet"))) == DICTS


def test_texts_are_rows_of_one_column() -> None:
    assert list(rows_of(["a red fox", "a whale"])) == [{"prompt": "a red fox"}, {"prompt": "a whale"}]
    assert rows_of(iter(["what is it?"]), texts="question").columns == ("question",)
    for series in (pd.Series(["a", None]), pl.Series(["a", None]), np.array(["a", None])):
        assert list(rows_of(series)) == [{"prompt": "a"}, {"prompt": None}]


def test_columns_are_those_of_all_rows_in_order_and_a_missing_cell_is_none() -> None:
    rows = rows_of([{"b": 1}, {"a": 2, "b": 3}])
    assert rows.columns == ("b", "a")
    assert list(rows) == [{"b": 1, "a": None}, {"b": 3, "a": 2}]


def test_rows_have_a_length_an_index_and_slices() -> None:
    rows = rows_of(DICTS)
    assert (len(rows), rows[1], rows[-1]) == (2, DICTS[1], DICTS[1])
    assert isinstance(rows[1:], Rows)
    assert list(rows[1:]) == DICTS[1:]
    assert repr(rows) == "<Rows 2 rows · colour, animal>"
    assert rows_of(rows) is rows
    with pytest.raises(IndexError):
        rows[2]


def test_numbers_dates_and_nothing_are_pythons_own() -> None:
    frame = pd.DataFrame(
        {
            "n": [1, None],
            "share": [0.5, None],
            "day": pd.to_datetime(["2026-03-01", None]),
            "at": pd.to_datetime(["2026-03-01 12:30", None]),
            "took": pd.to_timedelta(["90s", None]),
            "flag": pd.array([True, None], dtype="boolean"),
            "count": pd.array([3, None], dtype="Int64"),
            "text": ["a", pd.NA],
        }
    )
    first, second = rows_of(frame)
    assert first == {
        "n": 1, "share": 0.5, "day": date(2026, 3, 1), "at": NOON,
        "took": timedelta(seconds=90), "flag": True, "count": 3, "text": "a",
    }  # fmt: skip
    assert type(first["n"]) is int
    assert type(first["at"]) is datetime
    assert set(second.values()) == {None}


def test_scalars_of_numpy_are_pythons_own() -> None:
    values = [
        np.float32(0.1), np.float64("nan"), np.int8(3), np.bool_(True), np.str_("a"), float("nan"),
        np.datetime64("2026-03-01"), np.datetime64("2026-03-01T12:30:00.000000001"), np.datetime64("NaT"),
        np.timedelta64(5, "s"),
    ]  # fmt: skip
    found = [row["a"] for row in rows_of({"a": values})]
    assert found == [
        0.1, None, 3, True, "a", None, date(2026, 3, 1), NOON, None,
        timedelta(seconds=5),
    ]  # fmt: skip
    assert [type(each) for each in found[:5]] == [float, type(None), int, bool, str]


def test_whole_numbers_that_somebody_wrote_as_floats_stay() -> None:
    assert [row["a"] for row in rows_of([{"a": 3.0}, {"a": None}])] == [3.0, None]
    assert [row["a"] for row in rows_of(pd.DataFrame({"a": [3.0, 4.0]}))] == [3.0, 4.0]
    assert [row["a"] for row in rows_of(pd.DataFrame({"a": [3.5, None]}))] == [3.5, None]


def test_a_picture_in_a_cell_stays_itself(studio: Studio, png: bytes) -> None:
    fox = studio.imagine("a fox")
    rows = rows_of([{"source": fox}, {"source": png}, {"source": Path("fox.png")}])
    assert [row["source"] for row in rows] == [fox, png, Path("fox.png")]


def test_a_list_of_pictures_is_a_column_of_them(studio: Studio) -> None:
    foxes = studio.imagine("a fox", n=2)
    for several in (foxes, list(foxes), iter(foxes), [foxes[0], Image.new("RGB", (8, 8))]):
        rows = rows_of(several, texts="question")
        assert (rows.columns, rows.pictures, len(rows)) == (("picture",), "picture", 2)
        assert rows[:1].pictures == "picture"
        assert rows[0]["picture"] == foxes[0]
    assert rows_of({"picture": foxes}).pictures == ""
    with pytest.raises(InputError, match="Row 1, counted from 0, is a Picture, which names no columns"):
        rows_of(["a fox", foxes[0]])
    with pytest.raises(InputError, match="counted from 0, is a ndarray, which names no columns"):
        rows_of([np.zeros((8, 8, 3), np.uint8)])


def test_names_of_columns_are_texts() -> None:
    assert rows_of(pd.DataFrame([["a"]])).columns == ("0",)
    assert rows_of({" colour ": ["red"]}).columns == ("colour",)


# ---- what is refused ----

REFUSED: list[tuple[Any, str]] = [
    ("a red fox", "'a red fox' is no table. Give a list of texts, dicts or pictures"),
    ("prompts.xlsx", r"A .xlsx file is not read here. Give pandas.read_excel\('prompts.xlsx'\)."),
    (b"colour\nred\n", "A bytes is no table"),
    (7, "An int is no table"),
    (None, "A NoneType is no table"),
    ({"a red fox", "a whale"}, "A set is no table"),
    ([], "The table has no rows. Give it at least one."),
    ({}, "The table has no rows"),
    (pd.DataFrame({"a": []}), "The table has no rows"),
    ([("red", "fox")], "Row 0, counted from 0, is a tuple, which names no columns. Give a list of dicts"),
    ([DICTS[0], 5], "Row 1, counted from 0, is an int"),
    ({"colour": "red", "animal": "fox"}, "The column 'colour' is 'red', not a list of a value for each row."),
    ({"colour": {"a": 1}}, "The column 'colour' is"),
    ({"a": [1, 2], "b": [1]}, "The columns have different lengths: a 2, b 1."),
    ([{("a", "b"): 1}], r"A column is called \('a', 'b'\)"),
    ({"a": [1], "a ": [2]}, "Two columns are called 'a'. Rename one of them."),
    (pd.DataFrame([[1, 2]], columns=["a", "a"]), "Two columns are called 'a'"),
    (pa.table([[1], [2]], names=["a", "a"]), "Two columns are called 'a'"),
    (pl.LazyFrame(COLUMNS), r"This LazyFrame is not computed yet. Give .collect\(\)."),
    (Duck(to_dicts=lambda: [1]), "This frame does not give its rows by column. Give a list of dicts."),
    (open, "A builtin_function_or_method is no table"),
    (dict, "A type is no table"),
    (pd.DataFrame, "A type is no table"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "message"), REFUSED)
def test_what_is_no_table_is_refused_in_a_sentence(table: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows_of(table)


def test_an_open_file_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour\nred\n")
    with (tmp_path / "a.csv").open() as file, pytest.raises(InputError, match="is no table"):
        rows_of(file)


@pytest.mark.parametrize(
    "table",
    [repeat("a fox"), repeat({"a": 1}), {"a": repeat(1)}, pd.DataFrame({"a": range(MAX_ROWS + 1)}),
     pl.DataFrame({"a": range(MAX_ROWS + 1)}), pa.table({"a": range(MAX_ROWS + 1)})],
    ids=["texts", "dicts", "columns", "pandas", "polars", "arrow"],
)  # fmt: skip
def test_a_table_without_an_end_is_refused(table: Any) -> None:
    with pytest.raises(InputError, match=r"more than 100,000 rows\. Give it in pieces"):
        rows_of(table)


def test_a_stream_without_an_end_is_read_no_further_than_that() -> None:
    made = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal made
        while True:
            made += 1
            yield pa.RecordBatch.from_pydict({"a": range(1000)})

    stream = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), batches())
    with pytest.raises(InputError, match="more than 100,000 rows"):
        rows_of(Duck(__arrow_c_stream__=stream.__arrow_c_stream__))
    assert made < 110


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(InputError, match=r"The table has 1,001 columns\. At most 1,000\."):
        rows_of([{f"c{number}": 1 for number in range(1001)}])


def test_a_file_that_is_not_there_is_named_and_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "scenes.csv").write_text("colour\nred\n")
    with pytest.raises(MissingFileError, match=r"no file .*scene\.csv'\. Did you mean scenes\.csv\?"):
        rows_of(tmp_path / "scene.csv")
    with pytest.raises(MissingFileError, match="Check the path of the table"):
        rows_of(str(tmp_path / "none" / "x.csv"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is no file"):
        rows_of(tmp_path / "folder.csv")


def test_a_broken_parquet_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but no more")
    with pytest.raises(InputError, match=r"a.parquet cannot be read \(ArrowInvalid: "):
        rows_of(tmp_path / "a.parquet")


READ = """
import sys
for each in {absent!r}.split():
    sys.modules[each] = None
from imagine_nb.bulk.reading import rows_of
from imagine_nb.errors import InputError
class Streams:
    def __arrow_c_stream__(self, requested_schema=None):
        return pl.DataFrame({{"colour": ["red"]}}).__arrow_c_stream__(requested_schema)
for table in (Streams(), {path!r}):
    try:
        if "polars" not in {absent!r}:
            import polars as pl
        print(list(rows_of(table)))
    except InputError as error:
        print(error)
"""


@pytest.mark.parametrize(
    ("absent", "stream", "file"),
    [
        ("pyarrow", "[{'colour': 'red'}]", "[{'colour': 'red'}]"),
        (
            "pyarrow polars",
            "A Streams is read through Arrow, which is not installed. Install pyarrow or polars (pip install "
            "pyarrow), or give a list of dicts.",
            "a.parquet cannot be read: nothing here reads Parquet. Install pyarrow or polars "
            "(pip install pyarrow).",
        ),
    ],
)
def test_where_no_library_reads_it_the_one_to_install_is_named(
    tmp_path: Path, absent: str, stream: str, file: str
) -> None:
    pq.write_table(pa.table({"colour": ["red"]}), tmp_path / "a.parquet")
    code = READ.format(absent=absent, path=str(tmp_path / "a.parquet"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [stream, file]


def test_reading_a_list_loads_no_library_of_frames() -> None:
    code = (
        "import sys\nfrom imagine_nb.bulk.reading import rows_of\nrows_of([{'a': 1}])\n"
        "print({'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "table",
    [[{"": 1, "a": 2}], [{None: 1, "a": 2}], pd.DataFrame([[1, 2]], columns=["", "a"]), {" ": [1], "a": [2]}],
)
def test_a_column_without_a_name_has_its_place_for_one(table: Any) -> None:
    rows = rows_of(table)
    assert list(rows) == [{"column_1": 1, "a": 2}]
    assert rows[:1].notice == "A column has no name: it is {column_1}."

"""CSV files as spreadsheets, programs and hands write them; one that cannot be read says where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.bulk.reading import rows_of
from imagine_nb.errors import InputError
from imagine_nb.saving import csv_text

ROWS = [{"colour": "red", "price": "1,5"}, {"colour": "blau, hell", "price": None}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scenes.csv"


@pytest.mark.parametrize(
    "data",
    [
        b'colour,price\nred,"1,5"\n"blau, hell",\n',
        b'colour, price\nred, "1,5"\n"blau, hell"\n',
        b"colour;price\nred;1,5\nblau, hell;\n",
        b"colour\tprice\r\nred\t1,5\r\nblau, hell\t \r\n",
        b'\xef\xbb\xbfcolour;price\r\n"red";"1,5"\r\n\r\n"blau, hell";""\r\n',
        "colour\tprice\r\nred\t1,5\r\nblau, hell\t\r\n".encode("utf-16"),
        b'colour,price,\nred,"1,5",\n"blau, hell",,\n',
    ],
    ids=["commas", "blanks", "semicolons", "tabs", "with a mark", "utf-16", "an empty column"],
)
def test_a_file_is_read_as_it_was_meant(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert list(rows_of(path)) == ROWS
    assert list(rows_of(str(path))) == ROWS


@pytest.mark.parametrize(
    "text",
    ["prompt\na red fox, in snow\na cat\n", "prompt\na; b\n", 'prompt\n"a, b"\n', "prompt\na fox\n\n\n"],
)
def test_a_file_of_one_column_may_have_delimiters_in_its_texts(path: Path, text: str) -> None:
    path.write_text(text)
    rows = rows_of(path)
    assert rows.columns == ("prompt",)
    assert rows[0]["prompt"] == text.splitlines()[1].strip('"')


def test_a_text_may_have_lines_and_quotes(path: Path) -> None:
    path.write_text('a,b\n"two\nlines","she said ""no"""\n')
    assert list(rows_of(path)) == [{"a": "two\nlines", "b": 'she said "no"'}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a,b\n1,2\n1,2,3\n", r"Line 3 of scenes\.csv has 3 cells, its first line 2\. Put a text"),
        (b"a,b\ncaf\xe9,2\n", r"scenes\.csv is not text in UTF-8 \(byte 7\)\. Save it as CSV UTF-8\."),
        (b"a,b,a\n1,2,3\n", r"Two columns are called 'a'\. Rename one of them\."),
        (b"", r"The table has no rows\."),
        (b"\n \n", r"The table has no rows\."),
        (b"a,b\n", r"The table has no rows\."),
        (b"a\n" + b"x" * 200_000 + b"\n", r"scenes\.csv cannot be read as CSV: field larger"),
    ],
)
def test_what_cannot_be_read_says_where(path: Path, data: bytes, message: str) -> None:
    path.write_bytes(data)
    with pytest.raises(InputError, match=message):
        rows_of(path)


def test_a_column_without_a_name_is_called_by_its_place(path: Path) -> None:
    path.write_bytes(b",colour,,column_4, \n0,red,,a,b\n1,blue,,c,\n")
    rows = rows_of(path)
    assert rows[0] == {"column_1": "0", "colour": "red", "column_4": "a", "column_4_": "b"}
    assert rows.notice == "A column has no name: it is {column_1}. A column has no name: it is {column_4_}."


@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        rows = rows_of({"name": "a.csv", "content": data})
    except InputError:
        return
    assert all(set(row) == set(rows.columns) for row in rows)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1).filter(
    lambda text: text.strip() == text and not text.startswith(("=", "+", "-", "@", "\t"))
)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_what_is_written_is_read_again(lines: list[tuple[str, str]]) -> None:
    data = csv_text([("left", "right"), *lines]).encode()
    assert [tuple(row.values()) for row in rows_of({"name": "a.csv", "content": data})] == lines

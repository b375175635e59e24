"""Answers about documents: what they are, and what of theirs is quoted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.answering.documents import Document, measures_of, told_of
from imagine_nb.print_shop.press import Source, answered

REPORT = """
Quarterly Report - Q4 2024

Revenue Summary:
- Total Revenue: $5.2M
- Growth: +18%

Regions:
- North America: $2.8M
- Europe: $1.6M (31% of total)

Key Insights:
- Strong holiday season
- Product A grows
- Customer retention rate: 94%

Recommendations:
1. Market Product A
2. Expand in Asia
"""


def told(question: str, text: str | bytes = REPORT, name: str = "report.txt") -> str:
    data = text.encode() if isinstance(text, str) else text
    return told_of([Document(data, name)], question)


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("What is the total revenue?", {"Total Revenue: $5.2M"}),
        ("How much did Europe sell?", {"Europe: $1.6M (31% of total)"}),
        ("What are the recommendations?", {"Market Product A", "Expand in Asia"}),
        ("customer retention?", {"Customer retention rate: 94%"}),
    ],
)
def test_the_lines_with_a_questions_words_are_quoted(question: str, quotes: set[str]) -> None:
    found = told(question)
    assert {line.partition('"')[2].rstrip('"') for line in found.splitlines()[2:]} == quotes


def test_what_no_line_says_is_not_made_up() -> None:
    assert told("Who is the CEO?").endswith("No line of it has the word ceo.")


@pytest.mark.parametrize(
    ("question", "count"), [("top 3 key takeaways", 3), ("Give two highlights", 2), ("?", 3)]
)
def test_takeaways_are_as_many_lines_as_were_asked_for(question: str, count: int) -> None:
    lines = told(question).splitlines()
    assert "only quotes" in lines[1]
    assert len(lines) == 2 + count
    assert all(line.partition('"')[2].rstrip('"') in REPORT for line in lines[2:])


def test_headings_and_size_are_told() -> None:
    assert "19 lines and 49 words" in told("How long is it?")
    assert '"Revenue Summary"; "Regions"; "Key Insights"; "Recommendations"' in told(
        "Which sections are there?"
    )
    assert 'begins: "Quarterly Report - Q4 2024"' in told("What is the total revenue?")
    assert "notes.md is Markdown of 1 line and" in told("How long is it?", "# Hello", "notes.md")


TABLE = 'date,region,amount\r\n2024-01-01,North,10\r\n2024-01-02,South,20.5\r\n2024-01-03,North,"$1,000"\r\n'


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many rows are there?", "3 rows and 3 columns (date, region, amount)"),
        ("What is the total amount?", "amount: sum 1,030.5, of 3 numbers."),
        ("the lowest and the highest amount?", "amount: least 10, greatest 1,000, of 3 numbers."),
        ("the average?", "amount: mean 343.5, of 3 numbers."),
        (
            "What about the North?",
            "2 rows have the word north.\n- date: 2024-01-01; region: North; amount: 10",
        ),
        ("the largest region?", "region: no numbers."),
        ("Is there a giraffe?", "No row of it has words of the question."),
    ],
)
def test_a_table_is_counted_and_its_rows_are_quoted(question: str, answer: str) -> None:
    assert answer in told(question, TABLE, "sales.csv")


def test_a_row_has_a_word_where_it_has_all_of_it_in_any_number() -> None:
    text = "name,price\napple,1\nberries,2\np,3\n"
    assert "1 row has the word p.\n- name: p; price: 3" in told("What is p?", text, "t.csv")
    assert "1 row has the word berry.\n- name: berries" in told("What of the berries?", text, "t.csv")
    assert "name: berries" in told("What is a berry?", text, "t.csv")
    assert "No row of it" in told("What is an app?", text, "t.csv")


def test_what_no_number_is_large_enough_for_is_told() -> None:
    assert "v: sum beyond all measure, of 2 numbers" in told("total?", "v\n1e308\n1e308\n", "t.csv")


def test_a_comma_in_the_only_column_divides_nothing() -> None:
    text = "price\n1.234,50\n2.000,25\n"
    assert "2 rows and 1 column (price)" in told("What is this?", text, "t.csv")
    assert "price: no numbers." in told("total price", text, "t.csv")
    assert "price: sum 1,234." in told("total price", 'price\n"1,234"\n', "t.csv").replace(", of", ".")


def test_one_of_a_thing_is_told_as_one() -> None:
    assert "1 row and 2 columns" in told("What is this?", "a,b\n1,2\n", "t.csv")
    assert "b: sum 2, of 1 number (1 row without one)." in told("total b", "a,b\n1,2\n3,\n", "t.csv")
    assert "an object with 1 key (a)" in told("What is this?", '{"a": 1}', "t.json")
    assert "1 line and 1 word, 1 byte." in told("How long is it?", "a")


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_table_may_have_other_delimiters(mark: str) -> None:
    text = f"a{mark}b\n1{mark}2\n3{mark}4\n"
    assert "b: sum 6, of 2 numbers" in told("sum of b?", text, "t.csv")


def test_cells_may_be_quoted_over_several_lines_and_a_header_may_lack() -> None:
    assert "2 rows and 2 columns" in told("how many rows?", 'a,b\n"x\n\ny",1\nz,2\n', "t.csv")
    assert "2 rows and 2 columns (column 1, column 2)" in told("how many rows?", "1,2\n3,4", "t.csv")


def test_a_cell_beyond_measure_is_told() -> None:
    assert "a cell is too long" in told("total of b?", "a,b\n1,2\n" + "x" * 200_000 + ",3\n", "t.csv")


VALUES = {"invoice": {"total": 12.5, "vendor": "ACME"}, "items": [{"name": "bolt", "qty": 2}]}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is the total?", '"invoice.total: 12.5"'),
        ("Who is the vendor?", '"invoice.vendor: ACME"'),
        ("How many bolts?", '"items[0].name: bolt"'),
        ("Which keys are there?", "an object with 2 keys (invoice, items)"),
    ],
)
def test_json_is_told_by_its_keys_and_values(question: str, answer: str) -> None:
    assert answer in told(question, json.dumps(VALUES), "data.json")


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "9" * 5_000])
def test_json_that_is_none_is_read_as_text(text: str) -> None:
    assert "a text of 1 line and" in told("how long is it?", text, "data.json")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4 ...", "a.pdf", "a PDF"),
        (b"%PDF-1.4 ...", "called.txt", "a PDF"),
        (b"PK\x03\x04...", "a.docx", "a Word document"),
        (b"PK\x03\x04...", "a.zip", "a ZIP archive"),
        (b"\x00\x01\x02\x03", "a.txt", "a file of bytes that are no text"),
        (b"\x89PNG\r\n\x1a\nbroken", "a.png", "a PNG that is damaged or too large"),
        (b"\x00\x00\x00\x18ftypmp42", "a.mp4", "a film"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_kind(data: bytes, name: str, kind: str) -> None:
    found = told("What does it say?", data, name)
    assert f"{name} is {kind} ({len(data)} bytes)" in found
    assert "cannot read it: it reads text, Markdown, CSV, JSON and pictures" in found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_a_text_is_read_in_the_encoding_that_it_tells(encoding: str) -> None:
    assert '"Größe: 7 µm"' in told("Größe?", "Größe: 7 µm".encode(encoding))


def test_a_text_in_an_encoding_that_it_does_not_tell_is_read_and_said() -> None:
    found = told("café?", "Le café".encode("latin-1"))
    assert '"Le café"' in found
    assert "read as Windows-1252" in found


def test_only_the_beginning_of_a_long_text_is_read_and_said() -> None:
    found = told("needle?", "hay " * 1_100_000 + "\nneedle")
    assert "Only its first 1,000,000 characters were read" in found
    assert "No line of it has the word needle" in found


def test_what_is_at_another_address_was_not_read() -> None:
    assert "fetches nothing" in told_of([Document(None, "a.pdf")], "what?")


def test_each_document_has_a_paragraph() -> None:
    documents = [Document(b"revenue 5", "a.txt"), Document(b"", "b.txt")]
    first, second = told_of(documents, "revenue?").split("\n\n")
    assert first.startswith("a.txt is a text")
    assert second == "b.txt is empty."


def test_measures_are_json() -> None:
    documents = [Document(b"one two\nthree", "a.txt"), Document(b"%PDF-", "b.pdf"), Document(None, "c.txt")]
    text, pdf, unread = json.loads(measures_of(documents))
    assert text == {
        "name": "a.txt",
        "is_read": True,
        "bytes": 13,
        "kind": "text",
        "lines": 2,
        "words": 3,
        "title": "one two",
    }
    assert pdf == {"name": "b.pdf", "is_read": False, "bytes": 5, "kind": "a PDF"}
    assert unread == {"name": "c.txt", "is_read": False}
    assert json.loads(measures_of(documents[:1])) == text


def test_an_answer_says_who_quotes_and_tells_of_pictures_beside() -> None:
    found = answered("How large is it?", [Source(None, "fox")], documents=[Document(b"a fox", "a.txt")])
    assert found.startswith("Print shop, not Grok: a.txt is a text of 1 line and 2 words")
    assert "was not seen" in found


def test_json_is_answered_where_it_is_asked_for() -> None:
    found = answered("revenue?", [], documents=[Document(b"revenue 5", "a.txt")], system="Answer in JSON.")
    assert json.loads(found)["name"] == "a.txt"


QUESTIONS = [
    "",
    "total of a?",
    "top 3 points",
    "which keys?",
    "How many rows?",
    "a b",
    "headings?",
    "lowest?",
]
PIECES = st.sampled_from(
    [b"a", b"b,", b'"', b"\n", b"\r\n", b"1e999", b"nan", b"-", b"{", b"[", b":", b"# x\n", b"\xff", b"\0"]
)


@given(
    st.lists(PIECES | st.binary(max_size=3), max_size=30).map(b"".join),
    st.sampled_from(["a.csv", "a.json", "a.md", "a.txt", "a.pdf", ""]),
    st.sampled_from(QUESTIONS),
)
def test_something_is_said_of_any_file(data: bytes, name: str, question: str) -> None:
    document = Document(data, name)
    assert told_of([document], question)
    assert json.loads(measures_of([document]))["bytes"] == len(data)

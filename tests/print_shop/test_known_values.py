from __future__ import annotations

import json
from typing import Any

import pytest

from imagine_nb.print_shop.answering.known_values import KnownValues, told_by, written_in
from imagine_nb.print_shop.answering.results import Result
from imagine_nb.print_shop.press import Document, answered

LIST: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def known(*documents: tuple[str, bytes], question: str = "") -> KnownValues:
    return KnownValues.of(written_in([Document(data, name) for name, data in documents], question))


def test_a_field_is_found_by_the_letters_of_its_name():
    found = known(("a.json", b'{"invoiceNumber": "7", "total": {"net": 2}}'), question="Due Date: 2026-01-02")
    assert list(found.values("invoice_number", {})) == ["7", 7]
    assert list(found.values("net", {})) == [2]
    assert list(found.values("due-date", {})) == ["2026-01-02"]
    assert list(found.values("vendor", {})) == []


def test_rows_of_a_list_fill_lists_and_no_single_field():
    found = known(("a.csv", b"name,price\nNut,1.20\nBolt,2.00\n"))
    assert list(found.values("price", {"type": "number"})) == []
    assert list(found.values("name", LIST)) == ["Nut", "Bolt"]
    assert [list(row.values("price", {})) for row in found.each("rows")] == [["1.20", 1.2], ["2.00", 2.0]]


@pytest.mark.parametrize(
    ("text", "number"),
    [("$1,205.50", 1205.5), ("12 EUR", 12), ("-3%", -3), ("007", 7), ("1,2,3", None), ("12 units", None)],
)
def test_an_amount_is_a_number_too(text: str, number: float | None):
    values = list(known(question=f"Total: {text}").values("total", {}))
    assert values == [text] if number is None else [text, number]


def test_a_form_is_filled_with_what_a_question_and_its_documents_say():
    schema = {
        "type": "object",
        "properties": {
            "vendor": {"type": "string"},
            "total": {"type": "number"},
            "paid": {"type": "boolean"},
            "date": {"type": "string", "format": "date"},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "n": {"type": "integer"}},
                },
            },
        },
    }
    document = Document(b"name;n\nNut;3\nBolt;x\n", "items.csv")
    question = "Extract:\nVendor: Acme\nTotal: $12.50\n- Paid: no\nDate: May 1"
    found = json.loads(answered(question, [], documents=[document], schema=schema))
    items = [{"name": "Nut", "n": 3}, {"name": "Bolt", "n": 0}]
    plain = {"vendor": "Acme", "total": 12.5, "paid": False, "date": "1970-01-01", "items": items}
    assert found == plain


def test_many_values_are_read_once_and_not_without_end():
    rows = json.dumps([{f"a{n}": n} for n in range(30_000)])
    found = KnownValues.of(told_by([Result("", rows), Result("", "no JSON"), Result("", "[" * 50_000)]))
    assert 19_000 < len(found.listed) <= 20_000

from __future__ import annotations

import json
import time
import tracemalloc

import pytest

from imagine_nb.wire.parsing import MAX_DEPTH, MAX_VALUES, bounded_json


def test_what_is_honest_is_read_as_ever() -> None:
    value = {"data": [{"b64_json": "QUJD" * 1000, "n": 1.5}], "text": "a, b [c] {d}" * 1000, "ü": None}
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert bounded_json(text.encode()) == value
        assert bounded_json(b"\xef\xbb\xbf" + text.encode()) == value


def test_a_character_that_is_none_costs_nothing_else() -> None:
    assert bounded_json(b'{"revised_prompt": "caf\xe9", "data": [1]}') == {
        "revised_prompt": "caf\ufffd",
        "data": [1],
    }


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r'{"\ud800": ["\udfff a", {"b": "\uDC00"}]}', {"?": ["? a", {"b": "?"}]}),
        (r'"\ud83d\ude00 \ud83d"', "😀 ?"),
        (r'"\\ud800"', "\\ud800"),
    ],
)
def test_half_a_character_becomes_one_that_can_be_written(text: str, read: object) -> None:
    assert bounded_json(text.encode()) == read


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[" * 300 + b"]" * 300,
        b'{"a":[' * (MAX_DEPTH // 2 + 1) + b"]}" * (MAX_DEPTH // 2 + 1),
        b"9" * 10_000,
        b"[" + b"1," * MAX_VALUES + b"1]",
        b"{" + b'"a":{},' * MAX_VALUES + b'"b":1}',
        b"",
        b"nul",
        b"\xff\xfe{\x00}\x00",
    ],
)
def test_what_nobody_sends_is_no_json(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        bounded_json(body)


def test_as_deep_as_may_be_is_read() -> None:
    assert bounded_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.parametrize("unit", [b"[],", b'"a",', b"{},"])
def test_many_nothings_take_neither_time_nor_memory(unit: bytes) -> None:
    body = b'{"data":[' + unit * 10_000_000 + b"1]}"
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(ValueError, match="values"):
        bounded_json(body)
    spent, peak = time.process_time() - started, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 1
    assert peak < 2**20

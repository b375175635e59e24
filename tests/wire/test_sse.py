from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.errors import ProtocolError
from imagine_nb.wire.sse import MAX_LINE, Events


def read(chunks: list[bytes]) -> list[Any]:
    events = Events()
    found = []
    for chunk in chunks:
        found += events.fed(chunk)
        if events.trouble is not None:
            raise events.trouble
    return found


def test_an_event_is_its_data_whatever_stands_around_it() -> None:
    text = (
        b': hello\r\nevent: x\r\nid: 7\r\ndata: {"a":\r\ndata:1}\r\n\r\n\r\ndata: [DONE]\n\ndata: {"b":2}\n\n'
    )
    assert read([text]) == [{"a": 1}, {"type": "[DONE]"}]


def test_half_an_event_at_the_end_is_dropped() -> None:
    assert read([b'data: {"a":1}\n\ndata: {"b":']) == [{"a": 1}]
    assert read([b'data: {"a":1}']) == []


def test_what_is_no_object_says_nothing() -> None:
    assert read([b"data: 7\n\ndata: [1]\n\n"]) == [{}, {}]


def test_what_is_no_json_is_told() -> None:
    with pytest.raises(ProtocolError, match="not JSON"):
        read([b"data: {oops\n\n"])


def test_what_came_before_the_trouble_is_given_out_first() -> None:
    events = Events()
    assert events.fed(b'data: {"a":1}\n\ndata: {oops\n\ndata: {"b":2}\n\n') == [{"a": 1}]
    assert "not JSON" in str(events.trouble)


def test_an_event_without_an_end_is_not_collected_for_ever() -> None:
    with pytest.raises(ProtocolError, match="without an end"):
        read([b"data: " + b"x" * 2**20] * (MAX_LINE // 2**20 + 1))


texts = st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), max_size=4)


@given(sent=texts, size=st.integers(1, 40), ending=st.sampled_from(["\n", "\r\n"]))
def test_events_are_the_same_however_they_are_cut(sent: list[Any], size: int, ending: str) -> None:
    """Unicode's own line ends, which a text may hold unescaped, end no line here."""
    lines = "".join(f"data: {json.dumps(each, ensure_ascii=False)}{ending}{ending}" for each in sent)
    data = lines.encode(errors="replace")
    assert read([data[at : at + size] for at in range(0, len(data), size)]) == [
        json.loads(json.dumps(each, ensure_ascii=False).encode(errors="replace")) for each in sent
    ]


def test_a_line_in_thousands_of_pieces_is_searched_once() -> None:
    """Twice as long takes twice as long, not four times."""
    piece, times = b"x" * 1000, []
    for count in (4_000, 16_000):
        started = time.process_time()
        read([b"data: ", *[piece] * count])
        times.append(time.process_time() - started)
    assert times[1] < 10 * times[0] + 0.1


def test_an_event_of_many_lines_is_not_collected_for_ever() -> None:
    with pytest.raises(ProtocolError, match="without an end"):
        read([b"data:\n" * 10_000] * 100)


@pytest.mark.parametrize("data", [b"[" * 5000, b"9" * 5000, b"[" + b"1," * 600_000 + b"1]"])
def test_an_event_that_nobody_sends_is_told(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="not JSON"):
        read([b"data: " + data + b"\n\n"])


def test_nothing_comes_after_the_end() -> None:
    events = Events()
    assert events.fed(b"data: [DONE]\n\n") == [{"type": "[DONE]"}]
    assert events.fed(b'data: {"a":1}\n\n') == []

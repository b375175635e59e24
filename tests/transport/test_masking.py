"""A key is taken out of all that comes in, however it is written and wherever it is cut."""

from __future__ import annotations

import logging
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzzing import cases
from imagine_nb.keys import MASK, Key
from imagine_nb.transport.masking import Mask, mask_in_logs

SECRET = "xai-a-key-of-the-tests-0123456789"
OTHER = 'sk\\/%&"' + "q1" * 20
SPELLINGS = {
    "plain": lambda each: each,
    "of JSON": lambda each: f"\\u{ord(each):04x}",
    "of JSON, in capitals": lambda each: f"\\u{ord(each):04X}",
    "of addresses": lambda each: f"%{ord(each):02X}",
    "of addresses, in small letters": lambda each: f"%{ord(each):02x}",
    "of web pages": lambda each: f"&#{ord(each)};",
    "of web pages, in hexadecimal": lambda each: f"&#x{ord(each):x};",
}


@pytest.mark.parametrize("secret", [SECRET, OTHER])
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_key_is_masked_in_every_spelling(secret: str, spelling: object) -> None:
    written = "".join(map(spelling, secret)).encode()  # type: ignore[arg-type]
    assert Mask(Key(secret)).data(b"a" + written + b"b" + written) == f"a{MASK}b{MASK}".encode()


def test_a_key_is_masked_where_only_some_of_it_is_escaped() -> None:
    chance = random.Random(1)
    for _ in range(200):
        written = "".join(chance.choice(list(SPELLINGS.values()))(each) for each in SECRET)
        assert Mask(Key(SECRET)).text(f"<{written}>") == f"<{MASK}>"


@pytest.mark.parametrize("key", [None, Key("k"), Key("test")])
def test_what_is_no_secret_is_not_looked_for(key: Key | None) -> None:
    mask = Mask(key)
    assert mask.text("a test of k") == "a test of k"
    pieces = mask.pieces()
    assert pieces.fed(b"tes") == b"tes"


texts = st.lists(
    st.sampled_from([SECRET, SECRET[:9], "\\u0078ai-", "xai-", "%78", "x", "&#12", "\\", "a fox", "é"]),
    max_size=8,
)


@given(
    parts=texts, sizes=st.lists(st.integers(1, 40), min_size=1, max_size=8), n_free=st.sampled_from([0, 4])
)
def test_pieces_are_masked_as_the_whole_is(parts: list[str], sizes: list[int], n_free: int) -> None:
    whole, mask = "".join(parts).encode(), Mask(Key(SECRET))
    pieces, found, at = mask.pieces(n_free=n_free), b"", 0
    for size in sizes * (len(whole) + 1):
        found += pieces.fed(whole[at : at + size])
        at += size
        if at >= len(whole):
            break
    assert found + pieces.ended() == mask.data(whole)


def test_only_what_may_be_a_key_is_held_back() -> None:
    pieces = Mask(Key(SECRET)).pieces()
    assert pieces.fed(b"a fo") == b"a fo"
    assert pieces.fed(b"x") == b""
    assert pieces.fed(b" and xai") == b"x and "
    assert pieces.fed(b"?") == b"xai?"
    assert pieces.ended() == b""


def test_a_word_is_not_late_because_it_ends_like_a_key_begins() -> None:
    pieces = Mask(Key(SECRET)).pieces(n_free=4)
    assert [pieces.fed(each) for each in (b"a fox", b" and xai", b"-a-k", b"not")] == [
        b"a fox",
        b" and xai",
        b"-",
        b"a-knot",
    ]


def test_random_text_with_keys_in_it_never_brings_one_out() -> None:
    chance, mask = random.Random(2), Mask(Key(SECRET))
    for _ in range(cases(300)):
        data = bytearray(chance.randbytes(60))
        data[chance.randrange(60) : 30] = SECRET.encode()
        pieces, out, at = mask.pieces(), b"", 0
        while at < len(data):
            size = chance.randint(1, 20)
            out += pieces.fed(bytes(data[at : at + size]))
            at += size
        assert SECRET.encode() not in out + pieces.ended()


def test_the_log_of_the_http_library_holds_no_key(caplog: pytest.LogCaptureFixture) -> None:
    mask_in_logs(Key(SECRET))
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("httpcore.http11").debug(f"return_value=[(b'x-echo', b'{SECRET}')]")
        logging.getLogger("httpx").info("HTTP Request: %s %s", "GET", f"https://a/?key={SECRET}")
        logging.getLogger("httpx").info("nothing %s", 7)
    assert SECRET not in caplog.text
    assert caplog.text.count(MASK) == 2
    assert "nothing 7" in caplog.text

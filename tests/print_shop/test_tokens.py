from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.print_shop.counter.tokens import streamed, tokens_of


@given(st.text())
def test_the_pieces_are_the_text(text):
    assert tokens_of(text).text == text


@given(st.text(), st.integers(1, 5))
def test_a_limit_leaves_a_beginning_of_the_text(text, limit):
    tokens = tokens_of(text, limit=limit)
    assert text.startswith(tokens.text)
    assert tokens.count <= limit
    assert tokens.cut == (tokens.text != text)


@pytest.mark.alone
@pytest.mark.parametrize("words", [1, 30, 3000])
def test_at_the_usual_pace_an_answer_is_through_in_two_seconds(words):
    async def seconds():
        loop = asyncio.get_running_loop()
        start = loop.time()
        pieces = [piece async for piece in streamed(tokens_of("word " * words), pace=None)]
        assert len(pieces) == words
        return loop.time() - start

    assert asyncio.run(seconds()) < 2

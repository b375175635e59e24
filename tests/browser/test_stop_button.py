"""The stop button, pressed while an answer streams in slowly."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

SECOND = 1.0
GROWN = "([output, before]) => output.innerText.length > before + 8"
LOOKING = 0.5  # what the browser and its driver add to what is measured


@pytest.mark.alone
def test_the_stop_button_ends_a_slow_answer_within_a_second(notebook: Callable, slow_print_shop: Any) -> None:
    book = notebook(
        "stop",
        [
            slow_print_shop.setup,
            "fox = %imagine a red fox in the snow",
            "%ask_image What is in {fox}?",
            "print('the kernel is', 'fine')",
        ],
    )
    book.run(0)
    book.run(1)
    book.start(2)
    answer = book.output(2)
    expect(answer).to_contain_text("Answering")
    book.page.wait_for_function(GROWN, arg=[answer.element_handle(), len(answer.inner_text())])
    pressed = time.monotonic()
    book.page.locator("[data-command='notebook:interrupt-kernel']").first.click()
    book.wait()  # which looks more often than what is expected
    spent = time.monotonic() - pressed
    expect(answer).to_contain_text("Stopped after")
    assert spent < SECOND + LOOKING
    expect(answer).to_contain_text(re.compile("the request was cancelled", re.IGNORECASE))
    expect(book.run(3)).to_contain_text("the kernel is fine")

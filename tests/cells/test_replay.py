"""A notebook that was made with a key, run from top to bottom on a machine that has none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from api import TOKEN, Api

CELLS = (
    "%%imagine -o fox -a 3:2\na red fox in the snow",
    "night = %imagine -i fox make it night",
    "for _ in range(2):\n    %imagine -o both {fox} beside {night}",
    "%%ask_image --chat tour\nWhat is in {both}?",
)
NO_NETWORK = """
import socket
def blocked(*_): raise AssertionError("a socket was opened")
socket.socket.connect = socket.socket.connect_ex = blocked
"""


def pictures(html: str) -> list[str]:
    return re.findall(r"data:image/jpeg;base64,([^\"]+)", html)


def test_it_keeps_its_pictures_and_only_what_is_new_is_printed(new_kernels: Any, tmp_path: Path) -> None:
    api = Api()
    with_key = new_kernels(XAI_API_KEY=TOKEN, XAI_BASE_URL=api.base_url)
    with_key.run("%load_ext imagine_nb")
    first = [with_key.run(cell) for cell in CELLS]
    assert [run.error for run in first] == [""] * len(CELLS)
    asked = len(api.posts)
    api.close()
    assert asked == 5

    keyless = new_kernels()
    keyless.run(f"{NO_NETWORK}\n%load_ext imagine_nb")
    again = [keyless.run(cell) for cell in CELLS]
    assert [run.error for run in again] == [""] * len(CELLS)
    for before, after in zip(first, again, strict=True):
        assert pictures(after.html) == pictures(before.html) != []
        assert "replayed · $0 now" in after.html
    assert "What was recorded from the API is replayed." in again[0].text
    new = keyless.run("%imagine a lighthouse")
    assert "print shop, not Grok" in new.html
    assert "replayed" not in new.html

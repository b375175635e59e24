"""Two hundred prompts and option lines that mean trouble: sent as typed or refused, and nothing runs."""

from __future__ import annotations

import random
import re
import sqlite3
from html.parser import HTMLParser
from typing import Any

import pytest

from imagine_nb.errors import without_keys
from quick_server import QuickServer

TROUBLE = [
    "{", "}", "{}", "{{}}", "{{{", "}}}", "{nope}", "{0}", "{x!r}", "{x:>10}", "{bomb()}",
    "{bomb.__call__()}", "{bomb.x}", "{lambda: 1}", "{__import__('os')}", "{x[bomb()]}", '{"a": 1}',
    "{{x}", "{x}}", "%(x)s", "%s", "$HOME", "${HOME}", "$(touch owned)", "`touch owned`",
    "!touch owned", "!!ls", "%run owned.py", "%%bash", "%", "?", "??", "what?", "?what", "really??",
    "a?b", "'", '"', "it's", '"quoted"', "'''", '"""', "\\", "a\\nb", "\\\\", "a\\", "; import os",
    "#comment", "a # b", "get_ipython()", "print(1)", "x = 1", "[1, 2", "(", "lambda",
    "<b>bold</b>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</div></figure>",
    "&lt;", "&amp;", "<svg onload=alert(1)>", "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)", "javascript:alert(1)", "<!--", "-->", "]]>",
    "<style>*{display:none}</style>", "<iframe src=//evil.example>", "{{constructor}}", "🦊",
    "👩‍👩‍👧‍👦", "狐狸在雪地里", "ثعلب أحمر في الثلج", "שועל אדום", "\u202eright to left", "\u200b",
    "e\u0301", "ﷺ", "\U0001f1e6", "a\tb", "a\u00a0b", "a\u2028b", "a\x0bb", "a\x7fb", "0", "-",
    "--", "---", "—", "- 1", "-5", "-1 degrees", "../../etc/passwd", "C:\\fox.png",
    "file:///etc/passwd", "https://example.org/?a=b&c=d", "a|b", "a&&b", "a>b",
    "SELECT * FROM pictures; DROP TABLE pictures;--", "%00", "\\u0000", "{fox", "fox}", "<IMAGE_0>",
    "<IMAGE_9>", "*bold* _it_ `code` [a](javascript:alert(1))", "![x](https://evil.example/x.png)",
    "$$x^2$$", "\\(x\\)",
]  # fmt: skip
LONG = "a very long tail " * 3000
OPTIONS = [
    "-n", "-n x fox", "-n 1e9 fox", "-n -1 fox", "-n 0 fox", "-n ٣ fox", "-a '' fox", "-a ../x fox",
    "-a $HOME fox", "-r <b> fox", "-m '<script>alert(1)</script>' fox", "-o os.x fox",
    "-o __import__('os') fox", "-o class fox", "-o '' fox", "-i '' fox", "-i {bomb()} fox",
    "-i bomb() fox", "-i $(ls) fox", "-i /etc/passwd fox", "-i / fox", "-i ~root fox",
    "-i <script> fox", "-i data:text/html,<script>alert(1)</script> fox",
    "-i javascript:alert(1) fox", "-i file:///etc/passwd fox", "-i fox.__class__ fox",
    "-i 99999999999999999999 fox", "-i * fox", "-i ,,, fox", "--user '' fox", "--budget x fox",
    "--budget nan fox", "--budget -1 fox", "--engine '' fox", "--save / fox", "--save '' fox",
    "--grid x fox", "--grid '{x}=1' fox", "--out=1 fox", "--no-display=1 fox", "---n 1 fox",
    "--<script> fox", "--fresh=no fox", "-nn fox", "-xyz fox", "--image= fox", "--count=\"2 fox",
    "-n '2 fox",
]  # fmt: skip


def mixed(count: int) -> list[str]:
    """Prompts of several troubles each, the same in every run."""
    chance = random.Random(6)
    return [" ".join(chance.sample(TROUBLE, 3)) for _ in range(count)]


PROMPTS = [*TROUBLE, *mixed(60), LONG + "end", "{" * 50_000, "<b>" * 16_000]


class Read(HTMLParser):
    """What a page holds: the elements that are none of ours, and the attributes that could run something."""

    ours = frozenset({"div", "figure", "figcaption", "img", "a", "span", "details", "summary", "br", "p"})

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ours:
            self.foreign.append(tag)
        for name, value in attrs:
            if name.startswith("on") or re.match(r"\s*javascript:", value or "", re.IGNORECASE):
                self.foreign.append(f"{tag} {name}={value}")


def foreign(html: str) -> list[str]:
    reader = Read()
    reader.feed(html)
    return reader.foreign


@pytest.fixture(scope="module")
def armed(api_kernel: Any) -> Any:
    """The kernel, with a name in it that must never be called or asked for anything."""
    api_kernel.run(
        "ran = []\nclass Bomb:\n    def __call__(self): ran.append('call')\nbomb = Bomb()\nx = 'X'"
    )
    yield api_kernel
    assert api_kernel.run("ran").text == "[]"
    assert not (api_kernel.folder / "owned").exists()


def expected(prompt: str) -> str:
    """The prompt as it has to be sent: as typed, but for the one name that there is."""
    names = r"\{\{([a-z]+)\}\}|\{(x)\}"
    return re.sub(names, lambda match: f"{{{match[1]}}}" if match[1] else "X", prompt)


def recorded(kernel: Any) -> tuple[str, str]:
    """The newest request of the gallery: as typed, and as sent."""
    with sqlite3.connect(kernel.folder / "imagine_gallery" / "gallery.db") as db:
        row = db.execute("SELECT prompt, sent FROM requests ORDER BY rowid DESC LIMIT 1").fetchone()
    db.close()
    return row


@pytest.mark.parametrize("form", ["cell", "line", "assigned", "question"])
def test_every_prompt_is_sent_as_typed_and_shown_as_text(armed: Any, quick: QuickServer, form: str) -> None:
    for prompt in PROMPTS:
        one_line = " ".join(prompt.split())
        typed = {"cell": prompt, "question": prompt}.get(form, one_line)
        cell = {
            "cell": f"%%imagine --fresh\n{typed}",
            "line": f"%imagine --fresh -- {typed}",
            "assigned": f"made = %imagine --fresh -- {typed}",
            "question": f"%%ask_image --fresh -i https://example.org/a.jpg\n{typed}",
        }[form]
        before = len(quick.bodies)
        run = armed.run(cell)
        assert foreign(run.html) == [], prompt[:100]
        if run.error:
            assert len(quick.bodies) == before, prompt[:100]
            assert_refused(run.error, prompt)
            continue
        (body,) = quick.bodies[before:]
        sent = body["input"][-1]["content"][-1]["text"] if form == "question" else body["prompt"]
        assert sent == expected(typed.strip("\n")), prompt[:100]
        assert recorded(armed) == (typed.strip("\n"), sent), prompt[:100]


def assert_refused(error: str, prompt: str) -> None:
    """Refused in one short paragraph; only what says nothing may be, and what is a cell of its own."""
    is_cell = re.search(r"^%%\w", prompt, re.MULTILINE)
    why = "Another cell begins in the prompt" if is_cell else r"There is no (prompt|question)\."
    assert re.match(rf"\w+Error: {why}", error), (prompt[:100], error[:300])
    assert is_cell or not re.sub(r"[\s\u200b-]", "", prompt), prompt[:100]


@pytest.mark.parametrize("verb", ["imagine", "ask_image"])
def test_every_option_line_is_understood_or_refused_in_one_line(
    armed: Any, quick: QuickServer, verb: str
) -> None:
    for options in OPTIONS:
        before = len(quick.bodies)
        run = armed.run(f"%%{verb} --fresh {options}\na fox")
        assert foreign(run.html) == [], options
        if run.error:
            assert len(quick.bodies) == before, options
            assert re.match(r"(Input|Source|Gallery|Budget)Error: ", run.error), (options, run.error[:300])
            assert "\n" not in run.error, options
            assert len(run.error) < 700, options
            assert without_keys(run.error) == run.error


def test_there_are_two_hundred_of_them() -> None:
    assert len(PROMPTS) + len(OPTIONS) >= 200

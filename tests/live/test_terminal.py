"""The progress line on stderr: written over itself in a terminal, seldom in a file."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys

from imagine_nb.live.terminal import Line


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_in_a_terminal_it_is_written_over_itself_and_ends_with_a_line() -> None:
    stream = Terminal()
    line = Line(stream)
    assert line.due()
    line.progress("1 of 3 rows")
    line.progress("2 of 3 rows")
    line.end("3 of 3 rows")
    assert stream.getvalue() == "\r1 of 3 rows\x1b[K\r2 of 3 rows\x1b[K\r3 of 3 rows\x1b[K\n"


def test_after_a_line_the_next_is_not_due_at_once() -> None:
    def due() -> bool:
        line = Line(Terminal())
        line.progress("1 of 3 rows")
        return line.due()

    assert not all(due() for _ in range(5))  # the machine may pause once


def test_a_line_longer_than_the_terminal_is_cut_and_what_a_screen_would_obey_is_shown() -> None:
    stream = Terminal()
    Line(stream).progress("1 of 3 rows \x1b[2J " + "x" * 500)
    text = stream.getvalue().removeprefix("\r").removesuffix("\x1b[K")
    assert len(text) < 500
    assert "\x1b" not in text
    assert r"\x1b[2J" in text


def test_a_terminal_that_never_told_its_width_gets_whole_words() -> None:
    program = "from imagine_nb.live.terminal import Line; Line().progress('412 of 2,000 rows · 3 failed')"
    ours, theirs = pty.openpty()  # of no size
    subprocess.run([sys.executable, "-c", program], stderr=theirs, check=True, timeout=60)
    assert "412 of 2,000 rows · 3 failed" in os.read(ours, 1000).decode()
    os.close(ours)
    os.close(theirs)


def test_in_a_file_it_is_a_plain_line_now_and_then() -> None:
    stream = io.StringIO()
    line = Line(stream)
    assert not line.due()  # a short run has its last line alone
    line.progress("1 of 3 rows")
    line.end("3 of 3 rows")
    assert stream.getvalue() == "1 of 3 rows\n3 of 3 rows\n"

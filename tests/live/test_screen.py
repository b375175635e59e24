import signal
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from imagine_nb.live.screen import Screen, is_headless

TERMINAL = SimpleNamespace()
KERNEL = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=True))
RUN_BY_A_PROGRAM = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=False))


@pytest.fixture(autouse=True)
def ipython() -> Any:
    """Somewhere to display: IPython shows nothing without a shell."""
    yield InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    InteractiveShell.clear_instance()


def shown(shell: Any, *, is_silent: bool = False) -> list[str]:
    """What reaches a cell of progress and a result, announced before."""
    screen = Screen(shell, is_silent=is_silent)
    with capture_output() as got:
        screen.announce("Making a picture")
        screen.progress({"text/plain": "0.1 s"})
        screen.show({"text/plain": "a fox"})
    return [output.data["text/plain"] for output in got.outputs]


def test_a_terminal_gets_the_announcement_and_the_result() -> None:
    assert shown(TERMINAL) == ["Making a picture", "a fox"]


def test_a_notebook_gets_progress_and_then_the_result_in_its_place() -> None:
    assert shown(KERNEL) == ["0.1 s", "a fox"]


def test_a_silent_screen_shows_nothing() -> None:
    assert shown(KERNEL, is_silent=True) == shown(TERMINAL, is_silent=True) == []


class Pressed(DisplayPublisher):
    """Where displays go, and the stop button, which is pressed as the first one is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[str, bool]] = []

    def publish(self, data: dict[str, Any], *_: Any, update: bool = False, **more: Any) -> None:
        self.came.append((data["text/plain"], update))
        if len(self.came) == 1:
            signal.raise_signal(signal.SIGINT)


def test_a_stop_as_progress_is_first_shown_leaves_no_progress_beside_the_result(ipython: Any) -> None:
    ipython.display_pub = shown_in = Pressed()
    screen, before = Screen(KERNEL), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        screen.progress({"text/plain": "0.1 s"})
    screen.show({"text/plain": "stopped"})
    assert shown_in.came == [("0.1 s", False), ("stopped", True)]
    assert signal.getsignal(signal.SIGINT) is before


def _due_after_progress(screen: Screen) -> bool:
    screen.progress({"text/plain": "0.1 s"})
    return screen.due()


def test_progress_is_due_at_first_and_not_at_once_again() -> None:
    screen = Screen(KERNEL)
    assert screen.due()
    with capture_output():
        assert not all(_due_after_progress(screen) for _ in range(5))  # the machine may pause once
    assert not Screen(TERMINAL).due()
    assert not Screen(KERNEL, is_silent=True).due()


def test_somebody_watches_where_a_front_end_tells_of_its_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert is_headless(KERNEL)
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/anna/book.ipynb")
    assert not is_headless(KERNEL)
    assert is_headless(RUN_BY_A_PROGRAM)

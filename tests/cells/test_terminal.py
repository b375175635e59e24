"""A plain IPython terminal: text alone, each thing once, and no progress that scrolls by."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from faults_server import FaultServer, answer, jpeg, pictures, reply
from quick_server import QuickServer


def typed(folder: Path, *lines: str, base_url: str = "", ends_with: str = "exit") -> str:
    """What the terminal shows when these lines are typed into it."""
    env = {**os.environ, "IPYTHONDIR": str(folder / "ipython"), "XAI_BASE_URL": base_url, "TERM": "dumb"}
    command = [sys.executable, "-m", "IPython", "--simple-prompt", "--no-banner", "--colors=nocolor"]
    text = "\n".join(["%load_ext imagine_nb", *lines, ends_with, ""])
    done = subprocess.run(
        command, input=text, cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.stdout


def test_text_alone_each_thing_once(tmp_path: Path) -> None:
    shown = typed(
        tmp_path,
        "fox = %imagine a red fox",
        "%imagine a cat",
        "fox",
        "x = %ask_image -i fox what is this?",
        "x.text",
    )
    assert shown.count("Picture 1: a red fox · 1024 x 1024 · print shop, not Grok · $0.00") == 2
    assert shown.count("Picture 2: a cat") == 1
    assert "No key: the print shop draws these pictures" in shown
    assert len(re.findall("Print shop, not Grok: ", shown)) == 2
    assert not re.search(r"<div|<figure|base64|…|\x1b\[|Making", shown)


def test_tables_help_and_errors_are_text(tmp_path: Path) -> None:
    shown = typed(
        tmp_path, "%imagine_config", "%imagine --help", "%imagine -a 7:5 x", "%imagine_cost", "1 + 1"
    )
    assert re.search(r"model +grok-imagine-image +the model that makes pictures", shown)
    assert "--aspect-ratio" in shown
    assert "InputError: There is no aspect ratio '7:5'" in shown
    assert re.search(r"total +0", shown)
    assert "Out[6]: 2" in shown or ": 2\n" in shown


def test_a_large_request_tells_its_price_first_and_a_dear_one_asks(
    tmp_path: Path, quick: QuickServer
) -> None:
    shown = typed(tmp_path, "%imagine -n 12 foxes", "%imagine -n 60 bears", "n", base_url=quick.base_url)
    price = shown.index("12 pictures in 2 requests for about $0.24")
    assert price < shown.index("Picture 1: foxes")
    assert "60 pictures in 6 requests will cost about $1.20. Go on? [y/N]" in shown
    assert "BudgetError: 60 pictures" in shown


def test_a_background_cell_is_waited_for(tmp_path: Path, quick: QuickServer) -> None:
    shown = typed(tmp_path, "%imagine --background -o fox a fox", base_url=quick.base_url)
    assert "No front end shows what comes later, so --background waits here." in shown
    assert "Picture 1: a fox" in shown


def test_a_stop_in_a_terminal_is_one_line(tmp_path: Path, quick: QuickServer) -> None:
    import pexpect

    env = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython"), "XAI_BASE_URL": quick.base_url}
    arguments = ["-m", "IPython", "--simple-prompt", "--no-banner", "--colors=nocolor"]
    with pexpect.spawn(
        sys.executable, arguments, cwd=str(tmp_path), env=env, encoding="utf-8", timeout=30
    ) as terminal:
        terminal.expect("In ")
        terminal.sendline("%load_ext imagine_nb")
        terminal.expect("In ")
        quick.hold()
        before = len(quick.bodies)
        terminal.sendline("%imagine a fox")
        quick.wait_for(before + 1)
        terminal.sendintr()
        terminal.expect("Stopped: The request was cancelled; it may have been charged.")
        quick.release()
        terminal.sendline("1 + 1")
        terminal.expect("2")


def test_escapes_in_prompts_answers_and_errors_are_shown_and_not_obeyed(
    tmp_path: Path, faults: FaultServer
) -> None:
    odd = "a\x1b[2J\x1b]52;c;aGk=\x07\u202eb\x9b"
    faults.then(
        reply(200, pictures(jpeg())),
        reply(200, answer(odd)),
        reply(400, {"code": odd, "error": odd}),
    )
    shown = typed(
        tmp_path,
        f"odd = {odd!r}",
        "%imagine -o fox --model grok-imagine-image {odd}",
        "fox",
        "x = %ask_image --no-stream -i fox what is it?",
        "x",
        "%imagine -a 7:5 {odd}",
        "%imagine again {odd}",
        "%imagine_recipe fox",
        "%imagine_gallery",
        "%imagine_lineage fox",
        "%imagine_cost request",
        base_url=faults.base_url,
    )
    assert len(faults.requests) == 3
    assert odd in faults.requests[0].json["prompt"]
    assert shown.count("a\\x1b[2J\\x1b]52;c;aGk=\\x07\\u202eb\\x9b") >= 8
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", shown)

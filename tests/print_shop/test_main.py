from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from time import monotonic

import httpx
import pytest

COMMAND = [sys.executable, "-m", "imagine_nb.print_shop"]
ASKED = {"model": "grok-4.3", "input": "hello", "stream": True}


@contextmanager
def shop(*options, **environment):
    """A print shop at work: its process, its base URL, its token."""
    with subprocess.Popen(
        [*COMMAND, "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    ) as process:
        try:
            url = process.stdout.readline().strip().removeprefix("Print shop on ")
            yield process, url, process.stdout.readline().strip().removeprefix("token: ")
        finally:
            process.terminate()


def refused(*options):
    return subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=60, check=False)


def test_it_lists_the_words_that_it_can_draw():
    listed = refused("--words")
    assert listed.returncode == 0
    assert all(each in listed.stdout for each in ("Things: ", "fox, ", "Settings: ", "meadow", "Colours: "))


def test_it_prints_where_it_is_and_a_token_that_opens_it():
    with shop() as (_, url, token):
        assert url.startswith("http://127.0.0.1:")
        assert len(token) > 20
        assert httpx.get(f"{url}/models").status_code == 401
        assert httpx.get(f"{url}/models", headers={"authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.alone
def test_it_holds_no_answer_back():
    client = httpx.Client(headers={"authorization": "Bearer t"})
    with client, shop("--token", "t") as (_, url, _):
        client.get(f"{url}/me")
        seconds = []
        for _ in range(20):
            start = monotonic()
            client.get(f"{url}/me")
            seconds.append(monotonic() - start)
    assert sorted(seconds)[10] < 0.03  # a network stack that waits for more to send takes 40 ms each


def test_the_token_can_be_chosen():
    with shop("--token", "sesame") as (_, url, token):
        assert token == "sesame"
        assert httpx.get(f"{url}/me", headers={"authorization": "Bearer sesame"}).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.com", ""])
def test_it_refuses_to_serve_other_machines(host):
    ended = refused("--port", "0", "--host", host)
    assert ended.returncode == 2
    assert "this machine only" in ended.stderr


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_it_serves_this_machine(host):
    with shop("--host", host, "--token", "t") as (_, url, _):
        assert httpx.get(f"{url}/me", headers={"authorization": "Bearer t"}).status_code == 200


def test_a_port_that_is_taken_is_told_in_one_line():
    with shop() as (_, url, _):
        port = url.removesuffix("/v1").rpartition(":")[2]
        ended = refused("--port", port)
    assert ended.returncode == 2
    assert f"port {port} cannot be had" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for a single process there")
def test_it_ends_quietly_when_interrupted():
    with shop() as (process, _, _):
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""


@pytest.mark.parametrize("given", ["as an option", "in the environment"])
def test_the_pace_can_be_chosen(given):
    options, environment = [], {}
    if given == "as an option":
        options = ["--pace", "0.05"]
    else:
        environment = {"IMAGINE_NB_PRINT_SHOP_PACE": "0.05"}
    with shop("--token", "t", *options, **environment) as (_, url, _):
        headers = {"authorization": "Bearer t"}
        start = monotonic()
        with httpx.stream("POST", f"{url}/responses", json=ASKED, headers=headers) as response:
            times = [monotonic() for line in response.iter_lines() if "output_text.delta" in line]
    assert times[-1] - start > 0.04 * (len(times) - 1)


@pytest.mark.parametrize("pace", ["-1", "nan", "fast", "61"])
def test_a_pace_that_is_none_is_refused(pace):
    ended = refused("--pace", pace)
    assert ended.returncode == 2
    assert "pace" in ended.stderr


def test_the_room_can_be_chosen_and_what_it_has_none_for_is_asked_to_come_again_soon():
    with shop("--token", "t", "--room", "1") as (_, url, _):
        asked = {"model": "grok-imagine-image", "prompt": "a fox", "n": 10}
        refused = httpx.post(
            f"{url}/images/generations", json=asked, headers={"authorization": "Bearer t"}, timeout=60
        )
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")


@pytest.mark.parametrize("room", ["-1", "201", "some"])
def test_a_room_that_is_none_is_refused(room):
    ended = refused("--room", room)
    assert ended.returncode == 2
    assert "room" in ended.stderr


def test_without_uvicorn_it_says_what_to_install():
    program = (
        "import runpy, sys; sys.modules['uvicorn'] = None; sys.argv = ['print_shop', '--port', '0'];"
        "runpy.run_module('imagine_nb.print_shop', run_name='__main__')"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "pip install imagine_nb[serve]" in ended.stderr
    assert "Traceback" not in ended.stderr

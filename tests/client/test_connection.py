"""Programs of xai_sdk connect as they say: by a host, with metadata; a key never travels over plain http."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.errors import InputError

MODEL = "grok-imagine-image"
GOOD = reply(200, pictures(jpeg()))
KEY = "a-key-of-the-tests-0123456789"


def base_url(**options: Any) -> str:
    return Client(api_key=KEY, gallery=False, **options)._engine.to.base_url


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"api_host": None}, "https://api.x.ai/v1"),
        ({"api_host": "api.x.ai"}, "https://api.x.ai/v1"),
        ({"api_host": "us.api.x.ai"}, "https://us.api.x.ai/v1"),
        ({"api_host": "Gateway.example:8443"}, "https://gateway.example:8443/v1"),
        ({"api_host": "localhost:8765"}, "https://localhost:8765/v1"),
        ({"api_host": "localhost:8765", "use_insecure_channel": True}, "http://localhost:8765/v1"),
        ({"api_host": "[::1]:8765", "use_insecure_channel": True}, "http://[::1]:8765/v1"),
        ({"base_url": "http://127.0.0.1:9/v1", "use_insecure_channel": True}, "http://127.0.0.1:9/v1"),
    ],
)
def test_a_host_is_an_address(options: dict[str, Any], expected: str) -> None:
    assert base_url(**options) == expected


@pytest.mark.parametrize(
    "host",
    ["https://api.x.ai", "api.x.ai/v1", "user:pass-word@api.x.ai", "api.x.ai?a=b", "api.x.ai#a", "a b", "",
     " api.x.ai", "api.x.ai\r\nhost: evil", "api.x.ai:99999", "api.x.ai:x", "api..x", "[::1", 7, b"api.x.ai",
     "api.x.ai\\@evil.example", "xn--\u202e", "api.x.ai%2f", "x" * 10_000],
)  # fmt: skip
def test_what_is_no_host_is_refused(host: Any) -> None:
    with pytest.raises(InputError) as refused:
        base_url(api_host=host)
    assert "pass-word" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "options",
    [
        {"use_insecure_channel": True},
        {"use_insecure_channel": True, "api_host": "api.x.ai"},
        {"use_insecure_channel": True, "api_host": "10.0.0.1:80"},
        {"use_insecure_channel": True, "api_host": "localhost.evil.example"},
        {"use_insecure_channel": True, "base_url": "https://gateway.example/v1"},
    ],
)
def test_a_key_does_not_travel_unprotected(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="does not travel over plain http"):
        base_url(**options)


def test_two_addresses_are_one_too_many() -> None:
    with pytest.raises(InputError, match="both name an address"):
        base_url(api_host="api.x.ai", base_url="https://api.x.ai/v1")


def test_the_own_host_named_without_a_key_is_the_print_shop_and_wins_over_a_moved_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Client(api_host="api.x.ai", gallery=False).engine == "print-shop"
    assert Client(use_insecure_channel=True, gallery=False).engine == "print-shop"
    monkeypatch.setenv("XAI_BASE_URL", "https://gateway.example/v1")
    assert base_url() == "https://gateway.example/v1"
    assert base_url(api_host="api.x.ai") == "https://api.x.ai/v1"


def test_an_insecure_channel_to_this_machine_works(faults: FaultServer) -> None:
    faults.then(GOOD)
    with Client(
        api_key=KEY, api_host=f"localhost:{faults.port}", use_insecure_channel=True, gallery=False
    ) as client:
        assert client.image.sample("a fox", MODEL).data == jpeg()
    assert faults.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_metadata_goes_with_each_request_as_headers_and_is_written_nowhere(
    make: Callable[..., Client], faults: FaultServer, folder: Path
) -> None:
    client = make(metadata=(("X-Team", "the-red-team"),))
    faults.then(GOOD, reply(200, {"data": []}))
    made = client.image.sample("a fox", MODEL)
    client.models.list()
    assert [seen.headers["x-team"] for seen in faults.requests] == ["the-red-team"] * 2
    assert "authorization" in faults.requests[0].headers
    assert "red-team" not in f"{client!r}{made!r}{made.record}"
    with sqlite3.connect(folder / "gallery.db") as db:
        assert "red-team" not in "\n".join(db.iterdump())
    db.close()
    assert not [path for path in folder.rglob("*") if path.is_file() and b"red-team" in path.read_bytes()]


def test_metadata_goes_to_the_host_of_the_api_alone(make: Callable[..., Client], faults: FaultServer) -> None:
    """A picture at another port of this machine is another host; it is not even asked for."""
    elsewhere = FaultServer().then(reply(200, jpeg()))
    faults.then(
        reply(200, {"data": [{"url": f"http://127.0.0.1:{faults.port}/a.jpg"}]}),
        reply(302, b"", location=f"http://127.0.0.1:{elsewhere.port}/b.jpg"),
    )
    with pytest.raises(Exception, match="not public"):
        make(metadata=(("x-team", "red"),)).image.sample("a fox", MODEL)
    assert elsewhere.requests == []
    elsewhere.close()


def test_metadata_that_is_none_is_refused_before_anything_is_sent(make: Callable[..., Client]) -> None:
    with pytest.raises(InputError, match="The client sets the header authorization itself"):
        make(metadata=(("authorization", "Bearer other"),))


def test_the_print_shop_takes_them_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    client = Client(
        "",
        "a management key",
        api_host="api.x.ai",
        management_api_host="management-api.x.ai",
        metadata=(("x-team", "red"),),
        channel_options=[("grpc.max_send_message_length", 1)],
        timeout=3600,
        use_insecure_channel=False,
        gallery=tmp_path,
    )
    assert capsys.readouterr().err.count("there is no gRPC channel") == 1
    assert client.image.sample("a fox", MODEL).model == "print-shop"
    client.close()


@pytest.mark.parametrize("options", [{}, {"channel_options": []}, {"channel_options": None}])
def test_no_options_of_a_channel_are_no_news(capsys: pytest.CaptureFixture[str], options: Any) -> None:
    Client(gallery=False, **options)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("name", ["video", "collections", "tokenize"])
def test_what_is_absent_says_why(kind: type[Client], name: str) -> None:
    client = kind(gallery=False)
    with pytest.raises(AttributeError, match="imagine_nb speaks the REST API"):
        getattr(client, name)

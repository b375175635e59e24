"""What is a key, what is a secret, and where each is looked for."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Client, Studio
from imagine_nb.config import target
from imagine_nb.errors import InputError, without_keys
from imagine_nb.keys import LONGEST_KEY, Key, checked_key, found_key, known_keys
from imagine_nb.records import SourceRecord
from imagine_nb.sources import Source
from imagine_nb.wire.order import image_order
from imagine_nb.wire.questions import answer_order

KEY = "xai-a-key-of-the-tests"
OTHER_SHAPE = "a-secret-of-another-shape"
HERE = "http://127.0.0.1:9/v1"


def order(prompt: str, key: str, **more: Any) -> None:
    image_order(prompt, target=target(api_key=key, base_url=HERE), model="grok-imagine-image", **more)


@pytest.mark.parametrize("key", ["k", "test", "EMPTY", "lm-studio", "nineteen-characters"])
def test_a_word_that_a_local_server_wants_is_no_secret(key: str) -> None:
    order(f"a {key} in the park", key)
    assert not checked_key(key).is_secret


@pytest.mark.parametrize("key", ["xai-k", KEY, "twenty-characters-it", OTHER_SHAPE])
def test_a_secret_is_kept_out_of_all_that_is_sent(key: str) -> None:
    carried = {
        "settings": {"user": f"me {key}"},
        "storage_options": {"filename": f"{key}.jpg"},
        "sources": [Source(SourceRecord("x", url=f"https://example.com/?token={key}"))],
    }
    for name, value in carried.items():
        with pytest.raises(InputError, match="looks like an API key") as caught:
            order("a fox", key, **{name: value})
        assert key not in str(caught.value)
    with pytest.raises(InputError, match="The prompt holds"):
        order(f"a fox,{key}", key)
    to = target(api_key=key, base_url=HERE)
    with pytest.raises(InputError, match="The request holds"):
        answer_order("What?", target=to, model="grok-4.3", messages=[], parameters={"user": key})


def test_a_key_of_xai_is_masked_whatever_stands_before_it() -> None:
    assert KEY not in without_keys(repr(f"line\n{KEY}"))


@pytest.mark.parametrize(
    "text",
    [
        f'"{KEY}"',
        f"'{KEY}'",
        f"'\"{KEY}\"'",
        f"\"'{KEY}'\"",
        f"“{KEY}”",
        f"‘{KEY}’",
        f"„{KEY}“",
        f"`{KEY}`",
        f" {KEY}\r\n",
        f'" {KEY}\n"',
        f"\ufeff{KEY}",
        f"{KEY}\u200b",
        f"\xa0{KEY}\xa0",
    ],
)
def test_a_key_is_taken_out_of_what_surrounds_it(text: str) -> None:
    assert checked_key(text).reveal() == KEY


NO_KEYS = [
    "two words",
    f"{KEY} {KEY}",
    f"{KEY}\n{KEY}",
    "ключ-от-всех-дверей",
    f"{KEY}é",
    f"tab\t{KEY}",
    f"{KEY}\x00x",
    f"{KEY}\u200b{KEY}",
    f'"{KEY}',
    f"{KEY}'",
    f'{KEY}"{KEY}',
    f"{KEY}\\n",
    f"Bearer {KEY}",
    f"bearer {KEY}",
    f"XAI_API_KEY={KEY}",
    f"export XAI_API_KEY='{KEY}'",
    f"api_key: {KEY}",
    "/run/secrets/xai",
    "~/.xai",
    "./key.txt",
    "..\\key.txt",
    "C:\\key.txt",
    "file:///key",
    "https://keys.example/mine",
    "<your key>",
    "<KEY>",
    "${XAI_API_KEY}",
    "$XAI_API_KEY",
    "%XAI_API_KEY%",
    "{{ key }}",
    "{key}",
    "[key]",
    "$(cat key)",
    "****",
    "xai-****",
    "xai-...",
    "xai-…",
    "xai-",
    "xai-xxxxxxxx",
    "xai-xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "xxxx",
    "xai-a.b",
    "xai-a+b/c",
    "k" * (LONGEST_KEY + 1),
]


@pytest.mark.parametrize("text", NO_KEYS)
def test_what_cannot_be_a_key_is_refused_and_not_told(text: str) -> None:
    with pytest.raises(InputError, match="is not one: ") as caught:
        checked_key(text)
    for told in (str(caught.value), repr(caught.value.args)):
        assert KEY not in told
        assert text not in told or text in {"xai-", "****"}


@pytest.mark.parametrize("text", [123, b"xai-bytes-of-a-key", ["k"], Path("key.txt")])
def test_a_key_that_is_no_text_is_refused(text: Any) -> None:
    with pytest.raises(InputError, match="a key is text"):
        target(api_key=text)


@pytest.mark.parametrize(
    "text",
    [
        "YOUR_API_KEY",
        "your-api-key",
        "xai-your-key-here",
        "xai-YOUR_KEY",
        "XAI_API_KEY",
        "api_key",
        "None",
        "null",
        "changeme",
        "put_your_key_here",
        "insert-key-here",
    ],
)
def test_a_word_that_stands_for_a_key_is_refused_where_it_goes_to_xai(text: str) -> None:
    with pytest.raises(InputError, match="placeholder"):
        target(api_key=text)
    assert target(api_key=text, base_url=HERE).key is not None


def test_a_word_that_stands_for_a_key_is_refused_when_it_is_given() -> None:
    with pytest.raises(InputError, match="placeholder"):
        Studio(api_key="YOUR_API_KEY", gallery=False)
    studio = Studio(gallery=False, notify=lambda text: None)
    with pytest.raises(InputError, match="placeholder"):
        studio.use_key(checked_key("your-api-key"))
    Studio(api_key="YOUR_API_KEY", base_url=HERE, gallery=False)


def test_a_key_with_such_words_in_it_is_one() -> None:
    for text in ("xai-Your8mY", "xai-" + "aB3" * 26 + "my", "xai-tokenXyZ12"):
        assert target(api_key=text).key == Key(text)


@pytest.mark.parametrize("make", [Client, Studio])
def test_what_cannot_be_a_key_is_refused_when_it_is_given(make: Any) -> None:
    for engine in ("auto", "print-shop", "replay"):
        with pytest.raises(InputError, match="The key from api_key is not one"):
            make(api_key="two words", engine=engine, gallery=False)


def test_what_cannot_be_a_key_is_refused_wherever_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_API_KEY", f"XAI_API_KEY={KEY}")
    with pytest.raises(InputError, match=r"The key from XAI_API_KEY is not one: .* follows the name"):
        target()
    assert target(engine="replay").key is None
    monkeypatch.delenv("XAI_API_KEY")
    colab = types.ModuleType("google.colab")
    colab.userdata = types.SimpleNamespace(get=lambda name: "/content/key.txt")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", colab)
    with pytest.raises(InputError, match=r"The key from Colab's secrets is not one: .* path"):
        target()


@pytest.mark.parametrize("text", ["", " ", '""', "''", "' '", "\ufeff"])
def test_an_empty_variable_holds_no_key(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_API_KEY", text)
    assert found_key() is None


def test_a_key_in_quotes_in_the_environment_is_unquoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_API_KEY", f"'\"{KEY}\"'")
    assert found_key() == Key(KEY, "XAI_API_KEY")


def test_a_key_that_begins_with_another_comes_before_it() -> None:
    short, long = "xai-one-key-of-two", "xai-one-key-of-two-and-more"
    for secret in (short, long):
        checked_key(secret)
    known = [key.reveal() for key in known_keys()]
    assert known.index(long) < known.index(short)

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypedDict, Unpack

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

import imagine_nb
from imagine_nb import Client
from imagine_nb.signatures import spelled_out


class Size(TypedDict, total=False):
    width: int


class Options(Size, total=False):
    colour: str | None


@spelled_out(Options)
def drawn(name: str, *, n: int = 1, **options: Unpack[Options]) -> str:
    return f"{name} {n} {sorted(options.items())}"


def test_the_fields_stand_in_the_signature_one_by_one() -> None:
    told = "(name: 'str', *, n: 'int' = 1, width: 'int' = None, colour: 'str | None' = None) -> 'str'"
    assert str(inspect.signature(drawn)) == told
    assert drawn("fox", colour="red") == "fox 1 [('colour', 'red')]"


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (Client.__init__, {"api_key", "timeout"}),
        (imagine_nb.client.chats.Chats.create, {"model", "temperature", "tools", "response_format"}),
        (imagine_nb.client.chats.AsyncChats.create, {"messages", "max_tokens"}),
        (imagine_nb.client.images.Images.sample, {"image_url", "aspect_ratio", "storage_options"}),
        (imagine_nb.client.images.AsyncImages.prepare, {"batch_request_id", "resolution"}),
        (imagine_nb.imagine, {"images", "aspect_ratio", "fresh"}),
        (imagine_nb.ask, {"chat", "detail"}),
    ],
)
def test_options_are_told(function: Callable[..., Any], names: set[str]) -> None:
    parameters = inspect.signature(function).parameters.values()
    assert names <= {each.name for each in parameters}
    assert inspect.Parameter.VAR_KEYWORD not in {each.kind for each in parameters}


@pytest.mark.parametrize(
    ("typed", "found"),
    [("client.chat.create('m', tem", "temperature="), ("client.image.sample(asp", "aspect_ratio=")],
)
def test_tab_completes_them(typed: str, found: str) -> None:
    shell = InteractiveShell()
    shell.user_ns["client"] = Client(engine="print-shop", gallery=False)
    with provisionalcompleter():
        assert found in {each.text for each in shell.Completer.completions(typed, len(typed))}

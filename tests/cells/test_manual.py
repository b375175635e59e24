"""The manual of the two verbs, the README and `%imagine_config` say what the tables say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from imagine_nb.engines import CHOICES
from imagine_nb.prices import IMAGE_MODELS, ImageModel, chat_model, image_model
from imagine_nb.settings import CHAT_MODEL, IMAGE_MODEL, PICTURE, QUESTION, Setting

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def manuals(kernel: Any) -> dict[str, str]:
    """The manuals as they are read, without what wraps their lines."""
    return {verb: plain(kernel.run(f"%{verb} --help").text) for verb in ("imagine", "ask_image")}


def plain(text: str) -> str:
    """`text` without blanks, where lines are wrapped, and without the brackets around some placeholders."""
    return re.sub(r"[\s<>]", "", text)


DOCSTRING = "print(get_ipython().find_cell_magic('imagine').__doc__)"  # what %imagine? shows


@pytest.mark.parametrize(
    "call",
    ["%imagine --help", "%ask_image --help", "%imagine_again --help", "%imagine_alt --help", DOCSTRING],
)
def test_a_manual_begins_with_how_it_is_called(kernel: Any, call: str) -> None:
    text = kernel.run(call).text
    assert "::" not in text
    assert re.search(r"%(imagine|ask_image|imagine_again|imagine_alt) \[-o NAME\]", text)


@pytest.mark.parametrize("row", PICTURE, ids=lambda row: row.name)
def test_the_manual_of_imagine_names_each_setting_with_all_it_may_be(
    manuals: dict[str, str], row: Setting
) -> None:
    told = plain(f"{', '.join(f'{flag} {row.metavar}' for flag in row.flags)} {row.manual}")
    assert re.search(f"{re.escape(told)}-", manuals["imagine"])  # and nothing before the next one
    assert all(value in row.manual for value in row.values)


@pytest.mark.parametrize("row", QUESTION, ids=lambda row: row.name)
def test_the_manual_of_ask_image_does_too(manuals: dict[str, str], row: Setting) -> None:
    assert plain(f"{row.flags[-1]} {row.metavar} {row.manual}") in manuals["ask_image"]


def test_both_name_the_engines(manuals: dict[str, str]) -> None:
    for manual in manuals.values():
        assert plain(f"who answers this cell alone: {', '.join(CHOICES)}") in manual


def usd(dollars: float) -> str:
    return f"${dollars:.2f}" if round(dollars, 2) == dollars else f"${dollars:.3f}"


def known(name: str) -> ImageModel:
    row = image_model(name)
    assert row is not None
    return row


def test_the_prices_are_those_of_the_table(manuals: dict[str, str]) -> None:
    one, two = IMAGE_MODELS
    (only,) = set(one.outputs.values())
    dear, cheap = max(two.outputs.values()), min(two.outputs.values())
    told = (
        f"A picture costs {usd(only)} with {one.name}, and {usd(cheap)} to {usd(dear)} with {two.name}; "
        f"an edit costs {usd(one.input_usd)} and {usd(two.input_usd)} more for each source."
    )
    assert plain(told) in manuals["imagine"]
    chat = chat_model(CHAT_MODEL)
    assert chat is not None
    asked = f"{chat.name} costs {usd(chat.input_usd)} for a million tokens in and {usd(chat.output_usd)} for"
    assert plain(asked) in manuals["ask_image"]


def test_the_readme_tells_the_price_of_the_default_model() -> None:
    model = known(IMAGE_MODEL)
    words = f"A picture costs {usd(model.outputs['1k', ''])} with `{model.name}`, and an edit"
    assert f"{words} {usd(model.input_usd)} more for each source" in README.read_text()


def test_the_defaults_are_those_of_the_table(kernel: Any) -> None:
    table = kernel.run("%imagine_config").text
    for row in (*PICTURE, *QUESTION):
        if row.has_default:
            assert re.search(rf"{row.name} +{row.default or '-'} +{re.escape(row.manual)}", table)

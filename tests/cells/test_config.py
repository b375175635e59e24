"""Defaults: shown as a table, set in a cell, and weaker than a flag, stronger than the environment."""

from __future__ import annotations

from typing import Any

import pytest

from quick_server import QuickServer


def ratio(kernel: Any, quick: QuickServer, options: str = "") -> str:
    before = len(quick.bodies)
    assert kernel.run(f"%imagine --fresh {options} a door").error == ""
    return quick.bodies[before:][0]["aspect_ratio"]


def test_a_flag_beats_config_beats_the_environment_beats_the_default(
    new_kernel: Any, quick: QuickServer
) -> None:
    new_kernel.run(
        f"%env XAI_BASE_URL={quick.base_url}\n%env IMAGINE_NB_ASPECT_RATIO=3:2\n%load_ext imagine_nb"
    )
    assert ratio(new_kernel, quick) == "3:2"
    assert "resolution" not in quick.bodies[-1]
    new_kernel.run("%config ImagineMagics.aspect_ratio = '2:1'")
    assert ratio(new_kernel, quick) == "2:1"
    new_kernel.run("%imagine_config aspect_ratio=9:16")
    assert ratio(new_kernel, quick) == "9:16"
    assert ratio(new_kernel, quick, "-a 1:1") == "1:1"


def test_the_configuration_file_counts_too(tmp_path: Any, new_kernel: Any, quick: QuickServer) -> None:
    new_kernel.run(
        f"%env XAI_BASE_URL={quick.base_url}\nget_ipython().config.ImagineMagics.aspect_ratio = '20:9'\n"
        "%load_ext imagine_nb"
    )
    assert ratio(new_kernel, quick) == "20:9"


def test_every_default_is_in_the_table(kernel: Any) -> None:
    run = kernel.run("%imagine_config")
    names = [
        "model",
        "chat_model",
        "aspect_ratio",
        "resolution",
        "quality",
        "detail",
        "engine",
        "ask_above",
        "nested_loops",
    ]
    assert all(name in run.html and name in run.text for name in names)
    assert "<table>" in run.html
    assert all(f"ImagineMagics.{name}" in kernel.run("%config ImagineMagics").text for name in names)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("resolutoin=2k", "There is no default 'resolutoin=2k'. Write name=value. Did you mean resolution?"),
        ("resolution", "There is no default 'resolution'. Write name=value."),
        ("resolution=3k", "There is no resolution '3k'. Did you mean '2k'?"),
        ("aspect_ratio=16:10", "Did you mean '3:2'?"),
        ("engine=grok", "There is no engine 'grok'."),
        ("ask_above=lots", "ask_above is 'lots'. It is a sum in US dollars, such as 2.50."),
        ("nested_loops=perhaps", "nested_loops is 'perhaps'. It is on or off."),
    ],
)
def test_a_wrong_default_is_told_and_changes_nothing(kernel: Any, setting: str, message: str) -> None:
    before = kernel.run("%imagine_config").text
    assert message in kernel.run(f"%imagine_config {setting}").error
    assert kernel.run("%imagine_config").text == before


def test_config_takes_back_what_cannot_be(kernel: Any) -> None:
    run = kernel.run("%config ImagineMagics.resolution = '9k'")
    assert "There is no resolution '9k'" in run.text
    assert "9k" not in kernel.run("%imagine_config").text


def test_the_engine_of_the_table_is_the_one_that_answers(kernel: Any) -> None:
    kernel.run("%imagine_config engine=replay")
    assert "no recording" in kernel.run("%imagine a thing that was never made").error
    kernel.run("%imagine_config engine=auto")
    assert kernel.run("%imagine a thing that was never made").error == ""


def test_an_edit_keeps_its_shape_whatever_the_default(kernel: Any) -> None:
    kernel.run("%imagine_config aspect_ratio=3:2\n%imagine -o fox a fox")
    assert kernel.run("%imagine make {fox} blue").error == ""
    kernel.run("%imagine_config aspect_ratio=")

"""The Tab key, asked as a front end asks it."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="module")
def typing(kernel: Any) -> Any:
    """The kernel, with pictures and a conversation in it."""
    kernel.run("%imagine -o fox a fox\n")
    kernel.run("%imagine -o foxes -n 2 foxes")
    kernel.run("%ask_image --chat tour -i fox what?\n")
    kernel.run("%ask_image --chat trial -i fox what?\nnumber = 5")
    return kernel


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("%imagine --asp", "%imagine --aspect-ratio"),
        ("%%imagine --no-d", "%%imagine --no-display"),
        ("x = %imagine --gri", "x = %imagine --grid"),
        ("%ask_image --sch", "%ask_image --schema"),
        ("%imagine -a 19", "%imagine -a 19.5:9"),
        ("%imagine -a 16:", "%imagine -a 16:9"),
        ("%imagine --aspect-ratio=3:", "%imagine --aspect-ratio=3:2"),
        ("%imagine -r ", "%imagine -r 2k"),
        ("%imagine -q l", "%imagine -q low"),
        ("%imagine -m grok-imagine-image-", "%imagine -m grok-imagine-image-2.0"),
        ("%ask_image -m grok-4", "%ask_image -m grok-4.3"),
        ("%imagine -i f", "%imagine -i fox"),
        ("%imagine -i fox,f", "%imagine -i fox,foxes"),
        ("%imagine -i la", "%imagine -i last"),
        ("%imagine -i ", "%imagine -i 3"),
        ("%imagine put {fo", "%imagine put {fox}"),
        ("%ask_image --chat t", "%ask_image --chat trial"),
        ("%imagine --engine re", "%imagine --engine replay"),
        ("%imagine_alt fo", "%imagine_alt fox"),
        ("%imagine_alt --note", "%imagine_alt --notebook"),
        ("%imagine_again fox --dry", "%imagine_again fox --dry-run"),
        ("%imagine_recipe fo", "%imagine_recipe fox"),
        ("%imagine_config res", "%imagine_config resolution="),
        ("%imagine_cost d", "%imagine_cost day"),
        ("%imagine_ga", "%imagine_gallery"),
        ("%%imagine --fr\na fox", "%%imagine --fresh\na fox"),
    ],
)
def test_the_tab_key_offers(typing: Any, line: str, completed: str) -> None:
    first = line.partition("\n")[0]
    assert completed in typing.complete(line, at=len(first))


@pytest.mark.parametrize("line", ["%imagine -i num", "%%imagine\n--asp", "x = fo"])
def test_where_the_line_is_another_the_offer_is_pythons(typing: Any, line: str) -> None:
    offered = typing.complete(line)
    assert not any(each.endswith(("--aspect-ratio", "number ")) for each in offered)


def test_the_body_of_a_cell_is_a_prompt(typing: Any) -> None:
    assert typing.complete("%%imagine -o x\n--asp") == []
    assert "%%imagine -o x\nput {fox}" in typing.complete("%%imagine -o x\nput {fo")

"""A notice that exists is shown: in HTML, in text, and in the repr of whatever carries it."""

from __future__ import annotations

import inspect
import pkgutil
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any, cast

import pytest

import imagine_nb
from imagine_nb import _ABSENT as MODULES
from imagine_nb import Client, Studio
from imagine_nb.answers import Answer
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.errors import GalleryError, told
from imagine_nb.exchange.flight import Received
from imagine_nb.grid import Grid
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.responses import AsyncImageResponse, ImageResponse, Response
from imagine_nb.studio.bulk.planning import ReadyPlan

NOTICE = "Nobody <knows> it yet."
SHOWN = "Nobody &lt;knows&gt; it yet."


def modules() -> list[ModuleType]:
    names = (each.name for each in pkgutil.walk_packages(imagine_nb.__path__, "imagine_nb."))
    absent = {f"imagine_nb.{name}" for name in MODULES}
    return [import_module(name) for name in names if ".print_shop" not in name and name not in absent]


def carriers() -> set[type]:
    """Every class whose objects show themselves and hold a notice."""
    classes = {kind for module in modules() for _, kind in inspect.getmembers(module, inspect.isclass)}
    ours = {kind for kind in classes if kind.__module__.startswith("imagine_nb.")}
    return {kind for kind in ours if hasattr(kind, "_repr_mimebundle_") and hasattr(kind, "notice")}


@pytest.fixture
def made(studio: Studio) -> dict[type, Any]:
    """One of each class, with the notice in it."""
    fox = replace(studio.imagine("a fox").one, notice=NOTICE)
    answer = replace(studio.ask("What is this?", images=fox), notice=NOTICE)
    client = Client(engine="print-shop", gallery=studio.gallery)
    chat = client.chat.create("grok-4.3").append("What can you do?")
    response = chat.sample()
    recorded = studio.gallery.recorded(answer.record.request_id)
    response.complete(response._reply, Received(recorded, notice=NOTICE))
    image = replace(client.image.sample("a cat", "grok-imagine-image"), notice=NOTICE)
    plan = replace(cast(ReadyPlan, studio.plan_imagine_many(["a fox"])), notice=NOTICE)
    others = {name: getattr(image, name) for name in ("record", "usage", "_data", "path", "notice")}
    client.close()
    return {
        Picture: fox,
        Answer: answer,
        Response: response,
        ImageResponse: image,
        AsyncImageResponse: AsyncImageResponse(*others.values()),
        BulkPlan: plan,
        ReadyPlan: plan,
    }


def test_nothing_that_carries_a_notice_keeps_it_to_itself(made: dict[type, Any]) -> None:
    assert carriers() == set(made)
    for each in made.values():
        bundle = each._repr_mimebundle_()
        assert SHOWN in bundle["text/html"]
        assert NOTICE in bundle["text/plain"]
        assert NOTICE in repr(each)


def test_several_pictures_tell_each_notice_once(studio: Studio) -> None:
    foxes = studio.imagine("a fox", n=3)
    notices = ["", NOTICE, NOTICE]
    several = Pictures([replace(each, notice=told) for each, told in zip(foxes, notices, strict=True)])
    bundle = several._repr_mimebundle_()
    assert bundle["text/html"].count(SHOWN) == 1
    assert bundle["text/plain"].count(NOTICE) == 2
    grid = Grid({"style": ("a", "b")}, {("a",): foxes, ("b",): several})._repr_mimebundle_()
    assert grid["text/html"].count(SHOWN) == 1
    assert NOTICE in grid["text/plain"]


def test_what_was_noted_on_an_error_is_told_with_it() -> None:
    error = GalleryError("The disk is full.", advice="Free some space.")
    error.add_note("And the ledger could not be written.")
    whole = "GalleryError: The disk is full. Free some space. And the ledger could not be written."
    assert told(error) == whole
    assert error._render_traceback_() == [whole]

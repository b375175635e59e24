"""Names in a prompt: images become sources, words are filled in, and what is neither is refused."""

from __future__ import annotations

import datetime
import enum
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

import imagine_nb
from imagine_nb import Picture, Studio
from imagine_nb.errors import InputError, SourceError
from imagine_nb.references.references import filled, filled_value, references, referred, resolved


class Colour(str, enum.Enum):  # noqa: UP042 - whose str() is its name
    RED = "red"


class Level(enum.Enum):
    LOW = "low"


def word(number: int, of: int) -> str:
    return "this image" if of == 1 else f"<IMAGE_{number}>"


@pytest.fixture
def fox(studio: Studio) -> Picture:
    return studio.imagine("a red fox").one


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("red", "red"),
        (7, "7"),
        (2.5, "2.5"),
        (np.int64(3), "3"),
        (np.str_("red"), "red"),
        (Decimal("1.50"), "1.50"),
        (datetime.date(2026, 11, 27), "2026-11-27"),
        (Colour.RED, "red"),
    ],
)
def test_words_numbers_and_dates_are_text(value: Any, text: str) -> None:
    assert filled("a {x} fox", {"x": value}, word=word) == (f"a {text} fox", ())


def test_an_answer_is_its_text(studio: Studio, fox: Picture) -> None:
    answer = studio.ask("What is this?", images=fox)
    assert filled("paint: {answer}", {"answer": answer}, word=word)[0] == f"paint: {answer.text}"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (["red", "/home/me/secret.txt"], "a list"),
        ({"a": 1}, "a dict"),
        ((1, 2), "a tuple"),
        ({"red"}, "a set"),
        (None, "None"),
        (len, "a builtin_function_or_method"),
        (lambda: 1, "a function"),
        (json, "a module"),
        (Picture, "a type"),
        (SimpleNamespace(path="/home/me"), "a SimpleNamespace"),
        (np.arange(3), "a ndarray"),
        (range(3), "a range"),
        (float("nan"), "a float"),
        (ValueError("x"), "a ValueError"),
        (Level.LOW, "a Level"),
        (imagine_nb, "a module"),
    ],
)
def test_what_is_no_text_and_no_image_is_refused(value: Any, kind: str) -> None:
    with pytest.raises(InputError, match=rf"\{{content\}} is {kind}, which is no text\. Name its text"):
        filled("a poster that says {content}", {"content": value}, word=word)


def test_a_figure_and_its_axes_are_sources() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    for value in (figure, figure.subplots()):
        text, found = filled("like {content}", {"content": value}, word=word)
        assert (text, len(found)) == ("like this image", 1)


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview, io.BytesIO])
def test_bytes_of_a_picture_are_a_source(png: bytes, form: Callable[[bytes], Any]) -> None:
    text, found = filled("make {content} blue", {"content": form(png)}, word=word)
    assert text == "make this image blue"
    assert found[0].data == png


def test_what_an_upload_widget_gives_is_a_source(png: bytes) -> None:
    upload = ({"name": "photo.png", "content": memoryview(png)},)
    text, found = filled("{upload[0]} at night", {"upload": upload}, word=word)
    assert (text, found[0].data) == ("this image at night", png)


def test_a_path_is_a_source_and_no_text(png: bytes, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(png)
    assert filled("{photo} at night", {"photo": path}, word=word)[0] == "this image at night"
    with pytest.raises(SourceError, match="Cannot read"):
        filled("{photo} at night", {"photo": tmp_path / "none.png"}, word=word)


@pytest.mark.parametrize("value", [b"no picture", bytearray(b"x"), b"", io.StringIO("text")])
def test_bytes_of_anything_else_are_refused(value: Any) -> None:
    with pytest.raises(SourceError):
        filled("a {content}", {"content": value}, word=word)


@pytest.mark.parametrize(
    ("prompt", "meant"),
    [
        ("{foxx} in snow", "{fox}"),
        ("{Fox} in snow", "{fox}"),
        ("{fo} in snow", "{fox}"),
        ("{foxx.prompt}", "{fox.prompt}"),
        ("{ fox } in snow", "{fox}"),
        ("{fox!r}", "{fox}"),
        ("{fox:>10}", "{fox}"),
        ("{fo\u200bx}", "{fox}"),
        ("{fox\u00a0}", "{fox}"),
        ("a {stlye} fox", "{style}"),
        ("a {styles} fox", "{style}"),
        ("{fox.promt}", "{fox.prompt}"),
    ],
)
def test_a_near_miss_of_a_name_is_asked_about(fox: Picture, prompt: str, meant: str) -> None:
    with pytest.raises(InputError) as error:
        filled(prompt, {"fox": fox, "style": "linocut", "_hidden": "x"}, word=word)
    assert f"Did you mean {meant}? --raw, or double braces, send it as typed." in str(error.value)


@pytest.mark.parametrize("kind", ["picture", "pictures", "text", "pil", "bytes", "path"])
def test_a_near_miss_is_asked_about_whatever_the_name_holds(
    studio: Studio, png: bytes, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "fox.png").write_bytes(png)
    held: dict[str, Callable[[], Any]] = {
        "picture": lambda: studio.imagine("a fox").one,
        "pictures": lambda: studio.imagine("a fox", n=2),
        "text": lambda: "a fox",
        "pil": lambda: Image.open(io.BytesIO(png)),
        "bytes": lambda: png,
        "path": lambda: tmp_path / "fox.png",
    }
    names = {"fox": held[kind]()}
    with pytest.raises(InputError, match=r"Did you mean \{fox\}\?"):
        resolved("make {foxx} blue", names, studio, given=[], word=word)
    with pytest.raises(InputError, match="Did you mean 'fox'"):
        resolved("make it blue", names, studio, given=["foxx"], word=word)


@pytest.mark.parametrize("prompt", ["{foxes[2]}", "{foxes[-3]}", "{words[9]}", "{table['k']}", "{word[9]}"])
def test_an_index_that_is_not_there_is_asked_about(studio: Studio, prompt: str) -> None:
    foxes = studio.imagine("a fox", n=2)
    names = {"foxes": foxes, "words": ["a"], "table": {"a": "b"}, "word": "red"}
    with pytest.raises(InputError, match="There is no "):
        filled(prompt, names, word=word)


@pytest.mark.parametrize("prompt", ["{{foxx}}", "{zebra}", "{opal}", "{ style }", "{style!r}"])
def test_what_is_far_from_any_name_stays(fox: Picture, prompt: str) -> None:
    names = {"fox": fox, "style": "linocut", "open": open}
    assert filled(prompt, names, word=word)[0] == prompt.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("given", ["", ",", " , ", "fox,", "fox,,fox", ",fox"])
def test_a_reference_that_names_nothing_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="leaves a source unnamed"):
        references([given])
    with pytest.raises(InputError, match="leaves a source unnamed"):
        references(["fox", given])


@pytest.mark.parametrize("value", [[], (), {}, set(), "", None, range(0), b"", iter(()), np.zeros((0, 0, 3))])
def test_a_variable_that_holds_no_picture_is_refused(studio: Studio, value: Any) -> None:
    with pytest.raises(InputError):
        referred("h", {"h": value}, studio)


def test_a_pattern_that_matches_nothing_is_refused(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no variable, file or picture"):
        referred(str(tmp_path / "*.nothing"), {}, studio)


def test_pictures_of_none_are_no_source(studio: Studio, fox: Picture) -> None:
    none = studio.imagine("a fox", n=2)[2:]
    for reference in ("none", "list(none)"):
        with pytest.raises(InputError):
            referred(reference, {"none": none}, studio)


@pytest.mark.parametrize(
    ("dest", "text", "value"),
    [
        ("n", "{count}", "4"),
        ("aspect_ratio", "{ratio}", "3:2"),
        ("aspect_ratio", "{w}:{h}", "16:9"),
        ("save", "{folder}/{ratio}.png", "out/3:2.png"),
        ("image", "{fox},{path}", "fox,a.png"),
        ("image", "{count}", "4"),
        ("schema", "{shape}", "shape"),
        ("schema", '{"type": "object"}', '{"type": "object"}'),
        ("user", "{{ratio}}", "{ratio}"),
    ],
)
def test_an_options_value_takes_names(fox: Picture, dest: str, text: str, value: str) -> None:
    names = {
        "count": 4, "ratio": "3:2", "w": 16, "h": 9, "folder": Path("out"), "fox": fox, "path": "a.png",
        "shape": {"type": "object"},
    }  # fmt: skip
    assert filled_value("--option", dest, text, names) == value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{fox}", "-m takes text: {fox} is a Picture, which is no text."),
        ("{counts}", "-m takes text: {counts} is a list, which is no text."),
        ("{nothing}", "-m takes text: {nothing} is None, which is no text."),
        ("{modle}", "There is no variable 'modle'. Did you mean {model}?"),
        ("{zebra}", "-m {zebra}: there is no variable 'zebra'."),
        ("{folder}", "-m takes text: {folder} is a "),
    ],
)
def test_a_value_with_a_name_that_is_no_text_is_refused(fox: Picture, text: str, told: str) -> None:
    names = {"fox": fox, "counts": [1], "nothing": None, "model": "m", "folder": Path("out")}
    with pytest.raises(InputError) as error:
        filled_value("-m", "model", text, names)
    assert told in str(error.value)

from __future__ import annotations

import io

import pytest
from PIL import Image

from imagine_nb.print_shop.drawing.finishing.metadata import (
    COMPOSITE,
    SYNTHETIC,
    jpeg,
    recorded_note,
    recorded_scene,
)
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene

SCENE = scene_of('two red foxes at night "HÉLLO"')
PICTURE = Image.new("RGB", (40, 30), "teal")


def reopened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_the_scene_travels_in_the_jpeg() -> None:
    assert recorded_scene(reopened(jpeg(PICTURE, SCENE))) == SCENE


@pytest.mark.parametrize(
    ("format_", "kept"),
    [
        ("JPEG", "exif"),
        ("JPEG", "xmp"),
        ("JPEG", "comment"),
        ("PNG", "exif"),
        ("PNG", "xmp"),
        ("WEBP", "exif"),
        ("WEBP", "xmp"),
    ],
)
def test_one_kept_record_is_enough(format_: str, kept: str) -> None:
    first = reopened(jpeg(PICTURE, SCENE))
    out = io.BytesIO()
    options = {kept: first.info[kept]}
    if format_ == "PNG" and kept == "xmp":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", first.info["xmp"].decode())
        options = {"pnginfo": info}
    clean = Image.frombytes("RGB", first.size, first.tobytes())
    clean.save(out, format_, **options)
    assert recorded_scene(reopened(out.getvalue())) == SCENE


def test_without_metadata_there_is_no_scene() -> None:
    assert recorded_scene(reopened(jpeg(PICTURE))) is None
    assert recorded_scene(PICTURE) is None


@pytest.mark.parametrize("length", [10, 10_000, 1_000_000])
def test_prompts_of_any_length_are_recorded(length: int) -> None:
    import random

    letters = random.Random(1)
    words = " ".join("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(length // 10))
    scene = scene_of("a red fox in the snow. " + words)
    found = recorded_scene(reopened(jpeg(PICTURE, scene)))
    assert found is not None
    assert (found.subjects, found.setting, found.key) == (scene.subjects, scene.setting, scene.key)


def test_a_print_is_marked_as_synthetic_in_xmp() -> None:
    assert SYNTHETIC in reopened(jpeg(PICTURE, SCENE)).info["xmp"].decode()
    pictured = reopened(jpeg(PICTURE, source_type=COMPOSITE))
    assert COMPOSITE in str(pictured.getxmp())


def test_forged_records_are_no_scene() -> None:
    for text in ("print-shop-scene:AAAA", "print-shop-scene:" + "A" * 1000, "print-shop-scene:eJwDAAAAAAE="):
        out = io.BytesIO()
        PICTURE.save(out, "JPEG", comment=text)
        assert recorded_scene(reopened(out.getvalue())) is None


def test_a_note_travels_where_there_is_no_scene() -> None:
    assert recorded_note(reopened(jpeg(PICTURE, note="Drew: 1 café.\n"))) == "Drew: 1 café."
    assert recorded_note(reopened(jpeg(PICTURE, SCENE, note="Drew: 1 café."))) == ""


@pytest.mark.parametrize(
    "forged", ["print-shop-note:A", "print-shop-note:////", "print-shop-note:" + "QUFB" * 700]
)
def test_a_forged_note_is_empty_or_bounded(forged: str) -> None:
    out = io.BytesIO()
    PICTURE.save(out, "JPEG", comment=forged)
    note = recorded_note(reopened(out.getvalue()))
    assert note == "" or set(note) == {"A"}
    assert len(note) <= 400


def test_the_empty_scene_is_recorded_too() -> None:
    assert recorded_scene(reopened(jpeg(PICTURE, Scene(prompt="x", key="k")))) == Scene(prompt="x", key="k")

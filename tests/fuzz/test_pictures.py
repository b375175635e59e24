"""Fuzzing of pictures: a damaged file of any format, by any door, is a picture or one clear error."""

from __future__ import annotations

import io
import random
import resource
import time
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from fuzzing import cases, mutated
from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.metadata import without_metadata
from imagine_nb.picture_files.opening import ACCEPTED
from imagine_nb.print_shop.drawing.photographs import decoding
from imagine_nb.sources import source

MOST_SECONDS = 20  # for one case, on a busy machine
MOST_KILOBYTES = 1_500_000  # of growth: a picture of the most pixels in RGBA, converted


def seeds(kind: str) -> list[bytes]:
    """Pictures of a format that are odd in themselves: turned, of several frames, with texts and profiles."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    text = PngImagePlugin.PngInfo()
    text.add_text("workflow", "x" * 5000, zip=True)
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>" * 20)
    noise = Image.effect_noise((48, 36), 80)
    profile = b"\0" * 16 + b"RGB " + b"p" * 400
    options: list[dict[str, Any]] = [{}]
    if kind in {"JPEG", "PNG", "WEBP", "TIFF"}:
        options += [{"exif": exif, "icc_profile": profile}]
    if kind in {"GIF", "PNG", "WEBP", "TIFF"}:
        options += [{"save_all": True, "append_images": [noise.convert("RGB").rotate(90)]}]
    if kind == "PNG":
        options += [{"pnginfo": text}]
    found = [saved(noise.convert("RGB"), kind, **each) for each in options]
    modes = {"TIFF": ("I;16", "CMYK", "F", "LAB"), "PNG": ("I;16", "P", "LA"), "JPEG": ("CMYK", "L")}
    return found + [saved(Image.new(mode, (48, 36), 1), kind) for mode in modes.get(kind, ())]


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def read(data: bytes) -> None:
    """Try every door; what is no picture is refused by an error that says what to do."""
    try:
        found = source(data, name="fox.png", strip_metadata=True)
        thumb = pixels.thumbnail(pixels.decoded(data, side=64), side=64, max_bytes=4000)
    except SourceError as error:
        assert error.advice  # noqa: PT017 - either way is right
    else:
        assert found.record.width
        assert found.record.mime_type in {"image/jpeg", "image/png", "image/webp"}
        assert pixels.size(thumb)
    without_metadata(data)
    for reader, refusal in ((decoding.decoded, decoding.Unreadable), (pixels.size, ValueError)):
        try:
            reader(data)
        except refusal:
            continue


def is_accepted(kind: str) -> bool:
    Image.init()
    return kind in Image.SAVE


@pytest.mark.parametrize("kind", [each for each in ACCEPTED if is_accepted(each)])
def test_a_damaged_picture_is_a_picture_or_one_clear_error(kind: str) -> None:
    chance = random.Random(f"pictures {kind}")
    originals = seeds(kind)
    for data in originals:
        read(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(cases(150)):
        data = mutated(chance.choice(originals), chance)
        start = time.monotonic()
        try:
            read(data)
        except BaseException:
            print(f"the case: {data.hex()}")
            raise
        assert time.monotonic() - start < MOST_SECONDS, data.hex()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_KILOBYTES

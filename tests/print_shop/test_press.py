from __future__ import annotations

import hashlib
import io
import struct
import subprocess
import sys
import threading
import zlib

import pytest
from matplotlib.cbook import get_sample_data
from PIL import Image

from imagine_nb.print_shop.press import Cancelled, CannotPrint, Print, Source, answered, edited, generated


def size_of(result: Print) -> tuple[int, int]:
    with Image.open(io.BytesIO(result.data)) as image:
        return image.size


@pytest.fixture(scope="module")
def hopper() -> bytes:
    with open(get_sample_data("grace_hopper.jpg", asfileobj=False), "rb") as file:  # noqa: PTH123 - a name, not a Path
        return file.read()


def test_a_print_is_a_jpeg_of_that_size_with_a_note() -> None:
    result = generated("a majestic red fox in the snow", width=160, height=96)
    assert (result.mime_type, result.width, result.height, size_of(result)) == (
        "image/jpeg",
        160,
        96,
        (160, 96),
    )
    assert result.note == "Print shop, not Grok. Drew: 1 red fox, snow. Not understood: majestic."


def test_nothing_recognised_is_said() -> None:
    assert "abstract" in generated("zxqv", width=64, height=64).note


def test_the_same_prompt_and_seed_are_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; from imagine_nb.print_shop.press import generated;"
        "print(hashlib.sha256(generated('a cat in a park', width=96, height=96, seed=5).data).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PATH": ""},
    )
    here = generated("a cat in a park", width=96, height=96, seed=5).data
    assert run.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_threads_print_what_one_alone_prints() -> None:
    alone = generated("five penguins in the snow", width=96, height=96).data
    out: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda: out.append(generated("five penguins in the snow", width=96, height=96).data)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert out == [alone] * 4


def test_an_edit_of_an_own_print_is_drawn_again_with_only_that_changed() -> None:
    first = generated("a cat in a park", width=128, height=128)
    night = edited("make it night", [Source(first.data)])
    back = edited("make it day", [Source(night.data)])
    assert night.note == "Print shop, not Grok. Drew: 1 cat, meadow, night."
    assert edited("make it day", [Source(first.data)]).data == back.data


def test_an_edit_that_changes_nothing_prints_the_same_picture() -> None:
    first = generated("a cat in a park", width=128, height=128)
    again = edited("make it glimmer", [Source(first.data)])
    with Image.open(io.BytesIO(first.data)) as a, Image.open(io.BytesIO(again.data)) as b:
        assert a.tobytes() == b.tobytes()
    assert "Not done" in again.note


def test_a_photograph_keeps_its_size_and_takes_the_styles(hopper: bytes) -> None:
    result = edited("as a pencil sketch", [Source(hopper)])
    assert size_of(result) == (512, 600)
    assert result.note == "Print shop, not Grok. Did to the photograph: pencil."
    assert size_of(edited("crop to 1:1", [Source(hopper)])) == (512, 512)
    assert size_of(edited("sepia", [Source(hopper)], size=(256, 144))) == (256, 144)


def test_what_a_photograph_cannot_have_is_not_faked(hopper: bytes) -> None:
    result = edited("add a hat", [Source(hopper)], size=(128, 150))
    assert "unchanged" in result.note
    assert "add a hat" in result.note


def test_photographs_and_prints_are_combined(hopper: bytes) -> None:
    cat = generated("a cat", width=96, height=96).data
    result = edited(
        "together in a sunny park", [Source(cat), Source(hopper), Source(None, "puppy")], size=(192, 108)
    )
    assert size_of(result) == (192, 108)
    assert "not seen (puppy)" in result.note
    assert "Photograph 1 is cut out" in result.note


def test_five_unseen_sources_still_make_a_picture() -> None:
    result = edited("together", [Source(None, "xyz") for _ in range(5)], size=(96, 96))
    assert result.note.count("not seen") == 5


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"not a picture", b"\xff\xd8\xff\xe0 broken", b"<svg/>"])
def test_a_source_that_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(CannotPrint, match="source"):
        edited("sepia", [Source(data)])
    with pytest.raises(CannotPrint):
        answered("What is this?", [Source(data)])


def test_a_cut_off_picture_is_refused(hopper: bytes) -> None:
    with pytest.raises(CannotPrint, match="broken"):
        edited("sepia", [Source(hopper[:20_000])])


def test_a_picture_that_claims_to_be_huge_is_refused_undecoded() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(CannotPrint, match="more pixels than can be read"):
        edited("sepia", [Source(bomb)])


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "CMYK", "I;16", "1", "LA"])
def test_every_mode_of_picture_is_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "TIFF" if mode in ("CMYK", "I;16") else "PNG")
    assert size_of(edited("sepia", [Source(out.getvalue())])) == (40, 30)


def test_cancelling_stops_every_kind_of_work(hopper: bytes) -> None:
    with pytest.raises(Cancelled):
        generated("a fox", width=96, height=96, stop=lambda: True)
    with pytest.raises(Cancelled):
        edited("sepia", [Source(hopper)], stop=lambda: True)
    with pytest.raises(Cancelled):
        edited("together", [Source(hopper), Source(hopper)], stop=lambda: True)


def test_a_question_without_pictures_is_answered_modestly() -> None:
    assert "no picture" in answered("What is this?", [])


def test_without_the_font_the_scene_is_still_drawn_and_what_is_missing_is_said() -> None:
    code = (
        "import sys; sys.modules['manimgx_fonts'] = None;"
        "from imagine_nb.print_shop.press import generated;"
        "p = generated('a fox and a lighthouse in the snow', width=96, height=96); print(len(p.data), p.note)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "not installed: fox." in run.stdout


@pytest.mark.parametrize("style", ["watercolour", "pencil sketch", "oil painting", "risograph", "charcoal"])
def test_a_style_is_stopped_between_its_steps(style: str, hopper: bytes) -> None:
    polls = 0

    def stop() -> bool:
        nonlocal polls
        polls += 1
        return polls > 1

    with pytest.raises(Cancelled):
        edited(f"as {style}", [Source(hopper)], stop=stop)

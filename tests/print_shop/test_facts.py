from __future__ import annotations

import io

import pytest
from PIL import Image

from imagine_nb.print_shop.answering.facts import colour_name, colours_of, data_size, facts_of
from imagine_nb.print_shop.press import generated


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_a_picture_is_measured() -> None:
    data = encoded(Image.new("RGB", (60, 40), "white"))
    facts = facts_of(data)
    assert (facts.width, facts.height, facts.ratio, facts.shape) == (60, 40, "3:2", "landscape")
    assert (facts.format, facts.mode, facts.size) == ("PNG", "RGB", len(data))
    assert (facts.brightness, facts.contrast, facts.sharpness) == (1.0, 0.0, 0.0)
    assert facts.scene is None


def test_contrast_and_sharpness_tell_a_pattern_from_its_blur() -> None:
    pattern = Image.effect_noise((128, 128), 90).convert("RGB")
    blurred = pattern.resize((8, 8)).resize((128, 128))
    sharp, soft = facts_of(encoded(pattern)), facts_of(encoded(blurred))
    assert sharp.contrast > soft.contrast
    assert sharp.sharpness > 2 * soft.sharpness


def test_a_turned_photograph_is_measured_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = facts_of(encoded(Image.new("RGB", (80, 40)), "JPEG", exif=exif))
    assert (facts.width, facts.height, facts.shape) == (40, 80, "portrait")


def test_a_print_of_the_shop_has_its_scene() -> None:
    scene = facts_of(generated("a red fox", width=96, height=96).data).scene
    assert scene is not None
    assert scene.subjects[0].noun == "fox"


def test_an_unseen_picture_has_a_name_alone() -> None:
    facts = facts_of(None, "small puppy")
    assert (facts.name, facts.seen, facts.small) == ("small puppy", False, None)


def test_colours_are_named_by_their_shares() -> None:
    image = Image.new("RGB", (100, 100), (206, 58, 54))
    image.paste((58, 110, 172), (0, 0, 100, 30))
    assert colours_of(image) == (("red", pytest.approx(0.7)), ("blue", pytest.approx(0.3)))


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((250, 250, 250), "white"),
        ((20, 20, 22), "black"),
        ((200, 50, 50), "red"),
        ((60, 110, 170), "blue"),
        ((130, 130, 132), "grey"),
    ],
)
def test_colours_have_names(rgb: tuple[int, int, int], name: str) -> None:
    assert colour_name(rgb) == name


def test_sizes_are_for_people() -> None:
    assert (data_size(2048), data_size(3 * 2**20)) == ("2 kB", "3.0 MB")

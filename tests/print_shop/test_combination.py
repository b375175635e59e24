from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from imagine_nb.print_shop.drawing.photographs.combination import Ingredient, combined, restyled
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene


def printed(prompt: str) -> Ingredient:
    return Ingredient(scene_of(prompt), Image.new("RGB", (64, 64), "teal"))


def figures(scene: Scene) -> list[tuple[str, str, str]]:
    return [(s.noun, s.relation, s.to) for s in scene.subjects]


def subject_photo() -> Image.Image:
    """A red figure on a plain wall, sharp enough to be cut out."""
    image = Image.new("RGB", (240, 240), (150, 180, 210))
    draw = ImageDraw.Draw(image)
    draw.ellipse((80, 40, 160, 130), fill=(180, 40, 30))
    draw.rectangle((70, 110, 170, 240), fill=(170, 30, 40))
    return image


def test_scenes_are_merged_where_the_prompt_says() -> None:
    scene = combined(
        "all subjects together in a sunny park",
        [printed("a fox in the snow at sunset"), printed("a robot")],
        seed=1,
    ).scene
    assert [s.noun for s in scene.subjects] == ["fox", "robot"]
    assert (scene.setting, scene.time) == ("meadow", "day")


def test_the_same_subject_twice_is_there_twice() -> None:
    scene = combined("together", [printed("a fox"), printed("a fox")], seed=1).scene
    assert [(s.noun, s.count) for s in scene.subjects] == [("fox", 2)]


def test_references_place_one_sources_subject_on_anothers() -> None:
    scene = combined(
        "Put the hat from <IMAGE_0> on <IMAGE_1>",
        [printed("a red hat on a table"), printed("a fox in the snow")],
        seed=1,
    ).scene
    assert ("hat", "on", "fox") in figures(scene)
    assert scene.setting == "snow"


def test_a_style_is_lent_without_its_subjects() -> None:
    scene = combined(
        "in the style of <IMAGE_1>", [printed("a fox"), printed("a castle in pixel art")], seed=1
    ).scene
    assert [s.noun for s in scene.subjects] == ["fox"]
    assert scene.style == "pixel"


def test_a_photograph_can_lend_its_colours() -> None:
    result = combined(
        "in the style of <IMAGE_1>", [printed("a fox"), Ingredient(None, subject_photo())], seed=1
    )
    assert result.colour_model is not None
    assert not result.mounts


def test_what_was_not_seen_is_drawn_from_its_name_and_said() -> None:
    scene = combined(
        "together", [printed("a fox"), Ingredient(None, None, "puppy"), Ingredient(None, None, "xyz")], seed=1
    ).scene
    assert [s.noun for s in scene.subjects] == ["fox", "dog"]
    assert "not seen (puppy)" in scene.remarks[0]
    assert "nothing in its name" in scene.remarks[1]


def test_a_clean_subject_is_cut_out_and_a_muddle_is_framed() -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (240, 240, 3), np.uint8))
    result = combined("in a park", [Ingredient(None, subject_photo()), Ingredient(None, noise)], seed=1)
    assert [r.split()[-2:] for r in result.scene.remarks] == [["cut", "out."], ["stands", "framed."]]


def test_in_a_room_photographs_hang_on_the_wall() -> None:
    result = combined("hang it in the room", [Ingredient(None, subject_photo())], seed=1)
    assert result.mounts[0].hangs


def test_a_photograph_alone_takes_anothers_style() -> None:
    photo = Ingredient(None, subject_photo())
    found = restyled("in the style of <IMAGE_1>", [photo, printed("a castle in pixel art")])
    assert found is not None
    assert found[0] is photo.photo
    assert found[1] == "pixel"
    assert restyled("in the style of <IMAGE_1>", [printed("a fox"), photo]) is None
    assert restyled("together", [photo, photo]) is None

from __future__ import annotations

from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import scene_from_json, scene_json, scene_key


def test_a_scene_comes_back_from_its_json_as_it_was() -> None:
    scene = scene_of('two red foxes wearing hats, at night, "HÉLLO 🦊" in watercolour', seed=3)
    assert scene_from_json(scene_json(scene)) == scene


def test_what_is_no_scene_is_none() -> None:
    for text in ("", "[]", "{}", "null", '{"version":999}', '{"version":1,"subjects":[{"bad":1}]}'):
        assert scene_from_json(text) is None


def test_keys_are_the_same_everywhere() -> None:
    assert scene_key("a fox", 1) == "" + scene_key("a fox", 1)
    assert scene_key("a fox", 1) != scene_key("a fox", 11)
    assert len(scene_key("\ud800", 1)) == 16

import copy
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from imagine_nb import Pictures, Studio
from imagine_nb.errors import InputError
from imagine_nb.sources import ImageLike


@pytest.fixture
def fox(studio: Studio) -> Pictures:
    return studio.imagine("a red fox in the snow", aspect_ratio="3:2")


def test_a_picture_tells_all_about_itself(fox: Pictures) -> None:
    one = fox.one
    assert one.size == (1248, 832)
    assert (one.number, one.prompt, one.model, one.cost_usd) == (
        1,
        "a red fox in the snow",
        "print-shop",
        0.0,
    )
    assert one.path is not None
    assert one.path.read_bytes() == one.data
    assert repr(one).startswith(
        "<Picture 1: a red fox in the snow · 1248 x 832 · print shop, not Grok · $0.00"
    )
    assert len(repr(one)) < 300


def test_an_index_that_there_is_not_is_told_in_words(fox: Pictures) -> None:
    with pytest.raises(IndexError, match=r"There is one picture, \[0\], and no \[2\]\."):
        fox[2]
    several = Pictures([fox.one] * 4)
    with pytest.raises(IndexError, match=r"There are 4 pictures, \[0\] to \[3\], and no \[7\]\."):
        several[7]


def test_a_picture_is_a_pil_image_an_array_and_a_file_when_asked(fox: Pictures, tmp_path: Path) -> None:
    assert fox.one.image.size == (1248, 832)
    array = np.asarray(fox.one)
    assert (array.shape, array.dtype) == ((832, 1248, 3), np.uint8)
    assert np.asarray(fox.one, dtype=float).dtype == float
    saved = fox.one.save(tmp_path / "fox.jpg")
    assert Image.open(io.BytesIO(saved.read_bytes())).size == (1248, 832)


def test_a_single_picture_acts_as_that_picture(fox: Pictures) -> None:
    assert fox.size == fox.one.size
    assert fox.as_source() == fox.one.as_source()
    assert "prompt" in dir(fox)
    assert fox._repr_mimebundle_()["text/plain"] == fox.one._repr_mimebundle_()["text/plain"]


def test_a_copy_is_the_picture_itself(fox: Pictures) -> None:
    assert copy.copy(fox) == copy.deepcopy(fox) == fox
    assert copy.deepcopy({"a": fox.one})["a"] is fox.one


@pytest.mark.parametrize("name", ["", "here.txt/fox.png", "."])
def test_a_place_that_cannot_be_written_is_told_in_one_line(
    fox: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here.txt").touch()
    with pytest.raises(InputError, match="cannot be written"):
        fox.save(name)
    assert list(tmp_path.glob("*.part")) == []


def test_the_folder_of_a_saved_picture_is_made(fox: Pictures, tmp_path: Path) -> None:
    saved = fox.save(tmp_path / "out" / "today" / "fox.png")
    assert saved.read_bytes().startswith(b"\x89PNG")


def test_several_pictures_ask_for_an_index(studio: Studio) -> None:
    foxes = studio.imagine("a red fox", n=2)
    assert len(foxes) == 2
    assert [each.record.index for each in foxes] == [0, 1]
    assert isinstance(foxes[:1], Pictures)
    assert foxes[0].data != foxes[1].data
    with pytest.raises(AttributeError, match=r"pick one, as in name\[0\]\.size"):
        _ = foxes.size
    with pytest.raises(InputError, match="These are 2 pictures"):
        foxes.as_source()


def test_a_picture_is_edited_and_asked_about_by_itself(fox: Pictures) -> None:
    night = fox.imagine("make it night")
    assert night.parents == (fox.one.id,)
    answer = night.ask("What is this?")
    assert "fox" in answer.text
    assert str(answer) == answer.content
    assert answer.about[0].record.picture_id == night.one.id
    assert repr(answer).startswith("<Answer 'Print shop, not Grok")


def test_pictures_of_several_prompts_show_each_with_its_own(fox: Pictures) -> None:
    night = fox.imagine("make it <b>night</b>")
    html = Pictures([fox.one, night.one])._repr_mimebundle_()["text/html"]
    assert "a red fox in the snow" in html
    assert "make it &lt;b&gt;night&lt;/b&gt;" in html
    assert html.count("print shop, not Grok") == 1
    assert "No pictures." in Pictures([])._repr_mimebundle_()["text/html"]


def test_pictures_are_the_same_by_their_ids(fox: Pictures, studio: Studio) -> None:
    again = studio.last
    assert again == fox.one
    assert len({again, fox.one}) == 1
    assert fox.one != fox.imagine("make it night").one


def test_a_picture_is_edited_and_asked_about_together_with_one_or_several_others(
    studio: Studio, fox: Pictures, png: bytes, tmp_path: Path
) -> None:
    hat = studio.imagine("a hat")
    path = tmp_path / "disc.png"
    path.write_bytes(png)
    others: list[ImageLike | list[ImageLike]] = [hat, hat.one, path, str(path), png, Image.open(path), [hat]]
    for images in others:
        both = fox.one.imagine("together", images=images)
        assert both.parents[0] == fox.one.id
        assert len(both.record.sources) == 2
        assert len(fox.one.ask("What are these?", images=images).about) == 2
    assert len(fox.imagine("together", images=[hat, png], aspect_ratio="3:2").record.sources) == 3


def test_a_misspelt_option_of_a_pictures_own_verbs_is_refused(fox: Pictures) -> None:
    with pytest.raises(InputError, match="Did you mean images="):
        fox.one.imagine("together", image=fox)  # type: ignore[call-arg]
    with pytest.raises(InputError, match="There is no option n="):
        fox.one.ask("What is this?", n=2)  # type: ignore[call-arg]

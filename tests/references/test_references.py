import base64
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from imagine_nb import Picture, Studio
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.option_line import parsed
from imagine_nb.errors import ImagineError, InputError, SourceError
from imagine_nb.grid import Grid
from imagine_nb.placeholders import in_question, value_of
from imagine_nb.references.references import filled, n_to_give, pictures_held, references, referred
from imagine_nb.sources import source, sources


def word(number: int, of: int) -> str:
    return "this image" if of == 1 else f"<IMAGE_{number}>"


@pytest.fixture
def fox(studio: Studio) -> Picture:
    return studio.imagine("a red fox").one


@pytest.fixture
def cat(studio: Studio) -> Picture:
    return studio.imagine("a cat").one


@pytest.mark.parametrize(
    "prompt",
    [
        "{nope}",
        "{",
        "}",
        "{}",
        "{ x }",
        "{x!r}",
        "{x:>10}",
        "{x()}",
        "{__import__('os')}",
        "{x[y]}",
        "{x+1}",
        '{"a": 1}',
    ],
)
def test_what_is_no_name_that_exists_stays_as_typed(prompt: str) -> None:
    assert filled(prompt, {"x": "X", "y": 1}, word=word)[0] == prompt


def test_names_attributes_and_indexes_are_filled_in_one_pass() -> None:
    names = {"x": "{y}", "y": 7, "d": {"k": "v"}, "l": ["a", "b"], "o": SimpleNamespace(p="q")}
    text = filled("{x} {y} {d['k']} {l[-1]} {o.p} {{x}}", names, word=word)[0]
    assert text == "{y} 7 v b q {x}"


def test_looking_up_runs_no_code() -> None:
    ran = []
    names: dict[str, Any] = {"f": lambda: ran.append(1)}
    filled("{f()} {f.__call__()}", names, word=word)
    with pytest.raises(InputError, match=r"\{f\} is a function"):
        filled("{f}", names, word=word)
    assert ran == []
    assert value_of("f()", names, "missing") == "missing"


def test_pictures_become_sources_in_order_once_each(fox: Picture, cat: Picture) -> None:
    text, found = filled("Put {hat} on {cat}; keep {cat}'s eyes", {"hat": fox, "cat": cat}, word=word)
    assert text == "Put <IMAGE_0> on <IMAGE_1>; keep <IMAGE_1>'s eyes"
    assert [each.record.picture_id for each in found] == [fox.id, cat.id]
    assert [each.record.name for each in found] == ["hat", "cat"]


def test_a_single_picture_is_this_image(fox: Picture) -> None:
    assert filled("make {fox} blue", {"fox": fox}, word=word)[0] == "make this image blue"


def test_a_source_given_before_keeps_its_number(studio: Studio, fox: Picture, cat: Picture) -> None:
    names = {"fox": fox, "cat": cat}
    before = referred("cat", names, studio)
    text, found = filled("{fox} beside {cat}", names, before=before, word=word)
    assert text == "<IMAGE_1> beside <IMAGE_0>"
    assert len(found) == 2


def test_a_cell_gives_only_what_its_prompt_does_not_name(fox: Picture, cat: Picture) -> None:
    names, both = {"fox": fox, "cat": cat, "word": "red"}, sources([fox, cat])
    for prompt, count in (("{word} {fox} and {cat}", 0), ("{cat} on this", 1), ("both", 2), ("{fox} too", 2)):
        n = n_to_give(prompt, names, both, word=word)
        assert n == count
        sent = [filled(prompt, names, before=before, word=word) for before in (both, both[:n])]
        assert [each.record.identity for each in sent[0][1]] == [each.record.identity for each in sent[1][1]]
        assert sent[0][0] == sent[1][0]
    assert n_to_give("{fox} and {cat}", names, sources([cat]), word=word) == 1


def test_two_names_of_the_same_bytes_are_one_source(fox: Picture) -> None:
    text, found = filled("{a} and {b}", {"a": fox, "b": fox.image}, word=word)
    assert len(found) == 2  # a PIL image is other bytes than the file
    text, found = filled("{a} and {b}", {"a": fox, "b": fox}, word=word)
    assert (text, len(found)) == ("this image and this image", 1)


def test_equal_bytes_under_two_names_and_in_a_file_are_one_source(studio: Studio, tmp_path: Path) -> None:
    import numpy as np

    blank, white = np.zeros((4, 5, 3), np.uint8), np.full((4, 5, 3), 255, np.uint8)
    names = {"a": blank, "b": blank.copy(), "c": white}
    text, found = filled("{a}, {b} and {c}", names, word=word)
    assert text == "<IMAGE_0>, <IMAGE_0> and <IMAGE_1>"
    assert [each.record.name for each in found] == ["a", "c"]
    (tmp_path / "blank.png").write_bytes(found[0].data or b"")
    before = referred(str(tmp_path / "blank.png"), names, studio)
    text, found = filled("{b} beside {c}", names, before=before, word=word)
    assert text == "<IMAGE_0> beside <IMAGE_1>"
    assert [each.record.name for each in found] == ["blank.png", "c"]


def test_several_pictures_ask_for_an_index(studio: Studio) -> None:
    foxes = studio.imagine("a red fox", n=2)
    with pytest.raises(InputError, match=r"foxes holds 2 pictures. Pick one, as in \{foxes\[0\]\}"):
        filled("make {foxes} blue", {"foxes": foxes}, word=word)
    assert len(filled("make {foxes[1]} blue", {"foxes": foxes}, word=word)[1]) == 1


def test_an_index_that_there_is_not_is_told_the_others(studio: Studio) -> None:
    foxes = studio.imagine("a red fox", n=4)
    with pytest.raises(InputError, match=r"foxes has 4: foxes\[0\] to foxes\[3\]\."):
        referred("foxes[4]", {"foxes": foxes}, studio)
    with pytest.raises(InputError, match=r"foxes has 4: foxes\[0\] to foxes\[3\]\."):
        filled("make {foxes[4]} blue", {"foxes": foxes}, word=word)
    with pytest.raises(InputError, match=r"Did you mean 'foxes.chain'\?"):
        referred("foxes.chian", {"foxes": foxes[:1]}, studio)
    with pytest.raises(InputError, match=r"at most 3\. foxes holds several: pick one, as in foxes\[0\]"):
        studio.plan("mix", images=referred("foxes", {"foxes": foxes}, studio))


def test_several_pictures_are_all_of_them_in_a_question(studio: Studio, cat: Picture) -> None:
    foxes = studio.imagine("a red fox", n=3)
    text, found = filled("which of {foxes} is like {cat}?", {"foxes": foxes, "cat": cat}, word=in_question)
    assert text == "which of image 1, image 2 and image 3 is like image 4?"
    assert [each.record.name for each in found] == ["foxes[0]", "foxes[1]", "foxes[2]", "cat"]
    assert [each.record.picture_id for each in found[:3]] == [each.id for each in foxes]
    (alone,) = filled("what is {foxes}?", {"foxes": foxes[:1]}, word=in_question)[1]
    assert (alone.record.name, alone.record.picture_id) == ("foxes", foxes[0].id)


def test_a_picture_of_the_gallery_is_named_by_its_number(studio: Studio, fox: Picture) -> None:
    again = studio.picture(
        replace(fox.record, number=18)
    )  # equal bytes are one file, with the first's number
    assert [each.record.name for each in referred("1", {"again": again}, studio)] == ["picture 1"]
    assert (again.as_source().record.name, fox.as_source().record.name[:4]) == ("picture 18", "0001")


def test_numpy_and_pil_images_are_sources(fox: Picture) -> None:
    import numpy as np

    _, found = filled("{a} {b}", {"a": np.zeros((4, 5, 3), np.uint8), "b": fox.image}, word=word)
    assert [(each.record.width, each.record.height) for each in found] == [(5, 4), fox.size]


def test_text_that_stands_for_a_picture_is_asked_about(
    studio: Studio, tmp_path: Path, png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("beach.png", "Évian.JPG", "fox"):
        Path(name).write_bytes(png)
    for text in ("beach.png", str(tmp_path / "beach.png"), "E\u0301vian.JPG"):
        with pytest.raises(
            InputError, match=r"\{photo\} is the path of a picture, as text. Name it with -i photo"
        ):
            filled("make {photo} blue", {"photo": text}, word=word)
        assert len(referred("photo", {"photo": text}, studio)) == 1
    with pytest.raises(InputError, match="is the data URI of a picture"):
        filled("make {photo} blue", {"photo": "data:image/png;base64,iVBORw0KGgo="}, word=word)
    with pytest.raises(InputError, match="is the base64 of a picture"):
        filled("make {photo} blue", {"photo": base64.b64encode(png).decode()}, word=word)
    for words in ("fox", "/9j/", "elsewhere.png", "https://example.org/beach.png", ".png", "a\0.png"):
        assert filled("{words}", {"words": words}, word=word) == (words, ())


def test_i_takes_variables_numbers_ids_paths_patterns_and_addresses(
    studio: Studio, fox: Picture, cat: Picture, tmp_path: Path, png: bytes
) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(png)
    names = {"fox": fox, "both": [fox, cat]}

    def ids(reference: str) -> list[str | None]:
        return [each.record.picture_id for each in referred(reference, names, studio)]

    assert ids("fox") == ids("both[0]") == ids("1") == ids(fox.id[:8]) == [fox.id]
    assert ids("both") == [fox.id, cat.id]
    assert ids("last") == [cat.id]
    assert [each.record.name for each in referred(str(tmp_path / "*.png"), names, studio)] == [
        "a.png",
        "b.png",
    ]
    assert (
        referred("https://example.org/man.jpg", names, studio)[0].record.url == "https://example.org/man.jpg"
    )


def test_what_holds_pictures_stands_for_them(studio: Studio) -> None:
    book = studio.imagine_many(["a fox", "an owl"])
    names = {"book": book, "row": book[0], "grid": Grid({"a": ("b",)}, {("b",): book[1].pictures})}
    found = {name: [each.record.picture_id for each in referred(name, names, studio)] for name in names}
    fox, owl = (each.id for each in book.pictures)
    assert found == {"book": [fox, owl], "row": [fox], "grid": [owl]}
    assert [each.id for each in pictures_held(names)] == [fox, owl, fox, owl]
    with pytest.raises(InputError, match="answers holds no picture"):
        referred("answers", {"answers": book[:0]}, studio)


def test_an_id_that_begins_with_digits_alone_is_no_number(studio: Studio) -> None:
    made = (studio.imagine(f"a fox in the year {year}").one for year in range(1000, 3000))
    found = next(each for each in made if each.id[:4].isdigit() and int(each.id[:4]) > each.number)
    assert [each.record.picture_id for each in referred(found.id[:4], {}, studio)] == [found.id]


ODD_NAMES = [
    "a,b.png",
    "a,b,c.png",
    ",.png",
    "-dash.png",
    "-n.png",
    "--fresh",
    "~tilde.png",
    "~root",
    "a[1].png",
    "a*b.png",
    "a?b.png",
    "a]b[.png",
    "{brace}.png",
    "$HOME.png",
    "100%.png",
    "a\\b.png",
    "a#b.png",
    "a%20b.png",
    "x;y.png",
    "it's.png",
    "фото.png",
    "📷.png",
    "no_ext",
    "a b.png",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_file_that_is_there_is_found_whatever_its_name_is(
    studio: Studio, tmp_path: Path, png: bytes, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(png)
    for other in ("a", "b.png", "a1.png", "axb.png"):  # what a pattern or a list would mean
        (tmp_path / other).write_bytes(png)
    options, prompt = parsed(ImagineMagics.imagine.parser, f'-i "{name}" -n 2 a fox')
    assert (options.image, options.n, prompt) == ([name], 2, "a fox")
    assert references(options.image) == [name]
    assert [each.record.name for each in referred(name, {}, studio)] == [name]
    assert source(name).record.name == source(f"./{name}").record.name == name


def test_an_accent_may_be_one_letter_or_two(studio: Studio, tmp_path: Path, png: bytes) -> None:
    for on_disk, typed in (("e\u0301.png", "\u00e9.png"), ("\u00fc.png", "u\u0308.png")):
        (tmp_path / on_disk).write_bytes(png)
        assert [each.record.name for each in referred(str(tmp_path / typed), {}, studio)] == [on_disk]


def test_a_list_with_files_that_have_commas_is_taken_apart_between_them(
    tmp_path: Path, png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a,b.png", "c.png", "x, y.png"):
        (tmp_path / name).write_bytes(png)
    assert references(["a,b.png,c.png", "fox,x, y.png"]) == ["a,b.png", "c.png", "fox", "x, y.png"]
    assert references(["b.png,a", "https://e.com/a,b"]) == ["b.png", "a", "https://e.com/a,b"]


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
def test_bytes_in_a_variable_are_one_picture(studio: Studio, png: bytes, form: Any) -> None:
    assert [each.record.name for each in referred("data", {"data": form(png)}, studio)] == ["data"]


def test_what_an_upload_widget_gives_is_its_pictures(studio: Studio, png: bytes) -> None:
    import ipywidgets

    upload = ipywidgets.FileUpload(multiple=True)
    entry = {"name": "cat.png", "type": "image/png", "size": len(png), "last_modified": datetime.now(UTC)}
    upload.set_trait("value", [{**entry, "content": memoryview(png)}])
    assert [each.data for each in referred("up", {"up": upload.value}, studio)] == [png]
    assert [each.record.name for each in sources(upload.value)] == ["cat.png"]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("fx", "There is no variable, file or picture 'fx'. Did you mean 'fox'?"),
        ("zebra", "Name a variable, a path, a URL or a number of the gallery. Pictures here: fox."),
        ("99", "The gallery has no picture 99."),
        ("number", "An int is no picture."),
    ],
)
def test_a_wrong_reference_says_what_is_near(
    studio: Studio, fox: Picture, reference: str, message: str
) -> None:
    with pytest.raises(ImagineError) as error:
        referred(reference, {"fox": fox, "number": 3}, studio)
    assert message in str(error.value)


def test_an_empty_gallery_has_no_last_picture(studio: Studio) -> None:
    with pytest.raises(InputError, match="holds no picture yet"):
        referred("last", {}, studio)


def test_a_broken_file_is_told_by_its_name(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    with pytest.raises(SourceError, match=r"broken\.png"):
        referred(str(tmp_path / "broken.png"), {}, studio)

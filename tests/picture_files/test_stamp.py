from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from PIL import Image, PngImagePlugin

from imagine_nb import Studio
from imagine_nb.errors import InputError
from imagine_nb.picture_files import xmp
from imagine_nb.picture_files.stamp import NAMESPACE, Facts, facts_in, facts_of, stamped
from imagine_nb.pictures import Picture
from imagine_nb.records import PictureRecord, SourceRecord
from imagine_nb.saving import copy_of, recipe_in

FORMATS = ["JPEG", "PNG", "WEBP"]
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
SOURCE = SourceRecord("0001-red-fox-3fa9.jpg", "image/jpeg", 5, 4, 3, "0" * 64, picture_id="a" * 16)
RECORD = PictureRecord(
    "b" * 16, 2, "c" * 16, 0, "1" * 64, "x.jpg", "image/jpeg", 64, 48, 9, "Make {fox} blue",
    "Make <IMAGE_0> blue", "grok-imagine-image", "xai", "/images/edits", 12.5, ("a" * 16,), "", 7, 1, 1,
    {"n": 1, "resolution": "1k", "user": "somebody"}, (SOURCE,), "https://example.com/secret",
)  # fmt: skip
PROMPTS = [
    "a fox",
    '<b>&"quoted"\' ]]></x:xmpmeta> -->',
    "ein Füchslein 🦊 \u202e狐",
    "line\nbreak\ttab\r\nreturn",
    "\x00\x07\x1b\x7f\ufffe control",
    "half \ud83e a letter",
    "A very long prompt. " * 20_000,
    "狐" * 70_000,
]


def file_of(kind: str, *, mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.effect_noise((64, 48), 60).convert(mode)
    if mode == "RGBA":
        image.putalpha(99)
    image.save(out, kind, **options)
    return out.getvalue()


def pixels_of(data: bytes) -> tuple[str, bytes]:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image.mode, image.tobytes()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("prompt", PROMPTS, ids=range(len(PROMPTS)))
def test_what_is_put_in_is_read_again_and_no_pixel_changes(kind: str, prompt: str) -> None:
    facts = facts_of(replace(RECORD, prompt=prompt, sent=prompt))
    plain = file_of(kind)
    marked = stamped(plain, facts)
    assert facts_in(marked) == facts
    assert pixels_of(marked) == pixels_of(plain)
    again = replace(facts, sent="something else")
    assert facts_in(stamped(marked, again)) == again
    assert len(stamped(stamped(marked, facts), facts)) == len(marked)


@pytest.mark.parametrize(
    ("mode", "options"),
    [
        ("RGB", {}),
        ("RGBA", {}),
        ("RGB", {"lossless": True}),
        ("RGBA", {"lossless": True}),
        ("RGB", {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}),
    ],
)
def test_every_kind_of_webp_is_marked(mode: str, options: dict[str, object]) -> None:
    plain = file_of("WEBP", mode=mode, **options)
    marked = stamped(plain, facts_of(RECORD))
    assert facts_in(marked) == facts_of(RECORD)
    assert pixels_of(marked) == pixels_of(plain)
    assert Image.open(io.BytesIO(marked)).size == (64, 48)
    assert "xmp" in Image.open(io.BytesIO(marked)).info


@pytest.mark.parametrize("kind", FORMATS)
def test_other_programs_find_the_prompt_and_what_made_it(kind: str) -> None:
    image = Image.open(io.BytesIO(stamped(file_of(kind), facts_of(RECORD))))
    found = image.getxmp()["xmpmeta"]["RDF"]["Description"]
    assert found["description"]["Alt"]["li"]["text"] == "Make <IMAGE_0> blue"
    assert found["DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert found["AISystemUsed"] == "grok-imagine-image"
    assert found["AIPromptInformation"] == "Make <IMAGE_0> blue"


@pytest.mark.parametrize(
    ("engine", "name"),
    [("xai", b"compositeWithTrainedAlgorithmicMedia"), ("print-shop", b"compositeSynthetic")],
)
def test_what_was_made_of_a_photograph_says_so(engine: str, name: bytes) -> None:
    photograph = SourceRecord("me.jpg", "image/jpeg", 5, 4, 3, "0" * 64)
    assert name in stamped(file_of("PNG"), facts_of(replace(RECORD, engine=engine, sources=(photograph,))))


def test_a_prompt_too_long_for_a_segment_stands_in_short_and_whole_in_a_jpeg() -> None:
    data = stamped(file_of("JPEG"), facts_of(replace(RECORD, sent="word " * 30_000)))
    main, more = xmp.packets(data)
    assert b"HasExtendedXMP" in main
    assert len(main) < xmp.LONGEST < len(more)
    found = Image.open(io.BytesIO(data)).getxmp()["xmpmeta"]["RDF"]["Description"]
    assert found["description"]["Alt"]["li"]["text"].startswith("word word")


def test_nothing_private_goes_into_the_file() -> None:
    data = stamped(file_of("PNG"), facts_of(RECORD))
    for secret in (b"somebody", b"secret", b"x.jpg"):
        assert secret not in data


def test_what_the_xmp_of_others_says_stays() -> None:
    info = PngImagePlugin.PngInfo()
    theirs = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="A Camera"'
        ' xmp:Rating="5"/></rdf:RDF></x:xmpmeta>'
    )
    info.add_itxt("XML:com.adobe.xmp", theirs, zip=True)
    data = stamped(file_of("PNG", pnginfo=info), facts_of(RECORD))
    (packet,) = xmp.packets(data)
    assert b'xmp:Rating="5"' in packet
    assert packet.count(b"CreatorTool") == 1
    assert facts_in(data) == facts_of(RECORD)


@pytest.mark.parametrize(
    "theirs", ["no XML", "<x/>", "<rdf:RDF></rdf:RDF>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</rdf:RDF>']
)
def test_broken_xmp_of_others_is_replaced(theirs: str) -> None:
    data = stamped(file_of("JPEG", xmp=theirs.encode()), facts_of(RECORD))
    assert facts_in(data) == facts_of(RECORD)


def crafted(text: str) -> bytes:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:i="{NAMESPACE}"><i:Facts>{escape(text)}</i:Facts></rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )
    return file_of("JPEG", xmp=packet.encode())


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"id": "x"}', "[" * 20_000, '{"id": 1, "parents": 2, "sources": 3}'],
)
def test_what_a_file_cannot_say_of_itself_is_not_believed(text: str) -> None:
    assert facts_in(crafted(text)) is None


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"text"]
)
def test_a_file_without_facts_has_none(data: bytes) -> None:
    assert facts_in(data) is None
    assert isinstance(stamped(data, facts_of(RECORD)), bytes)


def test_a_torn_file_raises_nothing() -> None:
    for kind in FORMATS:
        data = stamped(file_of(kind), facts_of(RECORD))
        for end in range(0, len(data), 37):
            assert facts_in(data[:end]) in (None, facts_in(data))


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    studio = Studio(engine="print-shop", gallery=tmp_path_factory.mktemp("gallery"), notify=lambda text: None)
    return studio.imagine("a red fox in the snow").one.imagine("make it night").one


@pytest.mark.parametrize("name", ["night.jpg", "night.JPEG", "night.png", "night.webp", "night"])
def test_a_saved_copy_says_what_made_it(night: Picture, tmp_path: Path, name: str) -> None:
    saved = night.save(tmp_path / name)
    facts = facts_in(saved.read_bytes())
    assert facts is not None
    assert (facts.sent, facts.model, facts.parents, facts.engine) == (
        "make it night", "print-shop", night.parents, "print-shop",
    )  # fmt: skip
    image = Image.open(io.BytesIO(saved.read_bytes()))
    assert image.format == {".png": "PNG", ".webp": "WEBP"}.get(saved.suffix, "JPEG")
    assert image.size == night.size
    assert b"/algorithmicMedia" in saved.read_bytes()
    if image.format == "JPEG":
        assert pixels_of(saved.read_bytes()) == pixels_of(night.data)


@pytest.mark.parametrize("name", ["night.jpg", "night.png", "night.webp"])
def test_without_metadata_nothing_but_pixels_is_left(night: Picture, tmp_path: Path, name: str) -> None:
    data = night.save(tmp_path / name, metadata=False).read_bytes()
    assert facts_in(data) is None
    for word in (b"night", b"imagine", b"print", b"XMP", b"xmp", b"Exif", b"EXIF", b"tEXt"):
        assert word not in data
    assert len(data) < len(night.save(tmp_path / name).read_bytes())


def test_another_format_is_refused_and_what_was_there_stays(night: Picture, tmp_path: Path) -> None:
    (tmp_path / "night.bmp").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"not saved as \.bmp"):
        night.save(tmp_path / "night.bmp")
    with pytest.raises(InputError, match=r"cannot be written: .*night\.bmp is no folder"):
        night.save(tmp_path / "night.bmp" / "night.png")
    assert [each.name for each in tmp_path.iterdir()] == ["night.bmp"]


def test_a_transparent_picture_keeps_its_transparency_where_the_format_can() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (1, 2, 3, 99)).save(out, "PNG")
    for suffix, mode in ((".webp", "RGBA"), (".jpg", "RGB")):
        copy = copy_of(RECORD, out.getvalue(), Path(f"x{suffix}"))
        assert Image.open(io.BytesIO(copy)).mode == mode


@pytest.mark.parametrize("kind", FORMATS)
def test_the_recipe_comes_back_from_a_saved_file(kind: str) -> None:
    data = copy_of(RECORD, file_of("JPEG"), Path(f"x{SUFFIXES[kind]}"))
    found = recipe_in(data)
    assert found is not None
    assert any("Make <IMAGE_0> blue" in cell for cell in found.cells)
    assert any(SOURCE.name in cell for cell in found.cells)
    assert recipe_in(file_of(kind)) is None


def test_facts_are_those_of_the_record() -> None:
    facts = facts_of(RECORD)
    assert isinstance(facts, Facts)
    (picture,) = facts.recorded.pictures
    assert (picture.id, picture.parents, picture.sources) == (RECORD.id, RECORD.parents, RECORD.sources)
    assert facts.recorded.request.content != ""

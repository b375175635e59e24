from __future__ import annotations

import ast
import io
import os
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

import imagine_nb
from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.opening import ACCEPTED, MAX_PIXELS, TooManyPixels, lightened, opened
from imagine_nb.print_shop.drawing.photographs import decoding
from imagine_nb.sources import source, sources

DOORS = {"picture_files/opening.py", "print_shop/drawing/photographs/decoding.py"}


def saved(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    file = io.BytesIO()
    (image or Image.new("RGB", (40, 30), "red")).save(file, kind, **options)
    return file.getvalue()


def calls(tree: ast.AST) -> list[ast.Call]:
    """What opens pictures in a module, under whatever name: Image.open, ImageFile.Parser, bare names."""
    from_pillow = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PIL")
        for alias in node.names
    } | {"PIL"}
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and {"open", "Parser"} & {getattr(node.func, "attr", ""), getattr(node.func, "id", "")}
        and from_pillow & {each.id for each in ast.walk(node.func) if isinstance(each, ast.Name)}
    ]


def test_every_picture_is_opened_by_one_of_two_doors_and_from_a_list_of_formats() -> None:
    package = Path(imagine_nb.__file__).parent
    found = {
        path.relative_to(package).as_posix(): calls(ast.parse(path.read_text("utf-8")))
        for path in package.rglob("*.py")
    }
    assert {path for path, each in found.items() if each} == DOORS
    for path in DOORS:
        assert [[name.arg for name in call.keywords] for call in found[path]] == [["formats"]]


@pytest.mark.parametrize(
    "text",
    [
        "from PIL import Image\nImage.open(x)",
        "import PIL.Image\nPIL.Image.open(x)",
        "from PIL.Image import open\nopen(x)",
        "from PIL import ImageFile as F\nF.Parser()",
    ],
)
def test_a_module_that_opens_pictures_is_found(text: str) -> None:
    assert len(calls(ast.parse(text))) == 1
    assert not calls(ast.parse("from PIL import Image\nopen(x)\npath.open()"))


@pytest.mark.parametrize("kind", [each for each in ACCEPTED if each != "AVIF"])
def test_a_picture_of_an_accepted_format_is_opened(kind: str) -> None:
    assert opened(saved(kind)).size == ((24, 18) if kind == "ICO" else (40, 30))


@pytest.fixture
def ghostscript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a Ghostscript of ours would leave, had it been started."""
    started = tmp_path / "started"
    program = tmp_path / "bin" / "gs"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {started}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return started


def test_an_eps_file_starts_no_program_whatever_its_name_is(tmp_path: Path, ghostscript: Path) -> None:
    eps = saved("EPS")
    (tmp_path / "holiday.jpg").write_bytes(eps)
    for value in (tmp_path / "holiday.jpg", eps, io.BytesIO(eps), Image.open(io.BytesIO(eps))):
        with pytest.raises(SourceError, match="EPS"):
            source(value)
        with pytest.raises(SourceError, match="EPS"):
            sources(Image.open(io.BytesIO(eps)))
    with pytest.raises(decoding.Unreadable):
        decoding.decoded(eps)
    with pytest.raises(ValueError, match="identify"):
        pixels.size(eps)
    assert not ghostscript.exists()


OTHERS = {
    b"%!PS-Adobe-3.0 EPSF-3.0": "an EPS file",
    b"\xc5\xd0\xd3\xc6" + bytes(40): "an EPS file",
    b"8BPS" + bytes(40): "a Photoshop document",
    b"DDS " + bytes(200): "a DDS texture",
    b"icns" + bytes(40): "an ICNS icon",
    b"\xd7\xcd\xc6\x9a" + bytes(40): "a WMF drawing",
    b"\xff\x0a" + bytes(40): "a JPEG XL picture",
    b"SIMPLE  =                    T": "a FITS file",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40): "a HEIC picture",
    b"\0\0\0\x18ftypisom" + bytes(40): "a video",
    b"<!-- a drawing --><svg xmlns='x'/>": "an SVG drawing",
    b"\x1f\x8b\x08" + bytes(40): "a gzip archive",
    b"PK\x03\x04" + bytes(40): "a ZIP archive",
}


@pytest.mark.parametrize(("data", "what"), OTHERS.items(), ids=OTHERS.values())
def test_what_is_of_no_accepted_format_is_called_by_its_name(data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=f"^fox.jpg is {what}") as caught:
        pixels.decoded(data, name="fox.jpg")
    assert "PNG" in caught.value.advice


@pytest.mark.parametrize("kind", ["TGA", "PCX", "SGI", "DIB", "MSP", "XBM", "SPIDER"])
def test_a_format_that_is_not_accepted_is_refused_in_memory_too_until_it_is_decoded(kind: str) -> None:
    mode = {"MSP": "1", "XBM": "1", "SPIDER": "F"}.get(kind, "RGB")
    image = Image.open(io.BytesIO(saved(kind, Image.new(mode, (40, 30)))))
    if kind != "XBM":  # it is decoded where it is opened
        with pytest.raises(SourceError, match=kind):
            source(image)
    image.load()
    assert source(image).record.width == 40


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes, at_end: bool = False) -> bytes:
    plain = saved("PNG")
    at = len(plain) - 12 if at_end else 33
    return plain[:at] + b"".join(chunks) + plain[at:]


def texts(kind: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    for number in range(80 if kind == "many" else 1):
        if kind == "itxt":
            info.add_itxt("workflow", "x" * 3_000_000, zip=True)
        else:
            info.add_text(f"workflow {number}", "x" * (900_000 if kind == "many" else 3_000_000), zip=True)
    return info


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize("kind", ["large", "many", "itxt"])
def test_a_png_with_large_texts_is_read_and_goes_without_them(kind: str, at_end: bool) -> None:
    heavy = saved("PNG", pnginfo=texts(kind))
    if at_end:
        start, end = 33, heavy.index(b"IDAT") - 4
        heavy = heavy[:start] + heavy[end:-12] + heavy[start:end] + heavy[-12:]
    with pytest.raises(ValueError, match=r"too large|Too much"):
        Image.open(io.BytesIO(heavy)).load()
    assert pixels.size(heavy) == pixels.decoded(heavy).size == decoding.decoded(heavy).size == (40, 30)
    found = source(heavy)
    assert "without its largest texts" in found.notice
    image = Image.open(io.BytesIO(found.data or b""))
    image.load()
    assert image.getpixel((1, 1)) == (255, 0, 0)


def test_texts_of_common_size_stay() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("prompt", "a red fox " * 1000, zip=True)
    info.add_text("parameters", "Steps: 20")
    data = saved("PNG", pnginfo=info)
    assert lightened(data) == (data, None)
    assert source(data).data == data
    assert opened(data).text["parameters"] == "Steps: 20"


def test_texts_that_would_inflate_for_ever_are_not_inflated() -> None:
    for kind, size in ((b"zTXt", 2**20 + 1), (b"zTXt", 2**20), (b"iCCP", 2**24), (b"iCCP", 2**20)):
        bomb = chunk(kind, b"k\0\0" + zlib.compress(bytes(size)))
        start = time.process_time()
        assert pixels.size(png_with(*[bomb] * 2000)) == (40, 30)
        assert time.process_time() - start < 2


@pytest.mark.parametrize("kind", ["zTXt", "iTXt", "iCCP"])
def test_a_damaged_text_or_profile_does_not_make_a_picture_unreadable(kind: str) -> None:
    assert pixels.decoded(png_with(chunk(kind.encode(), b"k\0\0no zlib"))).size == (40, 30)


def test_a_large_profile_is_applied_and_not_sent() -> None:
    large = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    large = struct.pack(">I", len(large) + 1_500_000) + large[4:] + os.urandom(1_500_000)
    for kind in ("PNG", "TIFF"):
        found = source(saved(kind, icc_profile=large))
        assert found.record.n_bytes < 10_000
        assert "without its large profile" in found.notice
        assert Image.open(io.BytesIO(found.data or b"")).getpixel((1, 1)) == (255, 0, 0)
    photo = saved("JPEG", icc_profile=large)
    assert len(pixels.thumbnail(pixels.decoded(photo), side=256, max_bytes=6000)) <= 6000


def claiming(width: int, height: int) -> bytes:
    """A PNG that has no pixels, and claims so many."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def icon(width: int, height: int) -> bytes:
    png = claiming(width, height)
    return b"\0\0\1\0\1\0" + struct.pack("<BBBBHHII", 16, 16, 0, 0, 1, 32, len(png), 22) + png


def test_an_icon_that_hides_a_far_larger_picture_is_refused() -> None:
    with pytest.raises(TooManyPixels):
        opened(icon(12_000, 12_000))
    with pytest.raises(SourceError, match="12000 x 12000"):
        source(icon(12_000, 12_000))


def test_a_picture_in_memory_that_is_too_large_is_refused_before_it_is_decoded() -> None:
    with pytest.warns(Image.DecompressionBombWarning):
        image = Image.open(io.BytesIO(claiming(11_000, 11_000)))
    assert MAX_PIXELS < 11_000**2
    with pytest.raises(SourceError, match="11000 x 11000"):
        source(image)

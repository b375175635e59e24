"""Metadata: the Scene or a note in a picture's EXIF, XMP and comment, and the mark that it is synthetic."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image

from imagine_nb.print_shop.reading.scene import scene_from_json, scene_json

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.scene import Scene

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
_MAKER = "imagine_nb print shop"
_QUALITY = 90
_IMAGE_DESCRIPTION, _SOFTWARE = 0x010E, 0x0131
_SEGMENT = 60_000  # a JPEG segment holds 65,533 bytes
_LONGEST_NOTE = 400
_NOTE = re.compile(rb"print-shop-note:([A-Za-z0-9+/=]{1,3000})")
_PACKED = re.compile(rb"print-shop-scene:([A-Za-z0-9+/=]+)")


def jpeg(
    image: Image.Image, scene: Scene | None = None, *, source_type: str = SYNTHETIC, note: str = ""
) -> bytes:
    """The picture as JPEG; its scene is in EXIF, XMP and the comment, and survives where one of them does.

    A picture that no scene makes again, as with a photograph in it, holds the note instead.
    """
    packed = packed_scene(scene) if scene else packed_note(note)
    exif = Image.Exif()
    exif[_SOFTWARE] = _MAKER
    if packed:
        exif[_IMAGE_DESCRIPTION] = packed
    out = io.BytesIO()
    image.convert("RGB").save(
        out, "JPEG", quality=_QUALITY, exif=exif, xmp=xmp(packed, source_type=source_type), comment=packed
    )
    return out.getvalue()


def xmp(packed: str, *, source_type: str) -> bytes:
    """An XMP packet with the IPTC digital source type and, where there is one, the packed scene."""
    scene = f' dc:source="{packed}"' if packed else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:CreatorTool="{_MAKER}"'
        f' Iptc4xmpExt:DigitalSourceType="{source_type}"{scene}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def packed_scene(scene: Scene) -> str:
    """The scene as letters that fit one segment: a very long prompt is cut, what it asks for is not."""
    length = min(len(scene.prompt), 4 * _SEGMENT)
    packed = _pack(replace(scene, prompt=scene.prompt[:length]))
    while len(packed) > _SEGMENT and length > 16:
        length //= 2
        few = tuple(word[:40] for word in scene.unknown[:200])
        packed = _pack(
            replace(
                scene,
                prompt=scene.prompt[:length],
                unknown=few,
                lettering=tuple(t[:400] for t in scene.lettering[:8]),
            )
        )
    return packed


def packed_note(note: str) -> str:
    """The note as letters that fit one segment; empty for none."""
    return f"print-shop-note:{base64.b64encode(note[:_LONGEST_NOTE].encode()).decode()}" if note else ""


def recorded_note(image: Image.Image) -> str:
    """The note that a picture carries on what was drawn, on one line; empty for none."""
    for text in _texts(image):
        if found := _NOTE.search(text):
            with contextlib.suppress(ValueError):
                note = base64.b64decode(found[1]).decode()[:_LONGEST_NOTE]
                return "".join(each for each in note if each.isprintable())
    return ""


def recorded_scene(image: Image.Image) -> Scene | None:
    """The Scene that a picture carries in EXIF, XMP, comment or text, or None."""
    for text in _texts(image):
        if (found := _PACKED.search(text)) and (scene := _unpacked(found[1])):
            return scene
    return None


def _texts(image: Image.Image) -> list[bytes]:
    values: list[object] = list(
        image.info.values()
    )  # JPEG comment, XMP, PNG text: wherever a program kept it
    with contextlib.suppress(OSError, ValueError, SyntaxError):  # broken EXIF tells nothing
        values += list(image.getexif().values())
    return [
        v if isinstance(v, bytes) else v.encode("utf-8", "replace")
        for v in values
        if isinstance(v, (str, bytes))
    ]


def _pack(scene: Scene) -> str:
    return "print-shop-scene:" + base64.b64encode(zlib.compress(scene_json(scene).encode(), 9)).decode()


def _unpacked(text: bytes) -> Scene | None:
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(text), 4_000_000)
        return scene_from_json(plain.decode())
    except (ValueError, zlib.error):
        return None

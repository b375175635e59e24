"""The Scene inside a picture's own metadata, and the mark that a picture is synthetic."""

from __future__ import annotations

import base64
import io
import re
import zlib
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from PIL import Image

from imagine_nb.print_shop.scene import scene_from_json, scene_json

if TYPE_CHECKING:
    from imagine_nb.print_shop.scene import Scene

SYNTHETIC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
COMPOSITE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
_NAMESPACE = "https://imagine-nb.invalid/print-shop/1.0/"
_PACKED = re.compile(rb"print-shop-scene:([A-Za-z0-9+/=]+)")


def jpeg(image: Image.Image, scene: Scene | None = None, *, quality: int = 90, source_type: str = SYNTHETIC) -> bytes:
    """The picture as JPEG, its scene recorded in EXIF, XMP and comment, marked as synthetic."""
    out = io.BytesIO()
    packed = "print-shop-scene:" + _packed(scene) if scene else ""
    exif = Image.Exif()
    exif[0x0131] = "imagine_nb print shop"
    if packed:
        exif[0x010E] = packed
    image.convert("RGB").save(out, "JPEG", quality=quality, exif=exif, xmp=xmp(packed if len(packed) < 60_000 else "", source_type=source_type), comment=packed[:60_000])
    return out.getvalue()


def xmp(packed: str, *, source_type: str) -> bytes:
    """An XMP packet with the IPTC digital source type and, where there is one, the packed scene."""
    scene = f" ps:scene={quoteattr(packed)}" if packed else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        f' xmlns:ps="{_NAMESPACE}" xmp:CreatorTool="imagine_nb print shop"'
        f' Iptc4xmpExt:DigitalSourceType="{source_type}"{scene}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def recorded_scene(image: Image.Image) -> Scene | None:
    """The Scene that a picture carries in EXIF, XMP, comment or text, or None."""
    for text in _texts(image):
        if (found := _PACKED.search(text)) and (scene := _unpacked(found[1])):
            return scene
    return None


def _texts(image: Image.Image) -> list[bytes]:
    values = [image.info.get(k) for k in ("comment", "xmp", "XML:com.adobe.xmp", "Description", "parameters")]
    try:
        values += list(image.getexif().values())
    except (OSError, ValueError, SyntaxError):
        pass
    return [v if isinstance(v, bytes) else v.encode("utf-8", "replace") for v in values if isinstance(v, (str, bytes))]


def _packed(scene: Scene) -> str:
    return base64.b64encode(zlib.compress(scene_json(scene).encode(), 9)).decode()


def _unpacked(text: bytes) -> Scene | None:
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(text), 4_000_000)
        return scene_from_json(plain.decode())
    except (ValueError, zlib.error):
        return None

"""Base64: picture files as text, known by how they begin."""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import suppress
from urllib.parse import unquote

from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels

# of a PNG, a JPEG in either alphabet, a GIF and a WebP
_BEGINNINGS = ("iVBORw0KGgo", "/9j/", "_9j_", "R0lGOD", "UklGR")
_STANDARD = str.maketrans("-_", "+/")  # base64 for addresses, as the other one
_LONGEST_PATH = 4096  # characters; no system opens a longer one


def begins_as_picture(text: str) -> bool:
    """Whether text begins as base64 of a picture file does. Some short paths do, too."""
    return text.startswith(_BEGINNINGS)


def encoded_picture(text: str, *, name: str) -> bytes | None:
    """The picture file in bare base64, with no `data:` before it; None where the text may be a path.

    Raises SourceError for text that is too long for a path and is not valid base64.
    """
    bare = text.lstrip()
    if not begins_as_picture(bare):
        return None
    if len(bare) > _LONGEST_PATH:
        return decoded_base64(bare, name=name)
    try:
        data = decoded_base64(bare, name=name)
        pixels.kind_and_size(data)
    except ValueError:
        return None
    return data


def data_uri(data: bytes, mime_type: str | None) -> str:
    """The bytes of a file as a data URI."""
    return f"data:{mime_type};base64,{base64.b64encode(data).decode()}"


def decoded_base64(text: str, *, name: str = "image") -> bytes:
    """The bytes in base64 text of either alphabet, a `data:` prefix or not; raises SourceError."""
    body = text.partition(",")[2] if text.startswith("data:") else text
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(body, validate=True)
    try:
        plain = re.sub(r"\s+", "", unquote(body) if "%" in body else body).translate(_STANDARD)
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise SourceError(f"{name} is not valid base64.", advice="Check that all of it was copied.") from exc

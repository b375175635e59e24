"""Parser of a multipart/form-data body: its fields in order, files as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from imagine_nb.print_shop.counter.refusals import Refusal, bad_request, too_large

MAX_FIELDS = 100
MAX_HEAD = 2**13  # bytes of one field's headers
_LONGEST_BOUNDARY = 70  # as its standard has it


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `filename` is None where it is no file, `kind` a media type that was told."""

    name: str
    data: bytes
    filename: str | None = None
    kind: str = ""


def fields_in(body: bytes | bytearray, content_type: str) -> list[Field]:
    """The fields of a form, in their order. Refuses other types (415), broken (400) and large ones (413)."""
    boundary = _boundary(content_type)
    sections = (b"\r\n" + body).split(b"\r\n--" + boundary, MAX_FIELDS + 2)
    if len(sections) > MAX_FIELDS + 2:
        raise too_large(f"The form has more than {MAX_FIELDS} fields")
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        raise bad_request("The multipart body is cut short.")
    return [_field(section) for section in sections[1:-1]]


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    if header.get_content_type() != "multipart/form-data":
        raise Refusal(415, "Expected request with `Content-Type: multipart/form-data`")
    boundary = header.get_boundary()
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        raise bad_request("The multipart body names no boundary, or one that is too long.")
    return boundary.encode()


def _field(section: bytes) -> Field:
    head, blank, data = section.partition(b"\r\n\r\n")
    if not blank:
        raise bad_request("A part of the multipart body has no header.")
    if len(head) > MAX_HEAD:
        raise too_large("The header of a field is too long")
    headers = HeaderParser().parsestr(head.decode("utf-8", "replace").lstrip("\r\n"))
    name = headers.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise bad_request("A part of the multipart body has no name.")
    kind = headers.get_content_type() if "content-type" in headers else ""
    return Field(name, data, headers.get_filename(), kind)

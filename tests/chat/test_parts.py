from __future__ import annotations

import base64
from typing import Any

import pytest

from faults_server import jpeg
from imagine_nb.chat import FilePart, ImagePart, file, image, text
from imagine_nb.errors import InputError
from imagine_nb.reading import MAX_FILE

REPORT = b"Revenue: 5.2M"


def inline(data: bytes, name: str, kind: str) -> dict[str, str]:
    return {
        "type": "input_file",
        "file_data": base64.b64encode(data).decode(),
        "filename": name,
        "mime_type": kind,
    }


@pytest.mark.parametrize(
    ("given", "wire"),
    [
        ({"data": REPORT, "filename": "r.csv"}, inline(REPORT, "r.csv", "text/csv")),
        ({"data": REPORT, "filename": "r", "mime_type": "text/x"}, inline(REPORT, "r", "text/x")),
        ({"data": bytearray(REPORT)}, inline(REPORT, "document.txt", "text/plain")),
        ({"data": b"%PDF-1.7 \xff"}, inline(b"%PDF-1.7 \xff", "document.pdf", "application/pdf")),
        ({"data": b"\0\1"}, inline(b"\0\1", "document.bin", "application/octet-stream")),
        ({"url": "https://e.com/a.pdf"},
         {"type": "input_file", "file_url": "https://e.com/a.pdf", "filename": "a.pdf",
          "mime_type": "application/pdf"}),
        ({"url": "https://e.com/a", "filename": "b.txt", "mime_type": "text/x"},
         {"type": "input_file", "file_url": "https://e.com/a", "filename": "b.txt", "mime_type": "text/x"}),
        ({"file_id": "file_1"}, {"type": "input_file", "file_id": "file_1"}),
    ],
)  # fmt: skip
def test_a_file_goes_out_by_id_inline_or_by_address(given: dict[str, Any], wire: dict[str, str]) -> None:
    assert file(**given).wire() == wire


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "file_id, data, url"),
        ({"file_id": "file_1", "data": REPORT}, "file_id, data, url"),
        ({"file_id": "file_1", "filename": "a"}, "filename and mime_type"),
        ({"data": "text"}, "of type str"),
        ({"data": b"", "filename": "r.txt"}, "nothing in r.txt"),
        ({"url": "r.txt"}, "no address"),
        ({"url": "https://e.com/?k=xai-0123456789abcdef"}, "key"),
    ],
)
def test_what_is_no_file_is_told(given: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        file(**given)
    assert words in str(caught.value)


def test_a_file_is_as_large_as_the_api_takes() -> None:
    assert isinstance(file(data=bytes(MAX_FILE)), FilePart)
    with pytest.raises(InputError, match="50 MB"):
        file(data=bytes(MAX_FILE + 1))


def test_the_bytes_of_a_file_are_not_in_its_repr() -> None:
    assert "Revenue" not in repr(file(data=REPORT))


def test_words_and_images_are_what_xai_sdk_has() -> None:
    assert (text("Hi"), text("Hi").text) == ("Hi", "Hi")
    part = image(jpeg(), detail="low")
    assert isinstance(part, ImagePart)
    assert part.wire()["detail"] == "low"
    assert part.identity == part.source.record.sha256

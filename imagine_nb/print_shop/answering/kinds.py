"""Kinds of documents, told by their bytes and then by their names, and the text of those that are text."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

READABLE = "text, Markdown, CSV, JSON and pictures"
MAX_TABLE = 64_000_000  # characters that are read of a table, where each row takes little time
MAX_TEXT = 1_000_000  # of any other text: some hundred pages

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89PNG", "a PNG that is damaged or too large"),
    (b"\xff\xd8\xff", "a JPEG that is damaged or too large"),
    (b"GIF8", "a GIF that is damaged or too large"),
    (b"RIFF", "a sound, a film or a damaged picture"),
    (b"OggS", "a sound"),
    (b"ID3", "a sound"),
)
_ZIPPED = {
    ".docx": "a Word document",
    ".xlsx": "an Excel workbook",
    ".pptx": "a PowerPoint presentation",
    ".odt": "an OpenDocument text",
    ".ods": "an OpenDocument table",
    ".epub": "an e-book",
}
_TABLES = {".csv", ".tsv", "text/csv", "text/tab-separated-values"}
_MARKDOWN = {".md", ".markdown", "text/markdown"}
_JSON = {".json", "application/json"}
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27}) + b"\x7f"


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document: `kind` is "text", "Markdown", "table" or "JSON", as its name has it.

    `is_whole` is false where only its beginning was read, `is_guessed` is true where its encoding is.
    """

    kind: str
    text: str = field(repr=False)
    is_whole: bool = True
    is_guessed: bool = False


def kind_of(data: bytes, name: str) -> str:
    """What a file is that is no text, in words: "a PDF", "a Word document"."""
    found = next((kind for start, kind in _SIGNATURES if data.startswith(start)), "")
    if found == "a ZIP archive":
        return _ZIPPED.get(PurePosixPath(name.lower()).suffix, found)
    return found or ("a film" if data[4:8] == b"ftyp" else "a file of bytes that are no text")


def text_of(data: bytes, name: str, mime_type: str) -> Text | None:
    """The text of a file, None where it is none."""
    if any(data.startswith(start) for start, _ in _SIGNATURES):
        return None
    text, is_guessed = _decoded(data)
    if text is None:
        return None
    marks = {PurePosixPath(name.lower()).suffix, mime_type}
    kinds = (("table", _TABLES), ("Markdown", _MARKDOWN), ("JSON", _JSON))
    kind = next((kind for kind, known in kinds if marks & known), "text")
    most = MAX_TABLE if kind == "table" else MAX_TEXT
    return Text(kind, text[:most], is_whole=len(text) <= most, is_guessed=is_guessed)


def _decoded(data: bytes) -> tuple[str | None, bool]:
    """The text in `data`, and whether its encoding was guessed: as one byte for each letter."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return (None if _is_binary(data) and encoding == "utf-8" else data.decode(encoding)), False
    except UnicodeDecodeError:
        if _is_binary(data):
            return None, False
        return data.decode("cp1252", errors="replace"), True


def _is_binary(data: bytes) -> bool:
    start = data[: 2**20]
    return b"\0" in data or len(start) - len(start.translate(None, _CONTROLS)) > len(start) // 100

"""Links of the repository's files, as the site has them: to a page, to a picture, or no link at all."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = "notebooks"
DOCUMENTS = {  # Markdown files of the repository, and the pages that they are
    "README.md": "index.md",
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/security.md",
    "imagine_nb/print_shop/README.md": "project/print-shop.md",
    "notebooks/inputs/SOURCES.md": "project/inputs.md",
}
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_FENCED = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
_SOURCE = re.compile(r'(?<=\ssrc=")(?!data:|https?:)([^"]+)')


def page_of(path: str) -> str | None:
    """The page that a file of the repository is on, None where it is on none."""
    if Path(path).parent.as_posix() == NOTEBOOKS and path.endswith(".ipynb"):
        return path.removesuffix(".ipynb") + ".md"
    return DOCUMENTS.get(path)


def document_pages() -> dict[str, str]:
    """The Markdown of each of these documents, by the page that it is on."""
    return {
        uri: on_the_site((ROOT / path).read_text("utf-8"), source=path, page=uri)
        for path, uri in DOCUMENTS.items()
    }


def on_the_site(text: str, *, source: str, page: str) -> str:
    """Markdown of the file `source` with its links as they are on `page`; what is not there is only named."""

    def linked(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        there = _target(target, source, page)
        if there is None:
            return words
        return f"{picture}[{linked_in(words)}]({there})"

    def linked_in(words: str) -> str:
        return _LINK.sub(linked, words)

    def shown(found: re.Match[str]) -> str:
        return _target(found[1], source, page) or found[1]

    parts = _FENCED.split(text)
    return "".join(part if at % 2 else _SOURCE.sub(shown, linked_in(part)) for at, part in enumerate(parts))


def _target(target: str, source: str, page: str) -> str | None:
    """Where a link of `source` leads to from `page`; None for a file that is on no page."""
    if re.match(r"[a-z]+:|#", target):
        return target
    path, _, anchor = target.partition("#")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    there = path if path.lower().endswith(_PICTURES) else page_of(path)
    if there is None or not (ROOT / path).exists():
        return None
    way = posixpath.relpath(there, posixpath.dirname(page) or ".")
    return f"{way}#{anchor}" if anchor else way


def pictures_in(pages: Mapping[str, str]) -> dict[str, Path]:
    """The pictures of the repository that these pages show: where each is on the site, and its file."""
    found = {uri for page, text in pages.items() for uri in _shown(page, text)}
    return {uri: ROOT / uri for uri in sorted(found) if (ROOT / uri).is_file()}


def _shown(page: str, text: str) -> Iterable[str]:
    for target in [link[2] for link in _LINK.findall(text)] + _SOURCE.findall(text):
        uri = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        if uri.lower().endswith(_PICTURES):
            yield uri

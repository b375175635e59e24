"""Hooks of the site's build: pages made of what the project has already, and their places in its contents.

README.md and its like, the notebooks with their outputs, the tables of options, the errors and the docstrings
are the sources; what stands there is written nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from manuals import manual_pages
from notebook_pages import notebook_pages
from reference import reference_pages
from repository import document_pages, pictures_in

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_MADE: dict[str, str] = {}  # the pages of this build: where each is, and its Markdown


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make the pages, and give those that no list names a place in the contents."""
    notebooks, reference = notebook_pages(), reference_pages()
    _MADE.clear()
    _MADE.update({**document_pages(), **notebooks, **manual_pages(), **reference})
    for section in config.nav or []:
        for title, uris in {"Notebooks": notebooks, "Reference": reference}.items():
            if title in section:
                section[title] = list(uris)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and the pictures that they show."""
    for uri, text in _MADE.items():
        files.append(File.generated(config, uri, content=text))
    for uri, path in pictures_in(_MADE).items():
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Give the dialog of the search, which the theme leaves without one, a name."""
    return output.replace(
        'data-md-component="search" role="dialog"',
        'data-md-component="search" role="dialog" aria-label="Search"',
    )

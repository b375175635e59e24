"""Pages of the notebooks, each with the outputs that it is committed with."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbconvert import MarkdownExporter

from repository import NOTEBOOKS, ROOT, on_the_site

if TYPE_CHECKING:
    from nbformat import NotebookNode

# Each output stands in a frame, as raw HTML that Markdown leaves alone.
_TEMPLATE = """
{% extends "markdown/index.md.j2" %}
{% macro framed(html) %}

<div class="output">{{ html }}</div>

{% endmacro %}
{% macro printed(text) %}
{% if text.strip() %}{{ framed("<pre>" ~ text | strip_ansi | escape_html ~ "</pre>") }}{% endif %}
{% endmacro %}
{% block input %}

```ipython3
{{ cell.source }}
```

{% endblock input %}
{% block stream %}{{ printed(output.text) }}{% endblock stream %}
{% block error %}{{ printed(output.traceback | join("\n")) }}{% endblock error %}
{% block data_html scoped %}{{ framed(output.data["text/html"] | unlinked) }}{% endblock data_html %}
{% block data_text scoped %}{{ printed(output.data["text/plain"]) }}{% endblock data_text %}
{% block data_svg scoped %}{{ framed(output.data["image/svg+xml"]) }}{% endblock data_svg %}
{% block data_png scoped %}{{ framed(output | image("image/png")) }}{% endblock data_png %}
{% block data_jpg scoped %}{{ framed(output | image("image/jpeg")) }}{% endblock data_jpg %}
"""
_ANCHOR = re.compile(r'<a href="(?!https?:|#)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)


def notebook_pages() -> dict[str, str]:
    """The Markdown of each notebook's page, by where it is."""
    exporter = MarkdownExporter(raw_template=_TEMPLATE, preprocessors=[], default_preprocessors=[])
    exporter.register_filter("unlinked", _unlinked)
    exporter.register_filter("image", _image)
    paths = sorted((ROOT / NOTEBOOKS).glob("[0-9]*.ipynb"))
    return {_uri(path): _page(exporter, path) for path in paths}


def _uri(path: Path) -> str:
    return f"{NOTEBOOKS}/{path.stem}.md"


def _page(exporter: MarkdownExporter, path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = on_the_site(cell.source, source=f"{NOTEBOOKS}/{path.name}", page=_uri(path))
    text, _ = exporter.from_notebook_node(notebook)
    return str(text)


def _unlinked(html: str) -> str:
    """HTML of an output without its links to files, which are where it was made."""
    return _ANCHOR.sub(r"\1", html)


def _image(output: NotebookNode, kind: str) -> str:
    """An output that is an image alone, in words what its text says."""
    words = escape(str(output.data.get("text/plain", "")) or "The output of the cell above")
    data = "".join(str(output.data[kind]).split())
    return f'<img alt="{words}" src="data:{kind};base64,{data}">'

"""Pages of the notebooks, each with the outputs that it is committed with."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert import MarkdownExporter

from repository import NOTEBOOKS, ROOT, on_the_site

# Each output stands in a frame, as raw HTML that Markdown leaves alone. As it is committed it has HTML for
# every image, with words, and no link to a file that is not committed.
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
{% block data_html scoped %}{{ framed(output.data["text/html"]) }}{% endblock data_html %}
{% block data_text scoped %}{{ printed(output.data["text/plain"]) }}{% endblock data_text %}
"""


def notebook_pages() -> dict[str, str]:
    """The Markdown of each notebook's page, by where it is."""
    exporter = MarkdownExporter(raw_template=_TEMPLATE, preprocessors=[], default_preprocessors=[])
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

"""Pages of the API reference: what each shows; mkdocstrings writes them, from the sources as they stand."""

from __future__ import annotations

import inspect

import imagine_nb

_BLOCK = "::: imagine_nb.{}"
_FUNCTIONS = "reference/functions.md"
_ERRORS = {getattr(imagine_nb.errors, name) for name in imagine_nb.errors.__all__}
_OPTIONS = (  # what the functions take, which their signatures spell out
    "options.ImagineOptions",
    "options.AskOptions",
    "options.ManyImagineOptions",
    "options.ManyAskOptions",
    "options.PictureOptions",
    "options.QuestionOptions",
    "options.BulkOptions",
    "settings.PictureSettings",
)
_RESOURCES = ("images.Images", "chats.Chats", "files.Files", "models.Models", "batches.Batches", "auth.Auth")
_RESULTS = (  # what users get, and never make
    "bulk.results.Results",
    "bulk.row.Row",
    "bulk.plan.BulkPlan",
)


def reference_pages() -> dict[str, str]:
    """The Markdown of each page, by where it is; what is public is on one, errors on a page of their own."""
    names = {name: getattr(imagine_nb, name) for name in imagine_nb.__all__}
    functions = [name for name, value in names.items() if inspect.isfunction(value)]
    classes = [name for name, value in names.items() if inspect.isclass(value) and value not in _ERRORS]
    modules = {name for name, value in names.items() if inspect.ismodule(value)} | imagine_nb._MODULES
    pages = {_FUNCTIONS: _functions([*functions, *_OPTIONS])}
    for path in [*classes, *_RESULTS]:
        pages[f"reference/{path.split('.')[-1]}.md"] = _page(path.split(".")[-1], path)
    pages["reference/Client.md"] += "".join(f"\n\n{_BLOCK.format(f'client.{name}')}" for name in _RESOURCES)
    for name in sorted(modules - {"errors"}):
        pages[f"reference/imagine_nb.{name}.md"] = _page(f"imagine_nb.{name}", name)
    return pages


def _functions(names: list[str]) -> str:
    return "\n\n".join(["# Functions", *map(_BLOCK.format, names)])


def _page(title: str, path: str) -> str:
    """A page of one thing, whose heading is that of the page."""
    return f"---\ntitle: {title}\n---\n\n{_BLOCK.format(path)}\n    options:\n      heading_level: 1\n"

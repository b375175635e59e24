"""Answers as JSON: a given schema's fields, or the facts' own names, filled from facts alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from imagine_nb.print_shop.answering.documents import Document, measures_of
from imagine_nb.print_shop.answering.field_facts import KnownPictures, fact
from imagine_nb.print_shop.answering.known_values import KnownValues, told_by, written_in
from imagine_nb.print_shop.answering.results import Result
from imagine_nb.print_shop.answering.schemas.filling import filled_value
from imagine_nb.print_shop.drawing.canvas import never

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts

_MOST_TRIES = 100  # to find a schema in a text


def wants_json(text: str) -> bool:
    """Whether a text asks for JSON."""
    return bool(re.search(r"\bjson\b", text, re.I))


def schema_in(text: str) -> dict[str, Any] | None:
    """The JSON Schema that a text carries, if it does."""
    for match in islice(re.finditer(r"\{\s*\"", text), _MOST_TRIES):
        try:
            found, _ = json.JSONDecoder().raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            schema = found.get("schema", found.get("json_schema", found))
            schema = schema.get("schema", schema) if isinstance(schema, dict) else schema
            if isinstance(schema, dict) and (
                "properties" in schema or schema.get("type") in ("array", "object")
            ):
                return schema
    return None


def filled(
    schema: Any,
    facts: Sequence[Facts],
    results: Sequence[Result] = (),
    *,
    documents: Sequence[Document] = (),
    question: str = "",
    stop: Callable[[], bool] = never,
) -> str:
    """JSON that fits the schema, of the results of functions where there are some.

    Else of what documents and the question say outright, then of the facts. Raises Unsatisfied where nothing
    was found that fits.
    """
    known = KnownPictures(facts, written=KnownValues.of(written_in(documents, question)))
    told = KnownValues.of(told_by(results)) if results else known
    return json.dumps(filled_value(schema, told, stop=stop), ensure_ascii=False)


def plain_json(facts: Sequence[Facts], documents: Sequence[Document] = ()) -> str:
    """The measures of the documents, else the facts of the picture, a list where there are several."""
    if documents:
        return measures_of(documents)
    plain = [_plain(f) for f in facts]
    return json.dumps(plain[0] if len(plain) == 1 else plain or {}, ensure_ascii=False)


def _plain(f: Facts) -> dict[str, Any]:
    names = (
        "description",
        "subjects",
        "setting",
        "time",
        "weather",
        "style",
        "lettering",
        "width",
        "height",
        "format",
        "colours",
        "brightness",
        "contrast",
        "sharpness",
    )
    return {name: fact(name, [f]) for name in names} if f.seen else {"seen": False, "name": f.name}

"""Answers as JSON: a given schema's fields, or the facts' own names, filled from facts alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from imagine_nb.print_shop.drawing.finishing.captions import counted, described
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts

_UNKNOWN = "unknown"
_DEEPEST = 8


def wants_json(text: str) -> bool:
    """Whether a text asks for JSON."""
    return bool(re.search(r"\bjson\b", text, re.I))


def schema_in(text: str) -> dict[str, Any] | None:
    """The JSON Schema that a text carries, if it does."""
    for match in re.finditer(r"\{", text):
        try:
            found, _ = json.JSONDecoder().raw_decode(text, match.start())
        except ValueError:
            continue
        if isinstance(found, dict):
            schema = found.get("schema", found.get("json_schema", found))
            schema = schema.get("schema", schema) if isinstance(schema, dict) else schema
            if isinstance(schema, dict) and (
                "properties" in schema or schema.get("type") in ("array", "object")
            ):
                return schema
    return None


def filled(schema: dict[str, Any] | None, facts: Sequence[Facts]) -> str:
    """JSON that fits the schema; without one, all facts of one picture, or a list of several."""
    if schema is None:
        plain = [_plain(f) for f in facts]
        return json.dumps(plain[0] if len(plain) == 1 else plain, ensure_ascii=False)
    return json.dumps(_value(schema, "", facts, schema.get("$defs", {}), 0), ensure_ascii=False)


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
    return {name: _fact(name, [f]) for name in names} if f.seen else {"seen": False, "name": f.name}


def _value(
    schema: dict[str, Any], name: str, facts: Sequence[Facts], defs: dict[str, Any], depth: int
) -> Any:
    schema = _plain_schema(schema, defs)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return _chosen(schema["enum"], name, facts)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" and depth < _DEEPEST:
        parts = schema.get("properties", {}).items()
        return {key: _value(part, key, facts, defs, depth + 1) for key, part in parts}
    if kind == "array":
        return _list(schema, name, facts, defs, depth)
    return _typed(kind, _fact(name, facts), schema)


def _plain_schema(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """The schema that a reference or the first choice of several stands for."""
    for _ in range(_DEEPEST):
        if "$ref" in schema:
            schema = defs.get(schema["$ref"].rpartition("/")[2], {})
        elif options := schema.get("anyOf") or schema.get("oneOf"):
            schema = next((o for o in options if o.get("type") != "null"), options[0])
    return schema


def _list(
    schema: dict[str, Any], name: str, facts: Sequence[Facts], defs: dict[str, Any], depth: int
) -> list[Any]:
    items = schema.get("items", {})
    if items.get("type") == "object" or "$ref" in items:
        if re.search(r"colou?r|palette", name, re.I) and facts and facts[0].seen:
            return [
                {key: _colour_part(key, part, colour) for key, part in items.get("properties", {}).items()}
                for colour in facts[0].colours
            ]
        return [_value(items, name, [f], defs, depth + 1) for f in facts]
    value = _fact(name, facts)
    values = value if isinstance(value, list) else [] if value in (None, _UNKNOWN, "") else [value]
    typed = [_typed(items.get("type", "string"), v, items) for v in values]
    least = int(schema.get("minItems", 0))
    typed += [_typed(items.get("type", "string"), None, items) for _ in range(least - len(typed))]
    return typed[: schema.get("maxItems", len(typed))]


def _colour_part(key: str, schema: dict[str, Any], colour: tuple[str, float]) -> Any:
    numeric = schema.get("type") in ("number", "integer")
    return _typed(
        schema.get("type", "string"),
        round(colour[1] * (100 if "percent" in key else 1), 3) if numeric else colour[0],
        schema,
    )


def _typed(kind: str, value: Any, schema: dict[str, Any]) -> Any:
    if kind == "integer":
        return (
            int(value)
            if isinstance(value, (int, float))
            else len(value)
            if isinstance(value, list)
            else int(schema.get("minimum", 0))
        )
    if kind == "number":
        return value if isinstance(value, (int, float)) else float(schema.get("minimum", 0))
    if kind == "boolean":
        return bool(value) and value != _UNKNOWN
    if kind == "null":
        return None
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _UNKNOWN if value in (None, "") else str(value)


def _chosen(options: Sequence[Any], name: str, facts: Sequence[Facts]) -> Any:
    """The option that is a known fact; else one that admits ignorance; else the first."""
    value = _fact(name, facts)
    words = {str(v).lower() for v in (value if isinstance(value, list) else [value])}
    for option in options:
        if str(option).lower() in words or any(str(option).lower() in w.split() for w in words):
            return option
    modest = ("unknown", "other", "none", "n/a", "unsure")
    return next((o for o in options if str(o).lower() in modest), options[0] if options else None)


def _fact(name: str, facts: Sequence[Facts]) -> Any:
    """The fact that a field's name asks for."""
    key = name.lower()
    if re.fullmatch(r"(?:n|num|number|count)_?(?:of_?)?(?:images|pictures|photos)", key):
        return len(facts)
    f = next((f for f in facts if f.seen), None)
    if f is None:
        return None
    for pattern, value in _measures(f):
        if re.search(pattern, key):
            return value
    return _scene_fact(key, f)


def _measures(f: Facts) -> tuple[tuple[str, Any], ...]:
    return (
        (r"width", f.width),
        (r"height", f.height),
        (r"format|mime|file_?type", f.format),
        (r"ratio|aspect", f.ratio),
        (r"orientation|shape", f.shape),
        (r"(?:main|dominant|primary)_?colou?r$|^colou?r$", f.colours[0][0] if f.colours else None),
        (r"colou?r|palette", [n for n, _ in f.colours]),
        (r"is_?dark", f.brightness < 0.35),
        (r"is_?bright", f.brightness > 0.65),
        (r"bright|lightness", round(f.brightness, 3)),
        (r"contrast", round(f.contrast, 3)),
        (r"sharp", round(f.sharpness, 3)),
        (r"transparen|alpha", f.transparent > 0),
        (r"bytes|file_?size", f.size),
    )


def _scene_fact(key: str, f: Facts) -> Any:
    s = f.scene
    if s is None:
        colour = f.colours[0][0] if f.colours else "of no one colour"
        plain = f"a picture that was not printed here, {f.width} x {f.height} pixels, mostly {colour}"
        return plain if re.search(r"descri|caption|summary|alt", key) else None
    table = (
        (r"descri|caption|summary|alt_?text|content", described(s)),
        (r"title", ", ".join(counted(x) for x in s.subjects) or setting_of(s)),
        (r"count|number|how_?many|total", sum(x.count for x in s.subjects)),
        (r"main_?subject|^subject$|^object$|^animal$", s.subjects[0].noun if s.subjects else None),
        (r"subject|object|animal|things|items|contents|tags|keywords|labels", [x.noun for x in s.subjects]),
        (r"setting|place|location|background|scene|environment", setting_of(s)),
        (r"time", s.time or "day"),
        (r"weather", s.weather or "fair"),
        (r"style|medium|technique", s.style or "linocut"),
        (r"letter|text|words", list(s.lettering)),
        (r"prompt", s.prompt),
        (r"synthetic|generated|artificial|is_?ai", True),
    )
    return next((value for pattern, value in table if re.search(pattern, key)), None)

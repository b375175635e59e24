"""Gallery of a panel: pages, filters, whole pictures, details and lineage, looked up on demand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from imagine_nb.engines import ENGINES
from imagine_nb.errors import ImagineError
from imagine_nb.panels.cards import PATIENCE, SIDES
from imagine_nb.panels.messages import Message, Reply, UnknownMessageError
from imagine_nb.panels.shared import Shared
from imagine_nb.picture_files import pixels
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import JSON
from imagine_nb.regions import is_region
from imagine_nb.saving import copy_of
from imagine_nb.slugs import slug

MAX_PAGE = 100
MAX_OFFSET = 10**7
MAX_WORDS = 500  # characters of a search


class Browsing:
    """What a panel looks up; verbs `page`, `facets`, `cards`, `image`, `file`, `details` and `lineage`."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._cards = shared.studio, shared.cards
        self.looks = {
            "page": self._page,
            "facets": self._facets,
            "cards": self._some,
            "image": self._image,
            "file": self._file,
            "details": self._details,
            "lineage": self._lineage,
        }

    def _page(self, message: Message) -> Reply:
        offset = message.count("offset", most=MAX_OFFSET, default=0)
        limit = message.count("limit", most=MAX_PAGE, default=50)
        kept = self._cards.gallery
        if kept is None:
            return Reply({"total": 0, "offset": offset, "cards": []})
        text, wanted, sort = _query(message.part("query"))
        found = kept.find(text, limit=limit, offset=offset, sort=sort, **wanted)
        told = {"total": kept.count(text, **wanted), "offset": offset}
        return self._cards.reply(map(self._studio.picture, found), told, seconds=PATIENCE)

    def _facets(self, message: Message) -> Reply:  # noqa: ARG002 - every verb is given its message
        kept = self._cards.gallery
        if kept is None:
            return Reply({"engines": [], "models": [], "total": 0})
        facets = kept.facets()
        engines = [{"name": each, "label": ENGINES[each].label or each} for each in facets.engines]
        return Reply({"engines": engines, "models": list(facets.models), "total": len(kept)})

    def _some(self, message: Message) -> Reply:
        side = message.count("side", most=max(SIDES), default=SIDES[0])
        if side not in SIDES:
            raise UnknownMessageError(f"Thumbnails are of {SIDES[0]} or {SIDES[1]} pixels.")
        return self._cards.reply(self._cards.pictures(message.pictures()), side=side)

    def _image(self, message: Message) -> Reply:
        picture = self._cards.picture(message.picture())
        data = picture.data
        return Reply({"mime": pixels.mime_type(data) or "", "name": _file_name(picture)}, (data,))

    def _file(self, message: Message) -> Reply:
        """The picture as it is saved: with its prompt, model, parents and parameters in it."""
        picture = self._cards.picture(message.picture())
        name = _file_name(picture)
        data = copy_of(picture.record, picture.data, Path(name))
        return Reply({"mime": pixels.mime_type(data) or "", "name": name}, (data,))

    def _details(self, message: Message) -> Reply:
        picture = self._cards.picture(message.picture())
        rows = [
            [label, printable(str(value))]
            for label, value in _rows(picture)
            if value is not None and value != ""
        ]
        kept, recipe = self._cards.gallery, ""
        if kept is not None and picture.path is not None:
            try:
                recipe = str(kept.recipe(picture.record))
            except ImagineError as error:  # a part of its family was lost
                recipe = f"# {error}"
        return Reply({"rows": rows, "recipe": recipe, "sources": _sources(picture)})

    def _lineage(self, message: Message) -> Reply:
        picture = self._cards.picture(message.picture())
        kept = self._cards.gallery
        if kept is None or picture.path is None:
            return self._cards.reply([picture], {"focus": picture.id, "edges": []})
        records = kept.lineage(picture.record).records
        known = {each.id for each in records}
        edges = [
            [up, each.id, "region" if is_region(each) else ""]
            for each in records
            for up in dict.fromkeys(each.parents)
            if up in known
        ]
        return self._cards.reply(map(self._studio.picture, records), {"focus": picture.id, "edges": edges})


def _query(message: Message) -> tuple[str, Any, Any]:
    """The words, the filters and the order that a page asks for."""
    wanted = {
        "engine": message.or_none("engine"),
        "model": message.or_none("model"),
        "since": message.or_none("since"),
        "until": message.or_none("until"),
        "favourites": message.flag("favourites"),
        "edited": message.tristate("edited"),
    }
    return message.text("text", most=MAX_WORDS), wanted, message.or_none("sort") or "newest"


def _rows(picture: Picture) -> list[tuple[str, JSON]]:
    record = picture.record
    made = datetime.fromtimestamp(record.created).astimezone()
    asked = {"count" if name == "n" else name: value for name, value in record.parameters.items()}
    settings = [(name.replace("_", " ").capitalize(), value) for name, value in asked.items()]
    return [
        ("Prompt", record.prompt),
        *([("Sent as", record.sent)] if record.sent != record.prompt else []),
        ("Revised prompt", record.revised_prompt),
        ("Made by", " · ".join(dict.fromkeys([record.model, ENGINES[record.engine].label]))),
        ("Size", f"{record.width} x {record.height} · {record.n_bytes / 1000:,.0f} kB · {record.mime_type}"),
        ("Made on", f"{made:%Y-%m-%d %H:%M}"),
        *settings,
        ("Take", record.take),
        ("Number", record.number or None),
        ("File", picture.path and picture.path.name),
        ("SHA-256", picture.sha256),
    ]


def _sources(picture: Picture) -> list[JSON]:
    return [
        {
            "name": printable(each.name),
            "picture": each.picture_id or "",
            "width": each.width,
            "height": each.height,
        }
        for each in picture.record.sources
    ]


def _file_name(picture: Picture) -> str:
    if picture.path is not None:
        return picture.path.name
    ending = (picture.record.mime_type or "image/png").partition("/")[2].replace("jpeg", "jpg")
    return f"{slug(picture.prompt)}.{ending}"

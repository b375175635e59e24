"""Cards: pictures as a panel's page shows them, a table of facts and a small JPEG each."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import Lock

from imagine_nb.captions import caption_of
from imagine_nb.display.alt_texts import alt_author, alt_text
from imagine_nb.display.html import who
from imagine_nb.errors import GalleryError, ImagineError
from imagine_nb.gallery import Gallery
from imagine_nb.money import cost
from imagine_nb.panels.messages import Reply, UnknownMessageError
from imagine_nb.picture_files import pixels
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.records import JSON, PictureRecord
from imagine_nb.studio.studio import Studio

SMALL, LARGE = 256, 512  # pixels of a thumbnail
SIDES = (SMALL, LARGE)
SEEN = 4  # pictures of the gallery in the still of a panel that is new
PATIENCE = 0.06  # seconds that many cards wait for thumbnails that nobody has made yet
_LARGE_BYTES = 45_000
_KEPT_THUMBNAILS = 200  # of about 40 kB each


class Cards:
    """The pictures of a studio as cards; those that no gallery keeps are held here."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._held: dict[str, Picture] = {}
        self._large: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()
        self.going: set[str] = set()  # ids of pictures that are deleted unless somebody takes it back

    @property
    def gallery(self) -> Gallery | None:
        """Where the studio keeps what it makes; None where it keeps nothing."""
        try:
            return self._studio.gallery
        except GalleryError:
            return None

    def hold(self, pictures: Iterable[Picture]) -> None:
        """Know pictures that are in no gallery."""
        self._held.update((each.id, each) for each in pictures if each.path is None)

    def picture(self, id_: str) -> Picture:
        """The picture of an id. Raises UnknownMessageError where there is none."""
        return self.pictures([id_])[0]

    def pictures(self, ids: Sequence[str]) -> list[Picture]:
        """The pictures of these ids, in their order. Raises UnknownMessageError where one is gone."""
        found = list(self.known(ids))
        if len(found) < len(ids):
            raise UnknownMessageError("A picture is not in the gallery any more.")
        return found

    def known(self, ids: Sequence[str]) -> Pictures:
        """Those of the pictures that are still there."""
        kept = self.gallery
        asked = [each for each in ids if each not in self._held]
        records = kept.pictures(asked) if kept is not None and asked else []
        found = {each.id: self._studio.picture(each) for each in records} | self._held
        return Pictures([found[id_] for id_ in ids if id_ in found])

    def seen(self, ids: Sequence[str]) -> Pictures:
        """What a reader sees in the gallery: those that are selected, else the newest."""
        with suppress(ImagineError):  # a gallery that cannot be read leaves the panel well
            kept = self.gallery
            newest = kept.find("", limit=SEEN) if kept is not None and not ids else []
            return (
                self.known(ids[:SEEN]) if ids else Pictures([self._studio.picture(each) for each in newest])
            )
        return Pictures(())

    def reply(
        self,
        pictures: Iterable[Picture],
        fields: dict[str, JSON] | None = None,
        *,
        side: int = SMALL,
        seconds: float = math.inf,
    ) -> Reply:
        """Cards of these pictures under `cards`, their thumbnails as buffers.

        Those that are not made after so many seconds are left out: the page asks for them when it shows them.
        """
        shown = tuple(pictures)
        cards, buffers = self.cards(shown, side=side, seconds=seconds)
        return Reply({**(fields or {}), "cards": cards}, buffers)

    def cards(
        self, pictures: Sequence[Picture], *, side: int = SMALL, start: int = 0, seconds: float = math.inf
    ) -> tuple[list[JSON], tuple[bytes, ...]]:
        """Cards, and the thumbnails that they name by their place, of which the first is `start`."""
        kept, cards, buffers = self.gallery, list[JSON](), list[bytes]()
        asked = [each.record for each in pictures]
        favourites = kept.favourites(asked) if kept is not None and asked else set()
        end = time.monotonic() + seconds
        for each in pictures:
            thumb = self.thumbnail(each, side=side) if time.monotonic() < end else None
            if thumb is not None:
                buffers.append(thumb)
            at = -1 if thumb is None else start + len(buffers) - 1
            marks = {"favourite": each.id in favourites, "is_deleted": each.id in self.going}
            cards.append({**facts(each), **marks, "thumb": at})
        return cards, tuple(buffers)

    def thumbnail(self, picture: Picture, *, side: int = SMALL) -> bytes | None:
        """A JPEG of at most `side` pixels; None where the picture's file is gone or broken."""
        kept = self.gallery
        with suppress(ImagineError):
            if side == SMALL and kept is not None and picture.path is not None:
                return kept.thumbnail(picture.record)
            return self._made(picture, side)
        return None

    def _made(self, picture: Picture, side: int) -> bytes:
        with self._lock:
            if picture.id in self._large and side == LARGE:
                return self._large[picture.id]
        image = pixels.decoded(picture.data, side=side)
        made = pixels.thumbnail(image, side=side, max_bytes=_LARGE_BYTES)
        if side == LARGE:
            with self._lock:
                self._large[picture.id] = made
                while len(self._large) > _KEPT_THUMBNAILS:
                    self._large.popitem(last=False)
        return made


def facts(picture: Picture) -> dict[str, JSON]:
    """What a card says of a picture, without its marks and its thumbnail."""
    record = picture.record
    attributed = " · ".join(who(record.engine, record.model))
    told = [f"{record.width} x {record.height}", cost(record.cost_ticks), *filter(None, [picture.badge])]
    return {
        "id": record.id,
        "number": record.number,
        "alt": alt_text(record),
        "alt_by": alt_author(record),
        "prompt": caption_of(record),
        "who": attributed,
        "facts": told,
        "cost": cost(record.cost_ticks),
        "width": record.width,
        "height": record.height,
        "created": _milliseconds(record),
        "edited": bool(record.sources),
        "engine": record.engine,
        "model": record.model,
        "request": record.request_id,
        "n": record.n,
        "index": record.index,
        "parents": list(record.parents),
        "badge": picture.badge,
        "notice": picture.notice,
    }


def _milliseconds(record: PictureRecord) -> int:
    return round(record.created * 1000)

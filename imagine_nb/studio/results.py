"""Results of requests: what an engine or the gallery brought, as pictures of a studio."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from imagine_nb.exchange.flight import Received
from imagine_nb.gallery.unkept import become
from imagine_nb.pictures import Maker, Picture
from imagine_nb.records import PictureRecord


class Shows(Maker, Protocol):
    """The studio, as what it brings knows it."""

    def picture(self, record: PictureRecord, *, badge: str = "", notice: str = "") -> Picture: ...


def pictures_of(received: Received, studio: Shows) -> list[Picture]:
    """What a request brought; a picture that is not kept yet becomes the kept one when it is."""
    made = []
    for index, record in enumerate(received.recorded.pictures):
        if record.path:
            made.append(studio.picture(record, badge=received.badge, notice=received.notice))
            continue
        held = Picture(
            record, None, partial(held_bytes, received.data[index]), studio, notice=received.notice
        )
        made.append(held)
        if received.unkept is not None:
            received.unkept.when_kept(record.id, partial(_now_kept, held, studio))
    return made


def _now_kept(held: Picture, studio: Shows, record: PictureRecord) -> None:
    become(held, studio.picture(record))


def held_bytes(data: bytes) -> bytes:
    """The bytes of a picture that no file holds; bound to them, it takes the place of reading one."""
    return data

"""Sources of a panel: pictures, files, addresses and variables that it holds, and uploads in pieces."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from imagine_nb.cell_text import file_word, word
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.places import path_in_cell
from imagine_nb.panels.cards import SMALL
from imagine_nb.panels.form import Held, beside
from imagine_nb.panels.messages import MAX_NAME, FieldError, Message, Reply, UnknownMessageError
from imagine_nb.panels.notebook import in_notebook
from imagine_nb.panels.shared import Shared
from imagine_nb.picture_files import pixels
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import JSON, new_id
from imagine_nb.references.references import referred
from imagine_nb.sources import MAX_BYTES, ImageLike, Source, of_bytes, source

PIECE = 2**20  # bytes of an upload in one message; the server cuts a connection that brings 10 MiB
UPLOAD = MAX_BYTES  # what the page shrinks a picture to; a larger one would be refused
MAX_HELD = 100
MAX_UPLOADS = 8  # at once
_MASK = "mask"


@dataclass(slots=True)
class _Upload:
    """A file on its way: its name, its size, and what has come of it, in order."""

    name: str
    size: int
    is_mask: bool
    note: str
    pieces: list[bytes] = field(default_factory=list)

    @property
    def received(self) -> int:
        return sum(map(len, self.pieces))


class Holding:
    """What a panel holds as sources; verbs `source`, `upload`, `piece` and `source_image`."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._state, self._cards = shared.studio, shared.state, shared.cards
        self._uploads: dict[str, _Upload] = {}
        self.verbs = {"source": self._added, "upload": self._begun, "piece": self._piece}
        self.looks = {"source_image": self._image}

    def hold(self, value: ImageLike, *, name: str = "") -> Held:
        """Hold anything image-like. Raises SourceError for what is no image."""
        found = source(value, name=name)
        picture = self._picture_of(found)
        reference = kept_reference(self._cards.gallery, found) if picture is None else None
        return self._keep(found, reference, picture)

    def _keep(self, found: Source, reference: str | None, picture: Picture | None) -> Held:
        for held in self._state.held.values():
            if held.source.record.identity == found.record.identity:
                return held
        if picture is not None and picture.number:
            reference = str(picture.number)
        held = Held(new_id(), found, reference, picture)
        self._state.held[held.key] = held
        self._forget()
        return held

    def _forget(self) -> None:
        """What no form names goes once there is too much; its bytes are in memory."""
        kept, named = self._state.held, self._state.form
        for key in list(kept)[:-1]:
            if len(kept) > MAX_HELD and key not in (*named.sources, named.mask):
                del kept[key]

    def _picture_of(self, found: Source) -> Picture | None:
        id_ = found.record.picture_id
        return None if id_ is None else self._cards.picture(id_)

    def json(self, held: Held, *, at: int) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """A source as the page shows it; its thumbnail is the buffer `at`."""
        record, thumb = held.source.record, self._thumbnail(held)
        told = {
            "key": held.key,
            "name": printable(record.name[:MAX_NAME]),
            "width": record.width,
            "height": record.height,
            "bytes": record.n_bytes,
            "picture": record.picture_id or "",
            "url": printable(record.url or ""),
            "notice": held.source.notice,
            "thumb": -1 if thumb is None else at,
        }
        return told, () if thumb is None else (thumb,)

    def all_json(self, *, start: int) -> tuple[list[JSON], tuple[bytes, ...]]:
        """The sources of the form, and its mask, as the page shows them."""
        form = self._state.form
        listed, buffers = list[JSON](), tuple[bytes, ...]()
        for key in (*form.sources, *filter(None, [form.mask])):
            if (held := self._state.held.get(key)) is not None:  # another thread may forget it
                told, thumb = self.json(held, at=start + len(buffers))
                listed.append(told)
                buffers += thumb
        return listed, buffers

    def _thumbnail(self, held: Held) -> bytes | None:
        if held.picture is not None:
            return self._cards.thumbnail(held.picture)
        if held.source.data is None:
            return None
        image = pixels.decoded(held.source.data, side=SMALL)
        return pixels.thumbnail(image, side=SMALL, max_bytes=16_000)

    def _replied(self, held: Held, **more: JSON) -> Reply:
        told, buffers = self.json(held, at=0)
        return Reply({**more, "source": told}, buffers)

    def _added(self, message: Message) -> Reply:
        """A picture of the gallery, a path, an address, a number or the name of a variable."""
        if "picture" in message.fields:
            picture = self._cards.picture(message.picture("picture"))
            with beside("sources"):
                return self._replied(self.hold(picture))
        text = message.text("text", most=2_000).strip()
        if not text:
            raise FieldError(
                "There is no source.", advice="Type a path, an address or a name.", field="sources"
            )
        with beside("sources"):
            (found, *more) = referred(text, in_notebook(), self._studio)
        if more:
            raise FieldError(
                f"{text} is several pictures.", advice=f"Pick one, as in {text}[0].", field="sources"
            )
        return self._replied(self._keep(found, word(text), self._picture_of(found)))

    def _begun(self, message: Message) -> Reply:
        size = message.count("size", most=2**40)
        name = PurePath(message.text("name", most=MAX_NAME).replace("\\", "/")).name or "picture"
        if not 0 < size <= UPLOAD:
            told = f"{name} has {size / 2**20:.1f} MB." if size else f"{name} is empty."
            advice = f"At most {UPLOAD // 2**20} MB arrive." if size else "Choose another file."
            raise FieldError(told, advice=advice, field="sources")
        while len(self._uploads) >= MAX_UPLOADS:  # the oldest was given up
            del self._uploads[next(iter(self._uploads))]
        upload = new_id()
        note = (
            f"{name} was scaled down here, {shrunk}." if (shrunk := message.text("shrunk", most=80)) else ""
        )
        self._uploads[upload] = _Upload(name, size, message.flag("is_mask"), note)
        return Reply({"upload": upload})

    def _piece(self, message: Message) -> Reply:
        key = message.text("upload", most=MAX_NAME)
        upload = self._uploads.get(key)
        if upload is None or not message.buffers or len(message.buffers[0]) > PIECE:
            raise UnknownMessageError("A piece of an upload came that belongs to none.")
        if message.count("index", most=1000) != len(upload.pieces):
            del self._uploads[key]
            raise FieldError(f"{upload.name} did not arrive whole.", advice="Add it again.", field="sources")
        upload.pieces.append(message.buffers[0])
        if upload.received > upload.size:
            del self._uploads[key]
            raise FieldError(f"{upload.name} is not what was told.", advice="Add it again.", field="sources")
        if upload.received < upload.size:
            return Reply({"received": upload.received})
        del self._uploads[key]
        with beside("sources"):
            held = self._uploaded(upload)
        return self._replied(held, received=upload.received)

    def _uploaded(self, upload: _Upload) -> Held:
        """What has arrived, kept in the gallery, so that a cell can name it."""
        found = of_bytes(b"".join(upload.pieces), name=_MASK if upload.is_mask else upload.name)
        found = replace(found, notice=" ".join(filter(None, [upload.note, found.notice])))
        kept = self._cards.gallery
        return self._keep(found, kept_reference(kept, found), None)

    def _image(self, message: Message) -> Reply:
        held = self._state.held.get(message.text("key", most=MAX_NAME))
        if held is None or held.source.data is None:
            raise FieldError("The picture is not here.", advice="A region needs its bytes.", field="region")
        record = held.source.record
        told = {"mime": record.mime_type, "name": record.name, "width": record.width, "height": record.height}
        return Reply(told, (held.source.data,))


def kept_reference(gallery: Gallery | None, found: Source) -> str | None:
    """What `-i` of a cell takes: an address, or where the gallery keeps the bytes, seen from the notebook."""
    if gallery is not None and found.data is not None:
        with suppress(GalleryError):  # one that can only be read: the source itself is well
            return file_word(path_in_cell(gallery.sources.keep(found.data, found.record.name)))
    return word(found.record.url or found.record.name)

"""Sources of a panel: pictures, files, addresses and variables that it holds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from imagine_nb.cell_text import file_word, word
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.places import path_in_cell
from imagine_nb.panels.cards import SMALL
from imagine_nb.panels.form import Held, beside
from imagine_nb.panels.messages import MAX_NAME, FieldError, Message, Reply
from imagine_nb.panels.notebook import in_notebook
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.uploading import Uploaded
from imagine_nb.picture_files import pixels
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import JSON, new_id
from imagine_nb.references.references import referred
from imagine_nb.sources import ImageLike, Source, of_bytes, source

MAX_HELD = 100
_MASK = "mask"


class Holding:
    """What a panel holds as sources; verbs `source` and `source_image`."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._state, self._cards = shared.studio, shared.state, shared.cards
        self.verbs = {"source": self._added}
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

    def _replied(self, held: Held) -> Reply:
        told, buffers = self.json(held, at=0)
        return Reply({"source": told}, buffers)

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

    def take(self, upload: Uploaded) -> Reply:
        """A picture that was uploaded, kept in the gallery, so that a cell can name it."""
        return self._replied(self._uploaded(upload, name=upload.name))

    def take_mask(self, upload: Uploaded) -> Reply:
        """The same of a mask."""
        return self._replied(self._uploaded(upload, name=_MASK))

    def _uploaded(self, upload: Uploaded, *, name: str) -> Held:
        found = of_bytes(upload.data, name=name)
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

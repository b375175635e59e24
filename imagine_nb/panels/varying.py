"""Vary: the form of the request that made a picture, its sources held anew."""

from __future__ import annotations

from dataclasses import replace

from imagine_nb.errors import InputError
from imagine_nb.panels.form import Form, Held, form_of
from imagine_nb.panels.holding import Holding
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared
from imagine_nb.pictures import Picture
from imagine_nb.placeholders import literal
from imagine_nb.records import Recorded, SourceRecord
from imagine_nb.regions import box_of, edit_of, is_region, mask_of
from imagine_nb.settings import ON_THE_WIRE
from imagine_nb.sources import picture_source


class Varying:
    """Forms of pictures that were made before; verb `vary`."""

    def __init__(self, shared: Shared, holding: Holding) -> None:
        self._state, self._cards, self._holding = shared.state, shared.cards, holding
        self.verbs = {"vary": self._vary}

    def _vary(self, message: Message) -> Reply:
        self._state.form = self.form_of(self._cards.picture(message.picture()))
        sources, buffers = self._holding.all_json(start=0)
        return Reply({"form": self._state.form.json(), "sources": sources}, buffers)

    def form_of(self, picture: Picture) -> Form:
        """The form of the request that made a picture. Raises InputError where that or a source is gone."""
        kept = self._cards.gallery
        if kept is None or picture.path is None:
            raise InputError("The request of this picture is not kept.", advice="Write its prompt anew.")
        recorded = kept.recorded(picture.record.request_id)
        if not is_region(picture.record):
            return self._form(recorded)
        request = recorded.request
        edit, mask, box = edit_of(request), mask_of(request), box_of(request)
        if edit is None:
            raise InputError("The edit of this picture is not kept.", advice="Write its prompt anew.")
        return replace(
            self._form(kept.recorded(kept[edit].request_id)),
            mask=None if mask is None else self._held(mask).key,
            region=None if box is None else ",".join(map(str, box)),
        )

    def _form(self, recorded: Recorded) -> Form:
        request = recorded.request
        told = {
            **{row.name: request.parameters.get(row.name) for row in ON_THE_WIRE},
            "prompt": literal(request.sent),
            "sources": [self._held(each).key for each in request.sources],
            "count": request.parameters.get("n", 1),
            "model": request.model,
        }
        return form_of(Message("", "vary", told))  # what a gallery holds is no more trusted than a page

    def _held(self, record: SourceRecord) -> Held:
        """A source of that request, as it was sent."""
        kept = self._cards.gallery
        if record.picture_id is not None and kept is not None:
            found = kept.pictures([record.picture_id])
            if found and kept.has(found[0]):
                return self._holding.hold(picture_source(found[0], kept.data(found[0])))
        if record.url is not None:
            return self._holding.hold(record.url, name=record.name)
        data = None if kept is None or record.sha256 is None else kept.sources.data(record.sha256)
        if data is None:
            raise InputError(f"{record.name} is not kept.", advice="Add it again, and write the prompt anew.")
        return self._holding.hold(data, name=record.name)

"""First message of a panel: who answers, what can be set and at what price, and the panel's state."""

from __future__ import annotations

from typing import get_args

from imagine_nb.engines import ENGINES
from imagine_nb.errors import AuthenticationError, ImagineError, InputError
from imagine_nb.gallery.search import Sort
from imagine_nb.keys import checked_key
from imagine_nb.money import TICKS_PER_USD, cost
from imagine_nb.panels.asking import Asking
from imagine_nb.panels.creating import Creating
from imagine_nb.panels.following import Following
from imagine_nb.panels.holding import Holding
from imagine_nb.panels.jobs import Jobs
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.tabling import Tabling
from imagine_nb.panels.uploading import PIECE, UPLOAD
from imagine_nb.prices import IMAGE_MODELS, MOST_SOURCES, ImageModel
from imagine_nb.records import JSON
from imagine_nb.settings import ASPECT_RATIO, CHAT_MODELS, MAX_PICTURES, QUALITY, RESOLUTION
from imagine_nb.sources import MAX_SIDE

_RESULTS_AT_ONCE = 12  # groups that a new view is sent; the gallery holds the rest


class Greeting:
    """What a view is told when it opens; verbs `hello` and `key`."""

    def __init__(
        self,
        shared: Shared,
        *,
        holding: Holding,
        creating: Creating,
        asking: Asking,
        following: Following,
        tabling: Tabling,
        jobs: Jobs,
    ) -> None:
        self._studio, self._state, self._page = shared.studio, shared.state, shared.page
        self._cards = shared.cards
        self._holding, self._creating, self._asking = holding, creating, asking
        self._following, self._tabling, self._jobs = following, tabling, jobs
        self.verbs = {"key": self._key}
        self.looks = {"hello": self._hello}

    def _hello(self, message: Message) -> Reply:  # noqa: ARG002 - every verb is given its message
        self._following.begin()  # before the look, so that what happens meanwhile is told
        state, buffers = self.state_json()
        keeps = self._cards.gallery is not None
        return Reply({"engine": self._engine(), "keeps": keeps, **tables(), "state": state}, buffers)

    def _engine(self) -> dict[str, JSON]:
        try:
            facts = ENGINES[self._studio.answering]
            introduction, lacks_key = self._studio.introduction(), self._studio.lacks_key
        except ImagineError as error:  # no key where one is needed, a gallery that cannot be read
            no_key = isinstance(error, (AuthenticationError, InputError))
            return _engine_json("", str(error), is_billed=True, needs_key=no_key)
        named = facts.label or facts.speaker.removeprefix("The ")
        return _engine_json(
            facts.name, introduction, label=named, is_billed=facts.is_billed, needs_key=lacks_key
        )

    def state_json(self) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """The panel's state as the page shows it, and its thumbnails."""
        state = self._state
        sources, buffers = self._holding.all_json(start=0)
        results, made = self.results_json(start=len(buffers))
        turns, asked = self.turns_json(start=len(buffers) + len(made))
        buffers += made + asked
        about, more = self._cards.cards(self._cards.known(state.about), start=len(buffers))
        tabled, run = self._tabling.state_json(start=len(buffers) + len(more))
        return {
            "form": state.form.json(),
            "sources": sources,
            **results,
            "view": state.view,
            "selected": list(state.selected),
            **turns,
            "about": about,
            "tabled": tabled,
            "jobs": [each.json() for each in self._jobs.running],
        }, buffers + more + run

    def results_json(self, *, start: int = 0) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """The newest results under `results`; their thumbnails are the buffers from `start` on."""
        results, buffers = list[JSON](), tuple[bytes, ...]()
        for group in self._state.groups[:_RESULTS_AT_ONCE]:
            told, more = self._creating.group_json(group, start=start + len(buffers))
            results.append(told)
            buffers += more
        return {"results": results}, buffers

    def turns_json(self, *, start: int = 0) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """The conversation under `turns`, in the same way."""
        turns, buffers = list[JSON](), tuple[bytes, ...]()
        for turn in tuple(self._state.turns):
            told, more = self._asking.turn_json(turn, start=start + len(buffers))
            turns.append(told)
            buffers += more
        return {"turns": turns}, buffers

    def _key(self, message: Message) -> Reply:
        """A key for this kernel's memory; it is in no trait, no state and no answer."""
        self._studio.use_key(checked_key(message.text("value", most=500).strip(), source="the panel"))
        told = self._engine()
        self._page.tell("engine", {"engine": told})
        return Reply({"engine": told})


def tables() -> dict[str, JSON]:
    """What can be set, of which values, and within which limits: the page knows none of it by itself."""
    limits = {
        "count": MAX_PICTURES,
        "piece": PIECE,
        "upload": UPLOAD,
        "side": MAX_SIDE,
        "sources": MOST_SOURCES.max_sources,
    }
    return {
        "models": [_model_json(each) for each in IMAGE_MODELS],
        "chat_models": list(CHAT_MODELS),
        "sorts": [{"name": each, "label": each.capitalize()} for each in get_args(Sort)],
        "limits": limits,
    }


def _model_json(model: ImageModel) -> dict[str, JSON]:
    least, most = min(model.outputs.values()), max(model.outputs.values())
    dollars = [cost(round(each * TICKS_PER_USD)) for each in dict.fromkeys((least, most))]
    return {
        "name": model.name,
        "label": model.name,
        "price": f"{' to '.join(dollars)} a picture, {cost(round(model.input_usd * TICKS_PER_USD))} a source",
        "max_sources": model.max_sources,
        "ratios": list(ASPECT_RATIO.values_of(model.family)),
        "resolutions": list(RESOLUTION.values_of(model.family)),
        "qualities": list(QUALITY.values_of(model.family)),
    }


def _engine_json(
    name: str, introduction: str, *, label: str = "", is_billed: bool = False, needs_key: bool = False
) -> dict[str, JSON]:
    told = {"name": name, "label": label or "No engine", "introduction": introduction}
    return {**told, "is_billed": is_billed, "needs_key": needs_key}

"""Completion in a panel's prompt: the names of the notebook that may stand in braces."""

from __future__ import annotations

from imagine_nb.panels.messages import MAX_NAME, Message, Reply
from imagine_nb.panels.notebook import in_notebook
from imagine_nb.records import JSON
from imagine_nb.references.offers import Offer, offers


class Completing:
    """Names that may stand in braces; verb `complete`."""

    def __init__(self) -> None:
        self.looks = {"complete": self._complete}

    def _complete(self, message: Message) -> Reply:
        begun = message.text("text", most=MAX_NAME)
        return Reply({"names": [_json(each) for each in offers(in_notebook(), beginning=begun)]})


def _json(offer: Offer) -> dict[str, JSON]:
    picture = "" if offer.picture is None else offer.picture.id
    return {"name": offer.name, "what": offer.words, "picture": picture}

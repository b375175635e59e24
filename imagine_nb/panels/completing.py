"""Completion in a panel's prompt: the names of the notebook that may stand in braces."""

from __future__ import annotations

from imagine_nb.panels.messages import MAX_NAME, Message, Reply
from imagine_nb.panels.notebook import in_notebook
from imagine_nb.panels.state import State
from imagine_nb.records import JSON
from imagine_nb.references.offers import MOST, Offer, offers


class Completing:
    """Names that may stand in braces; verb `complete`. In a table's prompt its columns come first."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.looks = {"complete": self._complete}

    def _complete(self, message: Message) -> Reply:
        begun = message.text("text", most=MAX_NAME)
        columns = self._columns(begun) if message.flag("in_table") else []
        taken = {each["name"] for each in columns}
        others = [_json(each) for each in offers(in_notebook(), beginning=begun) if each.name not in taken]
        return Reply({"names": [*columns, *others]})

    def _columns(self, begun: str) -> list[dict[str, JSON]]:
        found = self._state.table
        if found is None:
            return []
        names = [each for each in found.rows.columns if each.lower().startswith(begun.lower())]
        return [{"name": each, "what": "column", "picture": ""} for each in names[:MOST]]


def _json(offer: Offer) -> dict[str, JSON]:
    picture = "" if offer.picture is None else offer.picture.id
    return {"name": offer.name, "what": offer.words, "picture": picture}

"""Drafts: the orders that each row of a table becomes, made when its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from imagine_nb.chat import Conversation
from imagine_nb.config import Target
from imagine_nb.studio.bulk.filling import Filling
from imagine_nb.studio.chats import Begun, prepared
from imagine_nb.studio.plans import answered_as, image_orders
from imagine_nb.wire.order import Order


@dataclass(frozen=True, slots=True)
class Draft:
    """What makes a row's orders, of pictures or of an answer; each row is a question of its own."""

    filling: Filling
    target: Target
    model: str
    is_answer: bool = False

    @property
    def is_heavy(self) -> bool:
        """Whether it takes files to be read."""
        return self.filling.is_heavy

    def text(self, values: Mapping[str, Any]) -> str:
        """The prompt or the question of a row. Raises InputError where a cell that it needs is empty."""
        return self.filling.text_of(values)

    def orders(self, values: Mapping[str, Any]) -> list[Order]:
        """The requests of a row. Raises InputError for what would be refused, SourceError for a picture."""
        options: Any = self.filling.options_of(values)
        text = self.text(values)
        if self.is_answer:
            made = [prepared(text, Begun(Conversation(self.model)), self.target, options).order]
        else:
            made = image_orders(text, self.target, options, model=self.model)
        return [answered_as(order, options) for order in made]

"""Sending: what orders bring, as pictures and answers of a studio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from imagine_nb.answers import Answer
from imagine_nb.budget import Hold
from imagine_nb.exchange.exchange import OnText
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery
from imagine_nb.loop import Job
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.studio.chats import Chats, Question
from imagine_nb.studio.orders import Orders
from imagine_nb.studio.plans import Found, Plan
from imagine_nb.studio.results import Shows, pictures_of
from imagine_nb.wire.order import Order

OnPictures = Callable[[Pictures], object]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where orders are sent from, and what they bring is kept: an engine's way, and one gallery or none."""

    orders: Orders
    gallery: Gallery | None
    studio: Shows

    def job(self, plan: Plan, holds: Sequence[Hold | None], on_pictures: OnPictures | None) -> Job[Pictures]:
        """The pictures of every order of a plan, under way; `holds` are their prices, set aside."""
        arrived: list[Picture] = []

        def arrive(made: Pictures) -> None:
            arrived.extend(made)
            if on_pictures is not None:
                on_pictures(made)

        return Job(self._all(plan, holds, arrive), stopped=lambda: plan.stopped(len(arrived)))

    async def _all(self, plan: Plan, holds: Sequence[Hold | None], on_pictures: OnPictures) -> Pictures:
        """The pictures of every order, in order; where one fails, the others are finished first."""

        async def imagined(order: Order, kept: Found, hold: Hold | None) -> Pictures:
            received = await self.orders.pictures(order, kept, self.gallery, hold=hold)
            made = self.shown(await self.orders.set_in(received, order, self.gallery))
            on_pictures(made)
            return made

        each = [imagined(*row) for row in zip(plan.orders, plan.kept, holds, strict=True)]
        # the others are waited for: they are paid for, and are kept
        results = await asyncio.gather(*each, return_exceptions=True)
        made = []
        for result in results:
            if isinstance(result, BaseException):
                raise result
            made.append(result)
        return made[0] if len(made) == 1 else Pictures([picture for each in made for picture in each])

    def shown(self, received: Sequence[Received]) -> Pictures:
        """The pictures in what came, as the studio's."""
        return Pictures([picture for each in received for picture in pictures_of(each, self.studio)])

    async def answered(self, order: Order, asked: Question, chats: Chats, on_text: OnText | None) -> Answer:
        """The answer to a question, from which its chat goes on."""
        kept: Found = None
        if self.gallery is not None:
            order, kept = self.orders.looked_for(order, self.gallery)
        received = await self.orders.answer(order, kept, self.gallery, on_text)
        record = received.recorded.answer
        assert record is not None  # noqa: S101 - an order of an answer brings one
        told = chats.answered(asked, record, is_reused=bool(received.badge))
        notice = " ".join(filter(None, (told, received.notice)))
        return Answer(record, order.sources, badge=received.badge, notice=notice)

"""Everything a user can do: one core behind cells, panels and functions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import Unpack

from imagine_nb import loop
from imagine_nb.budget import Budget
from imagine_nb.chat import Conversation, ImagePart, user
from imagine_nb.config import Key, Target, engine_name, target
from imagine_nb.engines import AUTO
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery import Gallery, Kept, opened
from imagine_nb.loop import Job
from imagine_nb.options import AskOptions, HasConversation, ImagineOptions, check_names
from imagine_nb.pictures import Answer, Picture, Pictures
from imagine_nb.records import JSON, PictureRecord
from imagine_nb.settings import CHAT_MODEL, DETAIL, IMAGE_MODEL, picture_settings
from imagine_nb.sources import Source, sources
from imagine_nb.studio.again import repeated
from imagine_nb.studio.notices import introduction, say
from imagine_nb.studio.orders import OnText, Order, Orders, Plan, Served, counts, within
from imagine_nb.suggestions import checked
from imagine_nb.wire.chat_settings import Settings, settings_body, settings_fields
from imagine_nb.wire.images import Ask, image_ask


class Studio:
    """Makes, edits, combines and questions pictures, and keeps them in one gallery.

    `engine` is `auto` (the API where there is a key; else what was recorded of it, and the print shop for
    the rest), `xai`, `print-shop` or `replay` (the gallery alone); `api_key`, else `XAI_API_KEY`; `base_url`,
    else `XAI_BASE_URL`. `gallery` is a folder or a Gallery, None for the notebook's own, False for none.
    `model` and `chat_model` are defaults; `timeout` is in seconds, `budget` in US dollars.
    """

    def __init__(
        self,
        *,
        engine: str = AUTO,
        api_key: str | Key | None = None,
        base_url: str | None = None,
        gallery: Kept = None,
        model: str = IMAGE_MODEL,
        chat_model: str = CHAT_MODEL,
        timeout: float | None = None,
        budget: float | Budget | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self.engine = engine
        self.model = model
        self.chat_model = chat_model
        self._key = api_key
        self._base_url = base_url
        self._kept = gallery
        self._notify = notify or say
        self._orders = Orders(lambda: self._gallery, timeout=timeout, budget=budget)
        self._chats: dict[str, Conversation] = {}
        self._told: set[str] = set()
        self._latest: Order | None = None

    def __repr__(self) -> str:
        where = "no gallery" if self._gallery is None else repr(self._gallery)
        return f"<Studio {self._target().engine} · {where}>"

    @property
    def gallery(self) -> Gallery:
        """Where everything is kept; raises GalleryError where nothing is."""
        if self._gallery is None:
            raise GalleryError("This studio keeps nothing.", advice="Make one with gallery=None or a folder.")
        return self._gallery

    @cached_property
    def _gallery(self) -> Gallery | None:
        return opened(self._kept)

    def close(self) -> None:
        """End the connections; the next request opens new ones."""
        loop.run(self._orders.aclose())

    @property
    def answering(self) -> str:
        """The engine that answers now: `xai`, `print-shop` or `replay`."""
        return self._target().engine

    @property
    def is_billed(self) -> bool:
        """Whether what is asked now costs money."""
        return self._target().facts.is_billed

    def introduction(self, to: Target | None = None) -> str:
        """Who answers and where pictures are kept, in words; from now on that counts as said."""
        to = to or self._target()
        self._told.add(to.engine)
        return introduction(to, self._gallery, replays=self._replays())

    def _introduce(self, to: Target) -> None:
        if to.engine not in self._told:
            self._notify(self.introduction(to))

    def use_key(self, key: Key | None) -> None:
        """Use this key from now on, in memory alone; None goes back to the environment's."""
        self._key = key

    def imagine(self, prompt: str, **options: Unpack[ImagineOptions]) -> Pictures:
        """Pictures made from a prompt, or edited or combined where there are `images`.

        See `ImagineOptions`. Raises InputError for what would be refused, with nothing sent; ModeratedError
        for what was refused; APIError where it failed.
        """
        return self.start_imagine(prompt, **options).result()

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer:
        """The answer to a question about pictures, or to a follow-up in a `chat`. See `AskOptions`."""
        return self.start_ask(question, **options).result()

    def start_imagine(self, prompt: str, **options: Unpack[ImagineOptions]) -> Job[Pictures]:
        """The same as `imagine`, at once: a job to wait for or to cancel. Bad options raise here."""
        return self.start(self.plan(prompt, **options))

    def plan(self, prompt: str, **options: Unpack[ImagineOptions]) -> Plan:
        """What `imagine` would send, and its price; nothing is sent. Raises what stands in its way."""
        check_names(options, ImagineOptions.__annotations__)
        found = sources(options.get("images", ()))
        parts = [self._image_ask(prompt, found, n, options) for n in counts(options.get("n", 1))]
        orders = [self._order(ask, options, at_least=number) for number, ask in enumerate(parts, 1)]
        plan = self._orders.plan(orders, options.get("on_pictures"))
        return within(plan, options.get("budget"))

    def start(self, plan: Plan) -> Job[Pictures]:
        """Send what was planned."""
        self._introduce(plan.orders[0].to)
        self._latest = plan.orders[-1]
        return Job(self._all_imagined(plan))

    def _image_ask(self, prompt: str, found: tuple[Source, ...], n: int, options: ImagineOptions) -> Ask:
        return image_ask(
            prompt,
            target=self._target(options.get("engine")),
            model=options.get("model") or self.model,
            sources=found,
            n=n,
            typed=options.get("typed"),
            **picture_settings(options),
        )

    def start_ask(self, question: str, **options: Unpack[AskOptions]) -> Job[Answer]:
        """The same as `ask`, at once: a job to wait for or to cancel. Bad options raise here."""
        check_names(options, AskOptions.__annotations__)
        chat = self._conversation(options)
        detail = checked(DETAIL.label, options.get("detail"), DETAIL.values) or DETAIL.values[0]
        found = sources(options.get("images", ()))
        if not found and not chat.messages:
            raise InputError(
                "There is no picture to ask about.", advice="Name one with images=, -i NAME or {NAME}."
            )
        parameters = {**chat.parameters, **_settings(options)}
        model = options.get("model") or chat.model
        going = replace(chat, model=model, parameters=parameters, messages=[*chat.messages])
        going.append(user(*(ImagePart(each, detail) for each in found), question))
        to = self._target(options.get("engine"))
        order = self._order(going.ask(target=to, typed=options.get("typed")), options)
        self._introduce(to)
        return Job(self._answered(order, chat, going, options.get("on_text")))

    def again(self, picture: Picture | None = None) -> Pictures:
        """Another take of a picture's request, None for the newest request of this studio.

        The same cell shows this one from then on. Raises InputError where there is nothing to repeat, or
        where a source was not the gallery's.
        """
        return self.start_again(picture).result()

    def start_again(self, picture: Picture | None = None) -> Job[Pictures]:
        """The same as `again`, at once."""
        order = self._latest if picture is None else self._order_of(picture)
        if order is None:
            raise InputError("There is nothing to repeat yet.", advice="Run a cell with %%imagine first.")
        return self.start(Plan((replace(order, fresh=True, to_stay=True),)))

    def _order_of(self, picture: Picture) -> Order:
        request = self.gallery.recorded(picture.record.request_id).request
        to = self._target()
        return Order(repeated(request, gallery=self.gallery, to=to), to, slot=request.take)

    def _order(self, ask: Ask, options: ImagineOptions | AskOptions, *, at_least: int = 1) -> Order:
        to = self._target(options.get("engine"))
        slot = max(
            self._orders.takes.slot(ask.request.key), at_least
        )  # parts of one call never draw the same
        replays = not to.facts.is_billed and self._replays(options.get("engine"))
        return Order(ask, to, slot, fresh=bool(options.get("fresh")), replays=replays)

    def _replays(self, engine: str | None = None) -> bool:
        """Whether what was recorded of the API answers where there is no key for it."""
        return engine_name(engine or self.engine) == AUTO

    def picture(self, record: PictureRecord) -> Picture:
        """The picture of a record of the gallery."""
        return Picture(record, self.gallery.path(record), partial(self.gallery.data, record), self)

    @property
    def last(self) -> Picture | None:
        """The newest picture of the gallery; None where it holds none."""
        record = self.gallery.last
        return None if record is None else self.picture(record)

    async def _all_imagined(self, plan: Plan) -> Pictures:
        """The pictures of every order, in order; where one fails, the others are finished first."""

        async def imagined(order: Order) -> Pictures:
            made = await self._imagined(order)
            if plan.on_pictures is not None:
                plan.on_pictures(made)
            return made

        results = await asyncio.gather(*map(imagined, plan.orders), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return Pictures([picture for made in results if isinstance(made, Pictures) for picture in made])

    async def _imagined(self, order: Order) -> Pictures:
        served = await self._orders.pictures(order)
        records = served.received.recorded.pictures
        return Pictures([self._picture(served, index) for index in range(len(records))])

    def _picture(self, served: Served, index: int) -> Picture:
        received = served.received
        record = received.recorded.pictures[index]
        if not record.path:  # kept in no gallery
            data = received.data[index]
            return Picture(record, None, lambda: data, self, notice=received.notice)
        return replace(self.picture(record), badge=served.badge, notice=received.notice)

    async def _answered(
        self, order: Order, chat: Conversation, going: Conversation, on_text: OnText | None
    ) -> Answer:
        served = await self._orders.answer(order, on_text)
        record = served.received.recorded.answer
        assert record is not None  # noqa: S101 - the desk serves an answer with one
        answer = Answer(record, order.ask.sources, badge=served.badge, notice=served.received.notice)
        going.append(answer)
        chat.become(going)
        if chat.name is not None:
            self._chats[chat.name] = chat
        return answer

    def _conversation(self, options: AskOptions) -> Conversation:
        """The conversation that a question goes on with; a new one has its name once it is answered."""
        chat = options.get("chat")
        if isinstance(chat, HasConversation):
            return chat.conversation
        under_way = None if chat is None or options.get("new") else self._chats.get(chat)
        return under_way or Conversation(self.chat_model, settings_body({}), name=chat)

    def forget(self, chat: str) -> None:
        """Let a conversation begin anew."""
        self._chats.pop(chat, None)

    @property
    def chats(self) -> tuple[str, ...]:
        """The names of the conversations."""
        return tuple(self._chats)

    def _target(self, engine: str | None = None) -> Target:
        return target(engine=engine or self.engine, api_key=self._key, base_url=self._base_url)


def _settings(options: AskOptions) -> dict[str, JSON]:
    """The settings of a question that were given, as the API's body has them."""
    return settings_fields({name: options[name] for name in Settings.__annotations__ if name in options})  # type: ignore[literal-required]

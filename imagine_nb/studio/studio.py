"""The studio: everything a user can do, one core behind cells, panels and functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Unpack

from imagine_nb import loop
from imagine_nb.answers import Answer
from imagine_nb.budget import Budget, let_go
from imagine_nb.config import Target, given_address, given_key, target
from imagine_nb.durations import Duration
from imagine_nb.engines import AUTO, ENGINES
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import Gallery, Kept, opened
from imagine_nb.gallery.places import IS_OUTSIDE
from imagine_nb.keys import Key
from imagine_nb.loop import Job
from imagine_nb.notice import say
from imagine_nb.options import AskOptions, DescribeOptions, ImagineOptions, check_names
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.records import PictureRecord
from imagine_nb.settings import CHAT_MODEL, IMAGE_MODEL
from imagine_nb.studio.again import nothing_yet, ordered_again, recorded_again
from imagine_nb.studio.alt_texts import AltTexts, Several
from imagine_nb.studio.chats import Begun, Chats, prepared
from imagine_nb.studio.last import Last
from imagine_nb.studio.notices import introduction
from imagine_nb.studio.orders import Orders
from imagine_nb.studio.plans import Plan, answered_as, image_orders, joined, set_aside, within
from imagine_nb.studio.regions import region_notice
from imagine_nb.studio.sending import Desk, OnPictures
from imagine_nb.studio.tables import Tables
from imagine_nb.wire.order import Order

if TYPE_CHECKING:
    from imagine_nb.bulk.results import Results
    from imagine_nb.studio.bulk.many import Many


class Studio(Tables):
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
        timeout: Duration | None = None,
        budget: float | Budget | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self.engine, self.model, self.chat_model = engine, model, chat_model
        self._base_url = given_address(base_url)
        self._key = given_key(api_key, base_url=self._base_url)
        self._kept, self._notify = gallery, notify or say
        self._orders = Orders(timeout=timeout, budget=budget, tell=self._notify)
        self._chats, self._last = Chats(), Last()
        self._told: set[str] = set()
        self.latest: tuple[Plan, ...] = ()  # what the newest call of a cell sent, or showed again

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
        gallery = opened(self._kept)
        self._orders.settle(gallery)
        return gallery

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self._orders, self._gallery, self)

    @cached_property
    def _many(self) -> Many:
        from imagine_nb.studio.bulk.many import Many  # most notebooks have no table

        return Many(lambda: self._desk, self._target, self._introduce, self._notify)

    def close(self) -> None:
        """End the connections; the next request opens new ones."""
        loop.run(self._orders.aclose())

    @property
    def answering(self) -> str:
        """The engine that answers now: `xai`, `print-shop` or `replay`."""
        return self.who_answers()

    def who_answers(self, engine: str | None = None) -> str:
        """The engine that answers a request with this `engine=`."""
        return self._target(engine).engine

    @property
    def is_billed(self) -> bool:
        """Whether what is asked now costs money."""
        return ENGINES[self._target().engine].is_billed

    @property
    def lacks_key(self) -> bool:
        """Whether nothing can be asked now before there is a key."""
        return self._target().lacks_key

    def introduction(self, to: Target | None = None) -> str:
        """Who answers and where pictures are kept, in words; from now on that counts as said."""
        to = to or self._target()
        self._told.add(to.engine)
        return introduction(to, self._gallery, replays=to.is_auto)

    def _introduce(self, to: Target) -> None:
        if to.engine not in self._told:
            self._notify(self.introduction(to))

    def use_key(self, key: Key | None) -> None:
        """Use this key from now on, in memory alone; None goes back to the environment's."""
        self._key = given_key(key, base_url=self._base_url)

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
        return self.start(self.plan(prompt, **options), on_pictures=options.get("on_pictures"))

    def plan(self, prompt: str, **options: Unpack[ImagineOptions]) -> Plan:
        """What `imagine` would send, and its price; nothing is sent. Raises what stands in its way."""
        check_names(options, ImagineOptions.__annotations__)
        made = image_orders(prompt, self._target(options.get("engine")), options, model=self.model)
        orders = [self._placed(order, options, at_least=number) for number, order in enumerate(made, 1)]
        return within(self._orders.plan(orders, self._gallery), options.get("budget"))

    def start(self, plan: Plan, *, on_pictures: OnPictures | None = None) -> Job[Pictures]:
        """Send what was planned; `on_pictures` gets those of each request as it ends."""
        return self.start_all([plan], on_pictures=on_pictures)[0]

    def start_all(
        self, plans: Sequence[Plan], *, on_pictures: OnPictures | None = None
    ) -> list[Job[Pictures]]:
        """Send several plans as one call, a job for each.

        Raises BudgetError, with nothing sent, where a budget has too little for all of them together.
        """
        self._introduce(plans[0].orders[0].target)
        now = [self._orders.current(plan, self._gallery) for plan in plans]
        held = set_aside(now)
        if not IS_OUTSIDE.get():  # %imagine_again is about what cells made
            self.latest = tuple(now)
        jobs = [self._desk.job(*each, on_pictures) for each in zip(now, held, strict=True)]
        for job, holds in zip(jobs, held, strict=True):
            job.future.add_done_callback(partial(let_go, holds))
            self._last.started(job)
        return jobs

    def start_ask(self, question: str, **options: Unpack[AskOptions]) -> Job[Answer]:
        """The same as `ask`, at once: a job to wait for or to cancel. Bad options raise here."""
        check_names(options, AskOptions.__annotations__)
        to = self._target(options.get("engine"))
        asked = prepared(question, self._begun(options.get("typed") or question, to, options), to, options)
        order = self._placed(asked.order, options)
        self._orders.settle(self._gallery)
        self._introduce(to)
        return Job(self._desk.answered(order, asked, self._chats, options.get("on_text")))

    @cached_property
    def alt_texts(self) -> AltTexts:
        """The alt texts of its pictures: as they are now, and asked for."""
        return AltTexts(self)

    def describe(self, pictures: Several | None = None, **options: Unpack[DescribeOptions]) -> Results:
        """Alt texts of pictures, None for all of the gallery: asked of the chat model, and kept with them.

        A picture that has an alt text by hand, or by the API, keeps it and is not asked about, unless with
        `fresh`; `gallery.describe(picture, "...")` gives it one by hand. See `DescribeOptions`. As
        `ask_many` it goes on where it was stopped, and with `dry_run` is a BulkPlan. Raises InputError and
        BudgetError, with nothing sent.
        """
        return self.alt_texts.written(pictures, options)

    def again(self, picture: Picture | None = None) -> Pictures:
        """Another take of a picture's request, None for the whole of the newest call of this studio.

        The same cell shows this one from then on. Raises InputError where there is nothing to repeat, or
        where a source was not the gallery's.
        """
        return self.start(self.plan_again(picture)).result()

    def plan_again(self, picture: Picture | None = None) -> Plan:
        """What `again` would send, and its price; nothing is sent."""
        if picture is None:
            return joined(self.plans_again())
        recorded = self.gallery.recorded(picture.record.request_id)
        order = recorded_again(recorded, gallery=self.gallery, to=self._target())
        return self._orders.plan([order], self._gallery)

    def plans_again(self) -> list[Plan]:
        """The plans of the newest call, to be sent again as other takes: a grid has one for each cell."""
        if not self.latest:
            raise nothing_yet()
        again = (
            [ordered_again(each, to=self._target(each.engine)) for each in p.orders] for p in self.latest
        )
        return [self._orders.plan(orders, self._gallery) for orders in again]

    def _placed(self, order: Order, options: ImagineOptions | AskOptions, *, at_least: int = 1) -> Order:
        """The order at its slot of the cell, to be answered as the options say."""
        return self._orders.placed(answered_as(order, options), at_least=at_least)

    def picture(self, record: PictureRecord, *, badge: str = "", notice: str = "") -> Picture:
        """The picture of a record of the gallery."""
        path, told = self.gallery.path_or_none(record), region_notice(record, self.gallery)
        said = " ".join(filter(None, (told, notice)))
        return Picture(record, path, partial(self.gallery.data, record), self, badge, said)

    @property
    def above(self) -> Picture | None:
        """The newest picture that this session made or showed above the cell that runs; see `Last`."""
        return self._last.picture()

    @property
    def last(self) -> Picture | None:
        """The picture `above`, else the newest of the gallery; None where that holds none."""
        if (above := self.above) is not None:
            return above
        record = self.gallery.last
        return None if record is None else self.picture(record)

    def _begun(self, typed: str, to: Target, options: AskOptions) -> Begun:
        return self._chats.begun(typed, to, options, model=self.chat_model, gallery=self._gallery)

    def goes_on(self, question: str, options: AskOptions) -> bool:
        """Whether a question, as it was typed, goes on with a chat, and so with the chat's model."""
        begun = self._begun(question, self._target(options.get("engine")), options)
        return bool(begun.conversation.messages)

    def forget(self, chat: str) -> None:
        """Let a conversation begin anew."""
        self._chats.forget(chat)

    @property
    def chats(self) -> tuple[str, ...]:
        """The names of the conversations that are under way."""
        return self._chats.names

    def _target(self, engine: str | None = None) -> Target:
        return target(engine=engine or self.engine, api_key=self._key, base_url=self._base_url)

"""Everything a user can do: one core behind cells, panels and functions."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypedDict, Unpack

from imagine_nb import loop, prices
from imagine_nb.chat import Conversation, ImagePart, Settings, settings_body, user
from imagine_nb.client import Chat, Kept, Line
from imagine_nb.config import CHAT_MODEL, IMAGE_MODEL, Key, Target, target
from imagine_nb.display import line_bundle
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.flight import Received
from imagine_nb.gallery import Gallery, href
from imagine_nb.images import Ask, image_ask
from imagine_nb.loop import Job
from imagine_nb.pictures import Answer, Picture, Pictures
from imagine_nb.records import PictureRecord
from imagine_nb.sources import ImageLike, Source, sources
from imagine_nb.takes import Takes

NO_KEY = "No key: the print shop draws these pictures, they are not Grok's. %imagine_key takes a key."


class ImagineOptions(TypedDict, total=False):
    """What `imagine` takes besides the prompt.

    `images`: one or several sources, which make it an edit (up to 3, or 5 where the model allows); anything
    image-like. `n`: how many pictures, 1 to 10. `model`, `aspect_ratio` (`16:9`), `resolution` (`1k`, `2k`),
    `quality`, `user` as the API has them. `fresh`: a new take even of a request made before. `typed`: the
    prompt before names in it were filled in.
    """

    images: ImageLike | Iterable[ImageLike]
    n: int
    model: str | None
    aspect_ratio: str | None
    resolution: str | None
    quality: str | None
    user: str | None
    fresh: bool
    typed: str | None


class AskOptions(Settings, total=False):
    """What `ask` takes besides the question.

    `images`: the pictures asked about, anything image-like. `chat`: a name or a Chat that goes on across
    cells. `detail`: `auto`, `low` or `high`. `model`, `max_tokens`, `temperature`, `top_p`,
    `reasoning_effort`, `store_messages` as the API has them. `typed`: the question before names were filled
    in. `on_text`: called with each piece of the answer as it comes, from the background thread.
    """

    images: ImageLike | Iterable[ImageLike]
    chat: str | Chat | None
    detail: str | None
    model: str | None
    typed: str | None
    on_text: Callable[[str], None] | None


class Studio:
    """Makes, edits, combines and questions pictures, and keeps them in one gallery.

    `engine` is `auto` (the API where there is a key, else the print shop), `xai` or `print-shop`; `api_key`,
    else `XAI_API_KEY`; `base_url`, else `XAI_BASE_URL`. `gallery` is a folder or a Gallery, None for the
    notebook's own, False for none. `model` and `chat_model` are defaults; `timeout` is in seconds.
    """

    def __init__(
        self,
        *,
        engine: str = "auto",
        api_key: str | Key | None = None,
        base_url: str | None = None,
        gallery: Kept = None,
        model: str = IMAGE_MODEL,
        chat_model: str = CHAT_MODEL,
        timeout: float | None = None,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self.engine = engine
        self.model = model
        self.chat_model = chat_model
        self._key = api_key
        self._base_url = base_url
        self._kept = gallery
        self._gallery = gallery if isinstance(gallery, Gallery) else None
        self._timeout = timeout
        self._notify = notify or _said
        self._lines: dict[Target, Line] = {}
        self._chats: dict[str, Conversation] = {}
        self._takes = Takes()
        self._told: set[str] = set()

    def __repr__(self) -> str:
        where = "no gallery" if self._kept is False else repr(self.gallery)
        return f"<Studio {self._target().engine} · {where}>"

    @property
    def gallery(self) -> Gallery:
        """Where everything is kept; raises GalleryError where nothing is."""
        if self._kept is False:
            raise GalleryError("This studio keeps nothing.", advice="Make one with gallery=None or a folder.")
        if self._gallery is None:
            self._gallery = self._kept if isinstance(self._kept, Gallery) else Gallery(self._kept)
        return self._gallery

    def close(self) -> None:
        """End the connections; the next request opens new ones."""
        lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            loop.run(line.aclose())

    @property
    def answering(self) -> str:
        """The engine that answers now: `xai`, `print-shop` or `replay`."""
        return self._target().engine

    def introduction(self) -> str:
        """Who answers and where pictures are kept, in words; from now on that counts as said."""
        to = self._target()
        self._told.add(to.engine)
        who = NO_KEY if to.engine == "print-shop" else f"Requests go to {to.host}."
        where = "" if self._kept is False else f" Pictures are kept in {href(self.gallery.folder)}/."
        return f"{who}{where}"

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
        line = self._line()
        found = sources(options.get("images", ()))
        ask = image_ask(
            prompt,
            target=line.to,
            model=options.get("model") or self.model,
            sources=found,
            n=options.get("n", 1),
            aspect_ratio=options.get("aspect_ratio"),
            resolution=options.get("resolution"),
            quality=options.get("quality"),
            user=options.get("user"),
            typed=options.get("typed"),
        )
        self._tell(line)
        return Job(self._imagined(line, self._taken(ask, fresh=options.get("fresh", False))))

    def start_ask(self, question: str, **options: Unpack[AskOptions]) -> Job[Answer]:
        """The same as `ask`, at once: a job to wait for or to cancel. Bad options raise here."""
        line = self._line()
        chat = self._conversation(options)
        detail = prices.checked("detail", options.get("detail"), prices.DETAILS) or "auto"
        found = sources(options.get("images", ()))
        if not found and not chat.messages:
            raise InputError(
                "There is no picture to ask about.", advice="Name one with images=, -i NAME or {NAME}."
            )
        going = replace(chat, messages=[*chat.messages])
        going.append(user(*(ImagePart(each, detail) for each in found), question))
        ask = going.ask(target=line.to, typed=options.get("typed"))
        self._tell(line)
        return Job(self._answered(line, self._taken(ask), chat, going, options.get("on_text")))

    def picture(self, record: PictureRecord, received: Received | None = None, index: int = 0) -> Picture:
        """A picture of a record: one of the gallery's, or one that has just been received."""
        notice = received.notice if received else ""
        if record.path:
            return Picture(
                record, self.gallery.path(record), partial(self.gallery.data, record), self, notice=notice
            )
        data = received.data[index] if received else b""
        return Picture(record, None, lambda: data, self, notice=notice)

    @property
    def last(self) -> Picture | None:
        """The newest picture of the gallery; None where it holds none."""
        record = self.gallery.last
        return None if record is None else self.picture(record)

    async def _imagined(self, line: Line, ask: Ask) -> Pictures:
        received = await line.exchange().pictures(ask)
        return Pictures(
            [self.picture(each, received, index) for index, each in enumerate(received.recorded.pictures)]
        )

    async def _answered(
        self,
        line: Line,
        ask: Ask,
        chat: Conversation,
        going: Conversation,
        on_text: Callable[[str], None] | None,
    ) -> Answer:
        async with contextlib.aclosing(line.exchange().answer_stream(ask)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    if on_text is not None:
                        on_text(piece)
                    continue
                received, _ = piece
                answer = _answer(received, ask.sources)
                going.append(answer)
                chat.take_over(going)
        return answer

    def _conversation(self, options: AskOptions) -> Conversation:
        chat = options.get("chat")
        if isinstance(chat, Chat):
            return chat.conversation
        model = options.get("model") or self.chat_model
        names = Settings.__annotations__
        given = settings_body({name: value for name, value in options.items() if name in names})
        if chat is None:
            return Conversation(model, given)
        return self._chats.setdefault(chat, Conversation(model, given, name=chat))

    def _taken(self, ask: Ask, *, fresh: bool = False) -> Ask:
        """The request as the take that it is: the next of its cell, or one that was never made."""
        key = ask.request.key
        take = self._takes.next(key)
        if fresh and self._kept is not False:
            take = max(take, self.gallery.last_take(key) + 1)
        return replace(ask, request=replace(ask.request, take=take))

    def _target(self) -> Target:
        return target(engine=self.engine, api_key=self._key, base_url=self._base_url)

    def _line(self) -> Line:
        to = self._target()
        if to not in self._lines:
            kept: Kept = False if self._kept is False else self.gallery
            self._lines[to] = Line(to, gallery=kept, timeout=self._timeout, max_in_flight=8)
        return self._lines[to]

    def _tell(self, line: Line) -> None:
        """Say once who draws and where pictures are kept."""
        if line.to.engine not in self._told:
            self._notify(self.introduction())


def _answer(received: Received, about: tuple[Source, ...]) -> Answer:
    record = received.recorded.answer
    assert record is not None  # noqa: S101 - the exchange finishes an answer with one
    return Answer(record, about, notice=received.notice)


def _said(text: str) -> None:
    """Show a notice: as a line of the cell's output, or on stderr outside of a notebook."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display(line_bundle(text), raw=True)
            return
    sys.stderr.write(f"{text}\n")

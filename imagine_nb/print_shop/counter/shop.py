"""The state behind one app: hosted pictures, files, stored answers, deferred requests under way."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from imagine_nb.print_shop.counter.cancellation import Threads
from imagine_nb.print_shop.counter.expiring_store import ExpiringStore
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request
from imagine_nb.print_shop.counter.stored_files import PUBLISHED, StoredFile, StoredFiles
from imagine_nb.print_shop.counter.turns import Turn

if TYPE_CHECKING:
    from starlette.requests import Request

HOSTED = "/xai-imgen/"
_API_HOST = "imgen.x.ai"  # the API's own temporary addresses look alike


_KEPT_ANSWERS = 256 * 2**20
_LEAST_WEIGHT = 2**20  # of a kept answer: there are a few hundred at most
_HOUR = 3600.0
_MONTH = 30 * 24 * _HOUR


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that can be read again and continued: its body, and the conversation up to it."""

    body: dict[str, Any]
    turns: tuple[Turn, ...]

    @property
    def weight(self) -> int:
        """Its bytes, most of which are those of its pictures and documents."""
        data = sum(len(each.data or b"") for turn in self.turns for each in turn.sources)
        data += sum(len(each.data or b"") for turn in self.turns for each in turn.documents)
        data += sum(len(item.get("result") or "") for item in self.body["output"])  # drawn, in base64
        return _LEAST_WEIGHT + data + sum(len(turn.text) for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Shop:
    """The state behind one app. `pace` is seconds per word of a streamed answer, None for the usual pace."""

    clock: Callable[[], float]
    pace: float | None
    presses: Threads  # that draw; more at the same time would only share the processor
    clerks: Threads  # that read large bodies and answer questions, which does not take long
    hosted_pictures: ExpiringStore[bytes] = field(repr=False)
    files: StoredFiles = field(repr=False)
    kept_answers: ExpiringStore[KeptAnswer] = field(repr=False)
    jobs: ExpiringStore[asyncio.Task[dict[str, Any]]] = field(repr=False)  # pictures under way
    deferred_chats: ExpiringStore[asyncio.Task[Refusal | dict[str, Any]]] = field(repr=False)

    def host(self, data: bytes) -> str:
        """The path at which `data` can be had for a while."""
        name = f"xai-tmp-imgen-{uuid4()}.jpg"
        self.hosted_pictures.put(name, data, weight=len(data))
        return HOSTED + name

    def hosted(self, url: str) -> bytes | None:
        """The bytes at one of this shop's addresses, None for any other. Refuses an expired one."""
        parts = urlsplit(url)
        if not parts.path.startswith((HOSTED, PUBLISHED)) or parts.hostname == _API_HOST:
            return None
        file = self.files.at(parts.path)
        data = self.hosted_pictures.get(parts.path.removeprefix(HOSTED)) if file is None else file.data
        if data is None:
            raise bad_request("The image at a temporary URL could not be fetched: it has expired.")
        return data

    def keep_answer(self, number: str, answer: KeptAnswer) -> None:
        """Keep an answer, so that it can be continued."""
        self.kept_answers.put(number, answer, weight=answer.weight)

    def stored_file(self, file_id: str) -> StoredFile:
        """The file of this id. Refuses an unknown one."""
        return self.files.found(file_id)

    def file(self, file_id: str) -> bytes:
        """The bytes of a file. Refuses an unknown id."""
        return self.stored_file(file_id).data


def new_shop(*, clock: Callable[[], float], pace: float | None, room: int | None = None) -> Shop:
    """An empty shop, where at most `room` pictures wait to be drawn, and as many questions."""
    return Shop(
        clock=clock,
        pace=pace,
        presses=Threads(max(2, min(4, os.cpu_count() or 2)), room=room),
        clerks=Threads(4, room=room),
        hosted_pictures=ExpiringStore(room=256 * 2**20, lifetime=_HOUR, clock=clock),
        files=StoredFiles(clock=clock),
        kept_answers=ExpiringStore(room=_KEPT_ANSWERS, lifetime=_MONTH, clock=clock),
        jobs=ExpiringStore(room=100, lifetime=24 * _HOUR, clock=clock),
        deferred_chats=ExpiringStore(room=100, lifetime=24 * _HOUR, clock=clock),
    )


def shop_of(request: Request) -> Shop:
    """The shop that a request came to."""
    shop: Shop = request.app.state.shop
    return shop

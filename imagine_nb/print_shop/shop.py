"""What one print shop holds while it is open: pictures under addresses, files, answers, orders under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from imagine_nb.print_shop.cupboard import Cupboard
from imagine_nb.print_shop.questions import Turn
from imagine_nb.print_shop.refusals import bad_request

if TYPE_CHECKING:
    from starlette.requests import Request

HOSTED = "/xai-imgen/"
_API_HOST = "imgen.x.ai"  # the API's own temporary addresses look alike


_HOUR = 3600.0
_MONTH = 30 * 24 * _HOUR


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that can be read again and continued: its body, and the conversation up to it."""

    body: dict[str, Any]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """The state behind one app. `pace` is seconds per word of a streamed answer, None for the usual pace."""

    clock: Callable[[], float]
    pace: float | None
    hosted_pictures: Cupboard[bytes] = field(repr=False)
    kept_answers: Cupboard[KeptAnswer] = field(repr=False)

    def host(self, data: bytes) -> str:
        """The path at which `data` can be had for a while."""
        name = f"xai-tmp-imgen-{uuid4()}.jpg"
        self.hosted_pictures.put(name, data, weight=len(data))
        return HOSTED + name

    def hosted(self, url: str) -> bytes | None:
        """The picture at one of this shop's addresses, None for any other. Refuses an expired one."""
        parts = urlsplit(url)
        if not parts.path.startswith(HOSTED) or parts.hostname == _API_HOST:
            return None
        data = self.hosted_pictures.get(parts.path.removeprefix(HOSTED))
        if data is None:
            raise bad_request("The image at a temporary URL could not be fetched: it has expired.")
        return data

    def file(self, file_id: str) -> bytes:
        """The bytes of an uploaded file. Refuses an unknown id."""
        raise bad_request(f"File {file_id[:80]} was not found.")


def opened(*, clock: Callable[[], float], pace: float | None) -> Shop:
    """An empty shop."""
    return Shop(
        clock=clock,
        pace=pace,
        hosted_pictures=Cupboard(room=256 * 2**20, lifetime=_HOUR, clock=clock),
        kept_answers=Cupboard(room=200, lifetime=_MONTH, clock=clock),
    )


def shop_of(request: Request) -> Shop:
    """The shop that a request came to."""
    shop: Shop = request.app.state.shop
    return shop

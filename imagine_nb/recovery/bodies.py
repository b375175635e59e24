"""Response bodies kept on disk, parsed: pictures, their addresses, an answer, or a promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.gallery.batched import InBatch, ids_of
from imagine_nb.records import Request
from imagine_nb.wire import completions_api, responses_api
from imagine_nb.wire.chat_api import ChatAPI, Listener
from imagine_nb.wire.chat_reply import ImageOutput, Reply
from imagine_nb.wire.faults import Answered, Head
from imagine_nb.wire.replies import ImagesReply, images_in, images_json, parsed_json, promised_id
from imagine_nb.wire.sse import MAX_LINE, Events

_CHAT_APIS = {api.endpoint: api for api in (responses_api.RESPONSES_API, completions_api.COMPLETIONS_API)}
_IMAGES = "/images/"


@dataclass(frozen=True, slots=True)
class Promise:
    """The API's id of a request that it works on while nobody waits."""

    request_id: str


def in_batch(request: Request) -> InBatch | None:
    """Where the API keeps the result of a request that was sent in a batch; None for any other.

    The batches of an embedded engine end with its process.
    """
    return None if ENGINES[request.engine].is_embedded else ids_of(request.parameters)


@dataclass(frozen=True, slots=True)
class Half:
    """An answer that broke off after pictures had come, which are paid for, and the error that it is."""

    text: str
    pictures: Sequence[ImageOutput]
    error: APIError


def brought(body: bytes, request: Request) -> ImagesReply | Reply | Half | Promise:
    """What the body of a 200 to this request says. Raises APIError where it is an error, or not whole."""
    answered = Head(200, engine=request.engine)
    if api := _CHAT_APIS.get(request.endpoint):
        promise = promised_id(parsed_json(body)) if request.parameters.get("deferred") else None
        return Promise(promise) if promise else _answer(body, api, answered)
    if not request.endpoint.startswith(_IMAGES):
        raise ProtocolError(f"Nobody knows how to read an answer of {request.endpoint}.")
    parsed = images_json(body)
    promised = promised_id(parsed)
    return Promise(promised) if promised and "data" not in parsed else images_in(parsed, answered)


def _answer(body: bytes, api: ChatAPI, answered: Answered) -> Reply | Half:
    if body[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return api.reply(body, answered)
    listener = api.listener(answered)
    try:
        return _streamed(body, listener)
    except APIError as error:
        if not listener.pictures:
            raise
        return Half(listener.text, listener.pictures, error)


def _streamed(body: bytes, listener: Listener) -> Reply:
    events = Events(max(MAX_LINE, len(body)))
    for event in events.fed(body):
        listener.fed(event)
        if listener.has_ended:
            return listener.ended()
    if events.trouble is not None:
        raise events.trouble
    return listener.ended()

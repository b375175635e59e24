"""Questions of the Responses API: a conversation as the JSON of `/responses`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imagine_nb import prices
from imagine_nb.config import Target
from imagine_nb.engines import ENGINES
from imagine_nb.prices import FREE, Price
from imagine_nb.records import JSON, Request
from imagine_nb.sources import Source
from imagine_nb.wire.listening import ChatAPI
from imagine_nb.wire.order import Order, check_carries_no_key, check_words
from imagine_nb.wire.outputs import AnswerStream, reply_in

RESPONSES = "/responses"


def answer_order(
    question: str,
    *,
    target: Target,
    model: str,
    messages: Sequence[JSON],
    sources: Sequence[Source] = (),
    parameters: Mapping[str, JSON] | None = None,
    history: str | None = None,
    chat: str | None = None,
    typed: str | None = None,
    whole: Order | None = None,
) -> Order:
    """A question with its conversation, ready to be sent.

    `messages` are the items of `input`; `sources` the pictures of the newest message; `history` a hash of
    all that came before it. Nothing is stored at the API unless `parameters` say `store`.
    """
    check_words(question, model, target=target)
    settings = {"store": False, **(parameters or {})}
    check_carries_no_key(settings, sources, target=target)
    request = Request(
        target.engine,
        target.base_url,
        RESPONSES,
        model,
        prompt=question if typed is None else typed,
        sent=question,
        parameters=settings,
        sources=tuple(source.record for source in sources),
        history=history,
        chat=chat,
    )
    body = {"model": model, "input": list(messages), **settings}
    price = _price(request, messages)
    return Order(request, body, target, tuple(sources), price, whole, key=request.key)


def _price(request: Request, messages: Sequence[JSON]) -> Price:
    """The estimate of an answer; text counts by its characters, each picture as one in full detail."""
    if not ENGINES[request.engine].is_billed:
        return FREE
    parts = [part for message in messages for part in _parts(message)]
    return prices.price_of_answer(
        request.model,
        characters=sum(len(part) for part in parts if isinstance(part, str)),
        n_images=sum(part is None for part in parts),
        max_tokens=request.parameters.get("max_output_tokens"),
    )


def _parts(message: JSON) -> list[str | None]:
    content = message.get("content")
    if isinstance(content, str):
        return [content]
    return [part.get("text") for part in content]


RESPONSES_API = ChatAPI(RESPONSES, lambda order: dict(order.body), {"stream": True}, reply_in, AnswerStream)

"""Questions: a conversation as the JSON of `/responses`, priced and ready to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from imagine_nb import prices
from imagine_nb.config import Target
from imagine_nb.prices import Price
from imagine_nb.records import JSON, Request, SourceRecord
from imagine_nb.sources import Source
from imagine_nb.tools import DRAWN, without_secrets
from imagine_nb.wire.order import Order, check_carries_no_key, check_words

RESPONSES = "/responses"
_READABLE = ("text/", "application/json", "application/xml", "application/x-yaml")


def answer_order(
    question: str,
    *,
    target: Target,
    model: str,
    messages: Sequence[JSON],
    sources: Sequence[Source] = (),
    documents: Sequence[SourceRecord] = (),
    parameters: Mapping[str, JSON] | None = None,
    history: str | None = None,
    chat: str | None = None,
    typed: str | None = None,
    whole: Order | None = None,
) -> Order:
    """A question with its conversation, ready to be sent.

    `messages` are the items of `input`; `sources` and `documents` the pictures and files of the newest
    message; `history` a hash of all that came before it. Nothing is stored at the API unless `parameters`
    say `store`.
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
        parameters=without_secrets(settings),
        sources=(*(source.record for source in sources), *documents),
        history=history,
        chat=chat,
    )
    body = {"model": model, "input": list(messages), **settings}
    return Order(request, body, target, tuple(sources), _price(request, messages), whole, key=request.key)


def _price(request: Request, messages: Sequence[JSON]) -> Price:
    """The estimate of an answer; text counts by its characters, each picture as one in full detail."""
    lengths = [length for message in messages for length in _lengths(message)]
    price = prices.price_of_answer(
        request.model,
        characters=sum(length for length in lengths if length is not None),
        n_images=sum(length is None for length in lengths),
        max_tokens=request.parameters.get("max_output_tokens"),
    )
    return prices.price_at(request.engine, price)


def _lengths(item: Mapping[str, JSON]) -> Iterator[int | None]:
    """The characters in each part of an item, None for a picture or a file that nobody can count."""
    if item.get("type") == DRAWN:
        yield None
        return
    for name in ("output", "arguments", "encrypted_content"):
        yield len(item.get(name) or "")
    content = item.get("content") or ""
    if isinstance(content, str):
        yield len(content)
    else:
        yield from map(_length, content)


def _length(part: Mapping[str, JSON]) -> int | None:
    if part["type"] == "input_text":
        return len(part["text"])
    is_readable = str(part.get("mime_type")).startswith(_READABLE)
    return len(part["file_data"]) * 3 // 4 if "file_data" in part and is_readable else None

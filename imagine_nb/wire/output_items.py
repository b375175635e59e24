"""Output items: the messages, the reasoning and the calls that an answer of `/responses` consists of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from imagine_nb.fields import count_in, objects, text_in
from imagine_nb.records import JSON
from imagine_nb.wire.chat_reply import (
    Citation,
    ImageOutput,
    InlineCitation,
    LogProb,
    LogProbs,
    Reply,
    ToolCall,
    ToolOutput,
)
from imagine_nb.wire.replies import MAX_NAME, MAX_URL
from imagine_nb.wire.tool_calls import function_call, output_of, picture_of, server_call

BETWEEN = "\n\n"  # thoughts, which come in parts of their own
_BEYOND = 1e9  # what no logarithm of a probability is
_OF_X = ("x.com", "twitter.com")


def reply_of(items: Sequence[JSON]) -> Reply:
    """All that these items tell. What is no item, or one of a kind that nobody knows, is left out."""
    found = _Found()
    for item in objects(items):
        found.take(item, text_in(item, "type", most=MAX_NAME) or "")
    return Reply(
        "".join(found.texts),
        reasoning=BETWEEN.join(found.thoughts),
        encrypted_content=found.sealed,
        tool_calls=tuple(found.calls),
        tool_outputs=tuple(found.outputs),
        image_outputs=tuple(found.pictures),
        citations=tuple(dict.fromkeys(found.urls)),
        inline_citations=tuple(found.cited),
        logprobs=LogProbs(tuple(found.logprobs)),
    )


@dataclass(slots=True)
class _Found:
    """What was found in the items so far."""

    texts: list[str] = field(default_factory=list)
    n_characters: int = 0
    thoughts: list[str] = field(default_factory=list)
    sealed: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    outputs: list[ToolOutput] = field(default_factory=list)
    pictures: list[ImageOutput] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    cited: list[InlineCitation] = field(default_factory=list)
    logprobs: list[LogProb] = field(default_factory=list)

    def take(self, item: dict[str, JSON], kind: str) -> None:
        if kind == "message":
            for part in objects(item.get("content")):
                self._part(part)
        elif kind == "reasoning":
            self.thoughts += _thoughts(item)
            self.sealed = text_in(item, "encrypted_content") or self.sealed
        elif kind == "function_call":
            names = (text_in(item, name, most=MAX_NAME) for name in ("call_id", "id"))
            self.calls.append(function_call(item, call_id=next(filter(None, names), None)))
        elif kind.endswith("_call"):
            self._server_call(item, kind)

    def _part(self, part: Mapping[str, JSON]) -> None:
        annotations = part.get("annotations")
        self.urls += urls_in(annotations)
        self.cited += cited_in(annotations, start=self.n_characters)
        self.logprobs += logprobs_in(part.get("logprobs"))
        text = text_in(part, "text") or text_in(part, "refusal") or ""
        self.texts.append(text)
        self.n_characters += len(text)

    def _server_call(self, item: dict[str, JSON], kind: str) -> None:
        picture, call = picture_of(item, server_call(item, kind))
        self.calls.append(call)
        if output := output_of(item, call):
            self.outputs.append(output)
        if picture is not None:
            self.pictures.append(picture)


def _thoughts(item: Mapping[str, JSON]) -> list[str]:
    """The texts of a model's reasoning; their summary where it is kept back."""
    for name in ("content", "summary"):
        if told := [text for part in objects(item.get(name)) if (text := text_in(part, "text"))]:
            return told
    return []


def urls_in(annotations: object) -> list[str]:
    """The addresses of the pages that these annotations name."""
    urls = (_address(each) for each in _citations(annotations))
    return [url for url in urls if url]


def addresses_in(value: object) -> list[str]:
    """The addresses in a list of them, as `citations` has them beside an answer."""
    listed = ({"url": each} for each in (value if isinstance(value, list) else ()))
    return [url for each in listed if (url := _address(each))]


def cited_in(annotations: object, *, start: int = 0) -> list[InlineCitation]:
    """The citations that have a place in the text, which begins at the character `start` of the answer."""
    found = []
    for each in _citations(annotations):
        first, end, url = count_in(each, "start_index"), count_in(each, "end_index"), _address(each)
        if first is None or url is None:
            continue
        page = Citation(url)
        is_post = _host(url) in _OF_X
        found.append(
            InlineCitation(
                _number(each),
                start + first,
                None if end is None else start + end,
                None if is_post else page,
                page if is_post else None,
            )
        )
    return found


def _citations(annotations: object) -> Iterator[dict[str, JSON]]:
    for each in objects(annotations):
        if each.get("type") == "url_citation":
            inner = each.get("url_citation")
            yield inner if isinstance(inner, dict) else each


def _address(citation: Mapping[str, JSON]) -> str | None:
    url = text_in(citation, "url", most=MAX_URL + 1)
    return url if url and len(url) <= MAX_URL else None


def _number(citation: Mapping[str, JSON]) -> str:
    """The number under which the text shows it, which is its title where it has one."""
    title = text_in(citation, "title", most=MAX_NAME) or ""
    return title if title.isascii() and title.isdigit() else ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def logprobs_in(value: object) -> list[LogProb]:
    """The tokens in a list of them that have a probability."""
    return [found for each in objects(value) if (found := _logprob(each))]


def _logprob(entry: Mapping[str, Any]) -> LogProb | None:
    number: Any = entry.get("logprob")
    is_told = isinstance(number, (int, float)) and isinstance(entry.get("token"), str)
    if not is_told or not -_BEYOND <= number <= _BEYOND:  # nor what is no number
        return None
    others = (_logprob({**each, "top_logprobs": None}) for each in objects(entry.get("top_logprobs")))
    top = tuple(each for each in others if each)
    return LogProb(text_in(entry, "token") or "", float(number), _raw(entry.get("bytes")), top)


def _raw(value: object) -> bytes:
    listed = value if isinstance(value, list) else []
    is_raw = all(isinstance(each, int) and 0 <= each <= 255 for each in listed)
    return bytes(listed) if is_raw else b""

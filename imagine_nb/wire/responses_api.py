"""Responses API: how `/responses` is asked, and all that its answers tell, whole or streamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from imagine_nb.fields import bill_in, count_in, object_in, text_in
from imagine_nb.records import JSON
from imagine_nb.usage import Usage
from imagine_nb.wire.chat_api import ChatAPI, cut_short, failed_stream
from imagine_nb.wire.chat_reply import CLIENT_SIDE, Delta, ImageOutput, Reply, ToolCall
from imagine_nb.wire.completion_bodies import ONLY_HERE, left_out_of_responses
from imagine_nb.wire.faults import Answered, Fault, error_from, fault_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.output_items import BETWEEN, addresses_in, cited_in, reply_of
from imagine_nb.wire.questions import RESPONSES
from imagine_nb.wire.replies import MAX_NAME, odd_answer, parsed_json
from imagine_nb.wire.tool_calls import tools_used


def reply_in(body: bytes | bytearray, answered: Answered) -> Reply:
    """The answer in the body of a 200 of `/responses`; raises APIError where it is none."""
    parsed = parsed_json(body)
    if parsed.get("status") == "failed" or (parsed.get("error") and not parsed.get("output")):
        raise error_from(fault_of(parsed), answered)
    if not isinstance(parsed.get("output"), list):
        raise odd_answer("The answer holds no text.", Usage.told(parsed).cost_in_usd_ticks)
    return _reply(parsed, reply_of(parsed["output"]))


def _reply(parsed: Mapping[str, JSON], found: Reply) -> Reply:
    """The reply in a body whose items tell what is `found`."""
    return replace(
        found,
        id=text_in(parsed, "id", most=MAX_NAME),
        model=text_in(parsed, "model", most=MAX_NAME),
        usage=Usage.told(parsed),
        stored=parsed.get("store") is True,
        finish_reason=_finish_reason(parsed, found),
        created=count_in(parsed, "created_at") or None,
        citations=tuple(dict.fromkeys([*addresses_in(parsed.get("citations")), *found.citations])),
        tools_used=tools_used(parsed),
        system_fingerprint=_name(object_in(parsed, "metadata"), "system_fingerprint"),
        service_tier=_name(parsed, "service_tier"),
    )


def _finish_reason(parsed: Mapping[str, JSON], found: Reply) -> str:
    if why := _name(object_in(parsed, "incomplete_details"), "reason"):
        return why
    if parsed.get("status") == "incomplete":
        return "length"
    if parsed.get("status") in ("queued", "in_progress", "cancelled"):  # a stored one may not have ended
        return ""
    return "tool_calls" if any(call.type == CLIENT_SIDE for call in found.tool_calls) else "stop"


def _name(told: Mapping[str, JSON], name: str) -> str:
    return text_in(told, name, most=MAX_NAME) or ""


_TEXTS = frozenset({"response.output_text.delta", "response.refusal.delta"})
_THOUGHTS = frozenset({"response.reasoning_text.delta", "response.reasoning_summary_text.delta"})
_CITED = "response.output_text.annotation.added"
_ADDED, _DONE = "response.output_item.added", "response.output_item.done"
_ARGUMENTS, _ALL_ARGUMENTS = (f"response.function_call_arguments.{each}" for each in ("delta", "done"))
_ENDINGS = frozenset({"response.completed", "response.incomplete", "response.done"})
_FAILURES = frozenset({"response.failed", "error"})
_MAX_ITEMS = 10_000  # of one output

Place = tuple[int, int]  # of a part: of which item it is, and which one of that


@dataclass(slots=True)
class AnswerStream:
    """The state of one streamed answer: `text` so far and, once the terminal event is here, the `reply`.

    Calls, what came of them and pictures are read when their item is whole.
    """

    answered: Answered
    reply: Reply | None = None
    has_ended: bool = False
    _about: Delta = field(default_factory=Delta)  # whose answer it is
    _pieces: list[str] = field(default_factory=list)
    _n_characters: int = 0
    _starts: dict[Place, int] = field(default_factory=dict)  # where in the text a part begins
    _thoughts: list[str] = field(default_factory=list)
    _thinking: tuple[str, Place] | None = None
    _items: dict[int, dict[str, JSON]] = field(default_factory=dict)
    _spelled: dict[int, list[str]] = field(default_factory=dict)  # the arguments of calls that are coming
    _calls: list[ToolCall] = field(default_factory=list)
    _pictures: list[ImageOutput] = field(default_factory=list)
    _has_cited: bool = False
    _bill: int | None = None

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def pictures(self) -> Sequence[ImageOutput]:
        """The pictures that have come."""
        return tuple(self._pictures)

    def fed(self, event: Mapping[str, JSON]) -> Delta:
        """What this event adds. Raises APIError for an event that is a failure."""
        told = event.get("type")
        kind = told if isinstance(told, str) else ""
        if kind in _FAILURES or (told is None and event.get("error")):
            raise failed_stream(_fault(event), self._bill, self.answered)
        if kind in _ENDINGS:
            return self._ending(kind, event.get("response"))
        if isinstance(response := event.get("response"), dict):
            self._begun(response)
        return self._added(kind, event)

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where no terminal event came."""
        if self.reply is None:
            raise cut_short(self._bill)
        return self.reply

    def _begun(self, response: Mapping[str, JSON]) -> None:
        """Whose answer it is; the bill may come before the end, and the end not at all."""
        self._bill = bill_in(object_in(response, "usage")) or self._bill
        self._about = Delta(
            id=text_in(response, "id", most=MAX_NAME) or self._about.id,
            model=text_in(response, "model", most=MAX_NAME) or self._about.model,
            created=count_in(response, "created_at") or self._about.created,
        )

    def _added(self, kind: str, event: Mapping[str, JSON]) -> Delta:
        if kind in _TEXTS:
            return replace(self._about, text=self._said(text_in(event, "delta") or "", _place(event)))
        if kind in _THOUGHTS:
            return replace(self._about, reasoning=self._thought(kind, event))
        if kind == _CITED:
            start = self._starts.get(_place(event), 0)
            cited = tuple(cited_in([event.get("annotation")], start=start))
            self._has_cited = self._has_cited or bool(cited)
            return replace(self._about, inline_citations=cited)
        return self._of_item(kind, event, count_in(event, "output_index", most=_MAX_ITEMS) or 0)

    def _of_item(self, kind: str, event: Mapping[str, JSON], at: int) -> Delta:
        item = event.get("item")
        if kind == _DONE and isinstance(item, dict):
            return self._done(at, item)
        if kind == _ADDED and isinstance(item, dict):
            self._items.setdefault(at, item)
        elif kind == _ARGUMENTS:
            self._spelled.setdefault(at, []).append(text_in(event, "delta") or "")
        elif kind == _ALL_ARGUMENTS and (arguments := text_in(event, "arguments")):
            self._spelled[at] = [arguments]
        return Delta()

    def _said(self, text: str, place: Place) -> str:
        self._starts.setdefault(place, self._n_characters)
        self._pieces.append(text)
        self._n_characters += len(text)
        return text

    def _thought(self, kind: str, event: Mapping[str, JSON]) -> str:
        """A piece of reasoning; of one that comes as itself and as its summary, what came first goes on."""
        thought, place = text_in(event, "delta") or "", _place(event)
        before, self._thinking = self._thinking or (kind, place), (kind, place)
        if before[0] != kind:
            self._thinking = before
            return ""
        if self._thoughts and before[1] != place:
            thought = BETWEEN + thought
        self._thoughts.append(thought)
        return thought

    def _done(self, at: int, item: dict[str, JSON]) -> Delta:
        self._spell(at, item)
        found = reply_of([item])
        self._items[at] = item
        self._calls += found.tool_calls
        self._pictures += found.image_outputs
        start = self._starts.get((at, 0), 0)
        cited = () if self._has_cited else tuple(each.after(start) for each in found.inline_citations)
        return replace(
            self._about,
            tool_calls=found.tool_calls,
            tool_outputs=found.tool_outputs,
            image_outputs=found.image_outputs,
            inline_citations=cited,
        )

    def _spell(self, at: int, item: dict[str, JSON]) -> None:
        """Give a call the arguments that came in pieces, where it has none."""
        if item.get("type") == "function_call" and not item.get("arguments"):
            item["arguments"] = "".join(self._spelled.pop(at, ()))

    def _ending(self, kind: str, response: JSON) -> Delta:
        """The terminal event may hold all of it; a server that sends no pieces has it only there."""
        parsed = dict(response) if isinstance(response, dict) else {}
        if kind == "response.incomplete":
            parsed["status"] = "incomplete"
        self._begun(parsed)
        found = _reply(parsed, self._found(parsed.get("output")))
        missing = "" if self._pieces else found.text
        unthought = "" if self._thoughts else found.reasoning
        self._pieces.append(missing)
        self._thoughts.append(unthought)
        called = {call.key for call in self._calls}
        uncalled = tuple(call for call in found.tool_calls if call.key not in called)
        unseen = found.image_outputs[len(self._pictures) :]
        self.reply, self.has_ended = self._whole(found), True
        return replace(
            self._about, text=missing, reasoning=unthought, tool_calls=uncalled, image_outputs=unseen
        )

    def _found(self, output: JSON) -> Reply:
        """What the items tell, of the terminal event or, where it holds none, of those before it."""
        if isinstance(output, list) and output:
            return reply_of(output)
        for at, item in self._items.items():
            self._spell(at, item)
        return reply_of([self._items[at] for at in sorted(self._items)])

    def _whole(self, found: Reply) -> Reply:
        """The answer with what came in pieces as it was heard, and no call and no picture less than came."""
        return replace(
            found,
            text=self.text,
            id=self._about.id,
            model=self._about.model,
            created=self._about.created,
            reasoning="".join(self._thoughts),
            tool_calls=max(found.tool_calls, tuple(self._calls), key=len),
            image_outputs=max(found.image_outputs, tuple(self._pictures), key=len),
        )


def _place(event: Mapping[str, JSON]) -> Place:
    names = ("content_index", "summary_index")
    part = count_in(event, *names, most=_MAX_ITEMS)
    return count_in(event, "output_index", most=_MAX_ITEMS) or 0, part or 0


def _fault(event: Mapping[str, JSON]) -> Fault:
    inner = object_in(event, "response")
    return fault_of(inner if inner.get("error") else dict(event))


def _body_of(order: Order) -> dict[str, JSON]:
    return {name: value for name, value in order.body.items() if name not in ONLY_HERE}


RESPONSES_API = ChatAPI(RESPONSES, _body_of, {"stream": True}, reply_in, AnswerStream, left_out_of_responses)

"""Chat responses: an answer of a chat, whole or as it grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from imagine_nb.display import html as display
from imagine_nb.errors import ProtocolError
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery, href, reachable
from imagine_nb.printable import counted, printable
from imagine_nb.protobuf import Message
from imagine_nb.records import JSON, clipped
from imagine_nb.responses.chunks import ASSISTANT, STOP, moment_of, reason_of
from imagine_nb.sources import Source
from imagine_nb.usage import Usage
from imagine_nb.wire.chat_reply import (
    Delta,
    ImageOutput,
    InlineCitation,
    LogProbs,
    Reply,
    ToolCall,
    ToolOutput,
)
from imagine_nb.wire.parsing import bounded_json

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


class Response(Message):
    """An answer of a chat; while it streams, all of it grows. It shows itself in a notebook.

    What the API did not tell is empty: `""`, `()` or None.
    """

    def __init__(self, about: Sequence[Source] = ()) -> None:
        self._about = tuple(about)
        self._reply = Reply("", finish_reason="")
        self._texts: list[str] = []  # joined when somebody looks: an answer may come in many thousand pieces
        self._thoughts: list[str] = []
        self._received: Received | None = None
        self._paths: list[Path | None] = []  # of the pictures

    def grow(self, delta: Delta) -> None:
        """Add what has just come."""
        if delta.text:
            self._texts.append(delta.text)
        if delta.reasoning:
            self._thoughts.append(delta.reasoning)
        known = self._reply
        if delta.holds_whole or (known.id, known.model, known.created) != delta.about:
            self._reply = replace(
                known,
                tool_calls=known.tool_calls + delta.tool_calls,
                tool_outputs=known.tool_outputs + delta.tool_outputs,
                image_outputs=known.image_outputs + delta.image_outputs,
                inline_citations=known.inline_citations + delta.inline_citations,
                id=delta.id or known.id,
                model=delta.model or known.model,
                created=delta.created or known.created,
            )

    def complete(self, reply: Reply, received: Received | None, gallery: Gallery | None = None) -> None:
        """Take the whole answer; `received` is None for one that was not asked for here.

        `gallery` is where its pictures are kept.
        """
        self._reply, self._received = reply, received
        records = [output.record for output in reply.image_outputs]
        self._paths = [gallery.path(each) if gallery and each and each.path else None for each in records]
        self._texts, self._thoughts = [reply.text], [reply.reasoning]

    @property
    def content(self) -> str:
        """The answer's text, as far as it has come."""
        return _joined(self._texts)

    @property
    def reasoning_content(self) -> str:
        """What the model thought before it answered, or the summary of it, as far as it has come."""
        return _joined(self._thoughts)

    @property
    def encrypted_content(self) -> str:
        """The model's reasoning, sealed, which a chat sends back where answers are not stored."""
        return self._reply.encrypted_content

    @property
    def notice(self) -> str:
        """What is to be told of it: what was done to the pictures, what of them left, a chat sent again."""
        return self._received.notice if self._received else ""

    def parsed(self) -> JSON:
        """The answer as JSON; raises ProtocolError where it is none."""
        try:
            return bounded_json(self.content.encode())
        except ValueError as exc:
            cut = "It was cut short: raise max_tokens." if self.finish_reason != STOP else ""
            raise ProtocolError(
                "The answer is not JSON.", advice=cut or "Ask with response_format='json_object'."
            ) from exc

    @property
    def id(self) -> str | None:
        """The response's id; a chat goes on from it where the API was asked to store."""
        return self._reply.id

    @property
    def stored(self) -> bool:
        """Whether the API keeps this answer (for 30 days)."""
        return self._reply.stored

    @property
    def role(self) -> str:
        """`ROLE_ASSISTANT`."""
        return ASSISTANT

    @property
    def model(self) -> str | None:
        """The model that answered; `print-shop` where it was the print shop."""
        return self._reply.model

    @property
    def created(self) -> datetime | None:
        """When the answer was made, in UTC and without a time zone."""
        return moment_of(self._reply.created)

    @property
    def finish_reason(self) -> str:
        """`REASON_STOP`, `REASON_TOOL_CALLS`, or why it was cut short: `REASON_MAX_LEN`, `REASON_MAX_CONTEXT`
        or `REASON_TIME_LIMIT`. `REASON_INVALID` while it streams, and for a reason of no such name.
        """
        return reason_of(self._reply.finish_reason)

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls that the model made: of the program's functions, and of tools that the API itself ran."""
        return self._reply.tool_calls

    @property
    def tool_outputs(self) -> tuple[ToolOutput, ...]:
        """What the API's tools put out, each with its call; the content is empty where the API keeps it."""
        return self._reply.tool_outputs

    @property
    def image_outputs(self) -> tuple[ImageOutput, ...]:
        """The pictures that the tool `image_generation` made; the gallery has them too."""
        return self._reply.image_outputs

    @property
    def server_side_tool_usage(self) -> dict[str, int]:
        """How often each tool of the API's ran, as `{"SERVER_SIDE_TOOL_WEB_SEARCH": 2}`."""
        return dict(self._reply.tools_used)

    @property
    def citations(self) -> tuple[str, ...]:
        """The addresses of the pages that the answer is built on."""
        return self._reply.citations

    @property
    def inline_citations(self) -> tuple[InlineCitation, ...]:
        """The places in the text that cite a page or a post."""
        return self._reply.inline_citations

    @property
    def logprobs(self) -> LogProbs:
        """The tokens of the answer with their probabilities."""
        return self._reply.logprobs

    @property
    def system_fingerprint(self) -> str:
        """The API's name of the configuration that answered."""
        return self._reply.system_fingerprint

    @property
    def service_tier(self) -> str:
        """`default` or `priority`."""
        return self._reply.service_tier

    @property
    def usage(self) -> Usage:
        """Tokens and cost, as far as the API told."""
        return self._reply.usage

    @property
    def cost_usd(self) -> float | None:
        """What the answer cost in US dollars; None where the API did not tell."""
        return self.usage.cost_usd

    def __str__(self) -> str:
        return self.content

    def __repr__(self) -> str:
        n_drawn = len(self.image_outputs)
        told = "".join(
            f" · {each}" for each in (n_drawn and counted(n_drawn, "picture"), self.notice) if each
        )
        shown = replace(self._reply, text=self.content).shown
        return printable(f"<Response {self.id or '…'} {clipped(shown, 80)!r}{told}>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        record = self._received and self._received.recorded.answer
        if not record:
            return display.line_bundle(self.content)
        about = [(each.record, each.data) for each in self._about]
        return display.answer_bundle(record, about, notice=self.notice, drawn=list(self._drawn()))

    def _drawn(self) -> Iterator[display.Shown]:
        """The pictures that were made, as a notebook shows them."""
        for output, path in zip(self.image_outputs, self._paths, strict=False):
            if output.record is not None:
                link, where = (href(path), reachable(path)) if path else (None, None)
                yield display.Shown(output.record, output.image, link, where)


def _joined(pieces: list[str]) -> str:
    """The text of these pieces, which are one piece from then on."""
    if len(pieces) > 1:
        pieces[:] = ["".join(pieces)]
    return pieces[0] if pieces else ""

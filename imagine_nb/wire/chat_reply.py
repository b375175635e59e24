"""Chat replies: an answer's text and all that comes with it, by whichever of the chat APIs.

What the API did not tell is empty. The classes have the names and attributes that xai_sdk gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from imagine_nb.picture_files.base64_text import data_uri
from imagine_nb.protobuf import Message
from imagine_nb.records import PictureRecord
from imagine_nb.sources import Source, picture_source, source
from imagine_nb.usage import Usage

CLIENT_SIDE = "client_side_tool"


@dataclass(frozen=True, slots=True, repr=False)
class FunctionCall(Message):
    """The function that a model wants called; `arguments` are JSON as text, as the model wrote them."""

    name: str
    arguments: str = "{}"


@dataclass(frozen=True, slots=True, repr=False)
class ToolCall(Message):
    """A call that a model makes: of the program's own function, or of a tool that the API itself runs.

    `type` is `client_side_tool`, `web_search_tool`, `x_search_tool`, `code_execution_tool`,
    `collections_search_tool`, `mcp_tool` or `image_generation_tool`; `status` is `completed`, `in_progress`,
    `incomplete` or `failed`.
    """

    id: str
    function: FunctionCall
    type: str = CLIENT_SIDE
    status: str = "completed"
    error_message: str = ""

    @property
    def key(self) -> str | FunctionCall:
        """What makes it the same call at another moment: its id, or what it calls where it has none."""
        return self.id or self.function


@dataclass(frozen=True, slots=True, repr=False)
class ToolOutput(Message):
    """What a tool that the API ran put out, as far as it tells; `tool_calls` holds the call."""

    content: str
    tool_calls: tuple[ToolCall, ...] = ()

    @property
    def message(self) -> ToolOutput:
        """Itself: in xai_sdk an output has its content in a message."""
        return self


@dataclass(frozen=True, slots=True, repr=False)
class ImageOutput(Message):
    """A picture that the tool `image_generation` made; `image` is its bytes.

    `image_uuid` is the API's name of it in later calls, empty where it has none. `record` is what the
    gallery knows of it, None until the answer is whole.
    """

    tool_call: ToolCall
    image: bytes = field(repr=False)
    mime_type: str = "image/jpeg"
    image_uuid: str = ""
    revised_prompt: str = ""
    record: PictureRecord | None = None

    def as_source(self) -> Source:
        """This picture as the source of an edit or a question."""
        return source(self.image) if self.record is None else picture_source(self.record, self.image)

    @property
    def data_url(self) -> str:
        """The picture as a data URI."""
        return data_uri(self.image, self.mime_type)


@dataclass(frozen=True, slots=True, repr=False)
class Citation(Message):
    """The source of a web page or of a post on X that a citation names."""

    url: str


@dataclass(frozen=True, slots=True, repr=False)
class InlineCitation(Message):
    """A source cited in the text, from `start_index` to before `end_index` (characters)."""

    id: str
    start_index: int | None = None
    end_index: int | None = None
    web_citation: Citation | None = None
    x_citation: Citation | None = None

    def after(self, n_characters: int) -> InlineCitation:
        """The same in a text that has so many characters before it."""
        start, end = (at if at is None else at + n_characters for at in (self.start_index, self.end_index))
        return replace(self, start_index=start, end_index=end)


@dataclass(frozen=True, slots=True, repr=False)
class LogProb(Message):
    """A token and the logarithm of its probability, beside the tokens that were likely in its place."""

    token: str
    logprob: float
    bytes: bytes = b""
    top_logprobs: tuple[LogProb, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class LogProbs(Message):
    """The tokens of an answer with their probabilities; empty where the API told none."""

    content: tuple[LogProb, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its text, its id, and whether the API keeps it so that a chat can go on from the id.

    `finish_reason` is the API's: `stop`, `tool_calls`, or `length` and the like where it was cut short;
    empty while nobody knows.
    `created` is unix seconds. `tools_used` counts the calls of the API's own tools by their names.
    `encrypted_content` is a model's reasoning, sealed, to be sent back where answers are not stored.
    """

    text: str
    id: str | None = None
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    stored: bool = False
    finish_reason: str = "stop"
    created: int | None = None
    reasoning: str = ""
    encrypted_content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_outputs: tuple[ToolOutput, ...] = ()
    image_outputs: tuple[ImageOutput, ...] = ()
    citations: tuple[str, ...] = ()
    inline_citations: tuple[InlineCitation, ...] = ()
    logprobs: LogProbs = LogProbs()
    tools_used: Mapping[str, int] = field(default_factory=dict)
    system_fingerprint: str = ""
    service_tier: str = ""

    @property
    def shown(self) -> str:
        """The answer in words: its text, and each function that it wants called, as `name(arguments)`."""
        calls = (call.function for call in self.tool_calls if call.type == CLIENT_SIDE)
        return "\n".join(filter(None, [self.text, *(f"{each.name}({each.arguments})" for each in calls)]))


@dataclass(frozen=True, slots=True)
class Delta:
    """What one event of a streamed answer adds to it; calls, outputs and pictures come once they are whole.

    `id`, `model` and `created` are the answer's, as far as they are known by then.
    """

    text: str = ""
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_outputs: tuple[ToolOutput, ...] = ()
    image_outputs: tuple[ImageOutput, ...] = ()
    inline_citations: tuple[InlineCitation, ...] = ()
    id: str | None = None
    model: str | None = None
    created: int | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.reasoning or self.holds_whole)

    @property
    def holds_whole(self) -> bool:
        """Whether it holds more than text and reasoning."""
        return bool(self.tool_calls or self.tool_outputs or self.image_outputs or self.inline_citations)

    @property
    def about(self) -> tuple[str | None, str | None, int | None]:
        """Whose answer it is."""
        return self.id, self.model, self.created

"""Messages and conversations: `user`, `system`, `assistant`, `image`, `file`, and functions to be called.

The types of its settings stand here too, as programs of xai_sdk import them.
"""

from imagine_nb.chat.conversation import Answered, Conversation, history_of
from imagine_nb.chat.messages import Message, assistant, developer, system, tool_result, user
from imagine_nb.chat.parts import FilePart, ImagePart, Part, Text, file, image, text
from imagine_nb.responses import Chunk, Response
from imagine_nb.search import SearchParameters, news_source, rss_source, web_source, x_source
from imagine_nb.tools import Tool, ToolChoice, required_tool, tool
from imagine_nb.wire.chat_checks import (
    AgentCount,
    Guideline,
    ImageDetail,
    ReasoningEffort,
    ServiceTier,
    ToolMode,
)
from imagine_nb.wire.chat_reply import ImageOutput as ImageGenerationOutput
from imagine_nb.wire.chat_settings import (
    ChatSettings,
    IncludeOption,
    ResponseFormat,
    Settings,
    settings_body,
)

__all__ = [
    "AgentCount",
    "Answered",
    "ChatSettings",
    "Chunk",
    "Conversation",
    "FilePart",
    "Guideline",
    "ImageDetail",
    "ImageGenerationOutput",
    "ImagePart",
    "IncludeOption",
    "Message",
    "Part",
    "ReasoningEffort",
    "Response",
    "ResponseFormat",
    "SearchParameters",
    "ServiceTier",
    "Settings",
    "Text",
    "Tool",
    "ToolChoice",
    "ToolMode",
    "assistant",
    "developer",
    "file",
    "history_of",
    "image",
    "news_source",
    "required_tool",
    "rss_source",
    "settings_body",
    "system",
    "text",
    "tool",
    "tool_result",
    "user",
    "web_source",
    "x_source",
]

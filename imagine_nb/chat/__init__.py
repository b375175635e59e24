"""Messages and conversations: `user`, `system`, `assistant`, `image`, `file`, and functions to be called."""

from imagine_nb.chat.conversation import Answered, Conversation, history_of
from imagine_nb.chat.messages import Message, assistant, developer, system, tool_result, user
from imagine_nb.chat.parts import FilePart, ImagePart, Part, Text, file, image, text
from imagine_nb.responses import Chunk, Response
from imagine_nb.search import SearchParameters, news_source, rss_source, web_source, x_source
from imagine_nb.tools import Tool, ToolChoice, required_tool, tool
from imagine_nb.wire.chat_reply import ImageOutput as ImageGenerationOutput
from imagine_nb.wire.chat_settings import ChatSettings, Settings, settings_body

__all__ = [
    "Answered",
    "ChatSettings",
    "Chunk",
    "Conversation",
    "FilePart",
    "ImageGenerationOutput",
    "ImagePart",
    "Message",
    "Part",
    "Response",
    "SearchParameters",
    "Settings",
    "Text",
    "Tool",
    "ToolChoice",
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

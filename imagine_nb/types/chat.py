"""Types of what a chat may set and hold, as xai_sdk names them."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from imagine_nb.chat import Part as Content

__all__ = [
    "AgentCount",
    "Content",
    "Guideline",
    "GuidelineBehavior",
    "GuidelineCategory",
    "ImageDetail",
    "IncludeOption",
    "ReasoningEffort",
    "ResponseFormat",
    "ToolMode",
]

AgentCount: TypeAlias = Literal[4, 16]
ReasoningEffort: TypeAlias = Literal["none", "low", "medium", "high", "xhigh"]
ImageDetail: TypeAlias = Literal["auto", "low", "high"]
ToolMode: TypeAlias = Literal["auto", "none", "required"]
ResponseFormat: TypeAlias = Literal["text", "json_object"]
IncludeOption: TypeAlias = Literal[
    "web_search_call_output",
    "x_search_call_output",
    "code_execution_call_output",
    "collections_search_call_output",
    "attachment_search_call_output",
    "mcp_call_output",
    "inline_citations",
    "verbose_streaming",
]
GuidelineCategory: TypeAlias = Literal["nsfw", "violence", "profanity"]
GuidelineBehavior: TypeAlias = Literal["decline"]


class Guideline(TypedDict):
    """Moderation guideline of a chat: what of an answer the API shall decline."""

    type: Literal["policy"]
    category: GuidelineCategory
    behavior: GuidelineBehavior

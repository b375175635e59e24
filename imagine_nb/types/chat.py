"""Types of what a chat may set and hold, as xai_sdk names them."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

from imagine_nb.chat import Part as Content
from imagine_nb.wire.chat_checks import (
    AgentCount,
    GuidelineBehavior,
    GuidelineCategory,
    ReasoningEffort,
    ToolMode,
)
from imagine_nb.wire.chat_settings import IncludeOption, ResponseFormat

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

ImageDetail: TypeAlias = Literal["auto", "low", "high"]


class Guideline(TypedDict):
    """Moderation guideline of a chat: what of an answer the API shall decline."""

    type: Literal["policy"]
    category: GuidelineCategory
    behavior: GuidelineBehavior

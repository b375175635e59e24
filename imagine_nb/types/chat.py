"""Types of what a chat may set and hold, as xai_sdk names them."""

from __future__ import annotations

from imagine_nb.chat import Part as Content
from imagine_nb.wire.chat_checks import (
    AgentCount,
    Guideline,
    GuidelineBehavior,
    GuidelineCategory,
    ImageDetail,
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

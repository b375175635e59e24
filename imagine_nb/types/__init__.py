"""Types for annotations, as xai_sdk names them: what requests may set, and the names of models."""

from imagine_nb.types.chat import (
    AgentCount,
    Content,
    Guideline,
    GuidelineBehavior,
    GuidelineCategory,
    ImageDetail,
    IncludeOption,
    ReasoningEffort,
    ResponseFormat,
    ToolMode,
)
from imagine_nb.types.common import ServiceTier
from imagine_nb.types.image import ImageAspectRatio, ImageFormat, ImageQuality, ImageResolution
from imagine_nb.types.model import AllModels, ChatModel, ImageGenerationModel

__all__ = [
    "AgentCount",
    "AllModels",
    "ChatModel",
    "Content",
    "Guideline",
    "GuidelineBehavior",
    "GuidelineCategory",
    "ImageAspectRatio",
    "ImageDetail",
    "ImageFormat",
    "ImageGenerationModel",
    "ImageQuality",
    "ImageResolution",
    "IncludeOption",
    "ReasoningEffort",
    "ResponseFormat",
    "ServiceTier",
    "ToolMode",
]

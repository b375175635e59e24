"""Types of the names of models, as xai_sdk names them; a client takes any other name too."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["AllModels", "ChatModel", "ImageGenerationModel"]

ChatModel: TypeAlias = Literal["grok-4.3", "grok-4.20", "grok-4.5", "grok-4.6", "grok-4.7"]
ImageGenerationModel: TypeAlias = Literal["grok-imagine-image", "grok-imagine-image-2.0"]
AllModels: TypeAlias = ChatModel | ImageGenerationModel | str

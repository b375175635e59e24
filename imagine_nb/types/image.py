"""Types of what a request for pictures may set, as xai_sdk names them, each value as `settings` has it."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["ImageAspectRatio", "ImageFormat", "ImageQuality", "ImageResolution"]

ImageFormat: TypeAlias = Literal["url", "base64"]
ImageAspectRatio: TypeAlias = Literal[
    "auto", "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9",
    "1:2", "2:1", "21:9", "5:2",
]  # fmt: skip
ImageResolution: TypeAlias = Literal["1k", "1.5k", "2k"]
ImageQuality: TypeAlias = Literal["auto", "low", "medium"]

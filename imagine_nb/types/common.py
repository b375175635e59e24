"""Types of what every kind of request may set, as xai_sdk names them."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["ServiceTier"]

ServiceTier: TypeAlias = Literal["default", "priority"]

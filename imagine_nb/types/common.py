"""Types of what every kind of request may set, as xai_sdk names them."""

from imagine_nb.wire.chat_checks import ServiceTier

__all__ = ["ServiceTier"]

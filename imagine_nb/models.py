"""Models: the name that programs import from `xai_sdk.models`."""

from imagine_nb.client.models import Model

__all__ = ["Model"]

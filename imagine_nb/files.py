"""Files stored at the API: the names that programs import from `xai_sdk.files`."""

from imagine_nb.client.files import File, FilePage

__all__ = ["File", "FilePage"]

"""Files stored at the API: the names that programs import from `xai_sdk.files`."""

from imagine_nb.client.file_types import (
    BatchUploadCallback,
    File,
    FilePage,
    Order,
    ProgressBarLike,
    ProgressCallback,
    PublicUrlInput,
    SortBy,
)
from imagine_nb.wire.delivery import PublicUrlOptions, StorageOptions

__all__ = [
    "BatchUploadCallback",
    "File",
    "FilePage",
    "Order",
    "ProgressBarLike",
    "ProgressCallback",
    "PublicUrlInput",
    "PublicUrlOptions",
    "SortBy",
    "StorageOptions",
]

"""Batches: the names that programs import from `xai_sdk.batch`."""

from imagine_nb.responses import BatchResult, ListBatchResultsResponse
from imagine_nb.wire.batches import Batch, ListBatchesResponse, ListBatchRequestMetadataResponse

__all__ = [
    "Batch",
    "BatchResult",
    "ListBatchRequestMetadataResponse",
    "ListBatchResultsResponse",
    "ListBatchesResponse",
]

"""Response objects of a client's calls: image responses, chat responses and chunks, batch results."""

from imagine_nb.responses.answers import Response
from imagine_nb.responses.batches import BatchResult, ListBatchResultsResponse
from imagine_nb.responses.chunks import Chunk
from imagine_nb.responses.images import AsyncImageResponse, ImageResponse, image_responses

__all__ = [
    "AsyncImageResponse",
    "BatchResult",
    "Chunk",
    "ImageResponse",
    "ListBatchResultsResponse",
    "Response",
    "image_responses",
]

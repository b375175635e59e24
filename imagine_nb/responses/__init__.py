"""Response objects of a client's calls: image responses, and chat responses with their chunks."""

from imagine_nb.responses.answers import Chunk, Response
from imagine_nb.responses.images import AsyncImageResponse, ImageResponse, image_responses

__all__ = ["AsyncImageResponse", "Chunk", "ImageResponse", "Response", "image_responses"]

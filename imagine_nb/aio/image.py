"""Pictures of a client whose calls are awaited: the names of `xai_sdk.aio.image`."""

from imagine_nb.client.images import AsyncImages as Client
from imagine_nb.responses import AsyncImageResponse as ImageResponse

__all__ = ["Client", "ImageResponse"]

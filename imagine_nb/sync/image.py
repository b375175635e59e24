"""Pictures of a client whose calls wait: the names of `xai_sdk.sync.image`."""

from imagine_nb.client.images import Images as Client
from imagine_nb.responses import ImageResponse

__all__ = ["Client", "ImageResponse"]

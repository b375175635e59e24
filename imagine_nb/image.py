"""Pictures: the names that programs import from `xai_sdk.image`."""

from imagine_nb.responses import ImageResponse as BaseImageResponse
from imagine_nb.types.image import ImageAspectRatio, ImageFormat, ImageQuality, ImageResolution
from imagine_nb.types.model import ImageGenerationModel

__all__ = [
    "BaseImageResponse",
    "ImageAspectRatio",
    "ImageFormat",
    "ImageGenerationModel",
    "ImageQuality",
    "ImageResolution",
]

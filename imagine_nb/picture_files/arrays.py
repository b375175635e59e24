"""Arrays as pictures: a numpy array of grey levels or colours, checked, as a PIL image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from imagine_nb.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image


def image_of_array(value: Any) -> Image:
    """The picture in an array of shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), or what turns into one.

    Takes uint8, uint16, booleans, or floats from 0 to 1; raises SourceError for anything else.
    """
    import numpy as np
    from PIL import Image

    array = _array(value)
    pixels = _as_bytes(array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array)
    coloured = pixels.ndim == 3 and pixels.shape[2] in {3, 4}
    if pixels.dtype != np.uint8 or not pixels.size or not (coloured or pixels.ndim == 2):
        raise SourceError(
            f"An array of shape {array.shape} and type {array.dtype} is no picture.",
            advice="Use (height, width), (height, width, 3) or (height, width, 4); uint8, or floats 0 to 1.",
        )
    return Image.fromarray(np.ascontiguousarray(pixels))


def _array(value: Any) -> Any:
    import numpy as np

    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise SourceError("An array with masked pixels is no picture.", advice="Give array.filled(0).")
    try:
        return np.asarray(value)
    except Exception as exc:  # whatever __array__ of another library raises
        raise SourceError(
            f"This {type(value).__name__} gives no array ({exc}).", advice="Turn it into a numpy array first."
        ) from exc


def _as_bytes(array: Any) -> Any:
    import numpy as np

    if array.dtype == bool:
        return array.astype(np.uint8) * 255
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:
        return bytes_of_16_bits(array)
    if array.dtype.kind != "f" or not array.size:
        return array
    plain = np.nan_to_num(array)
    return (plain * 255).round().astype(np.uint8) if plain.min() >= 0 and plain.max() <= 1 else array


def bytes_of_16_bits(array: Any) -> Any:
    """Values of 0 to 65535 as 0 to 255."""
    import numpy as np

    return ((array.astype(np.uint32) + 128) // 257).astype(np.uint8)

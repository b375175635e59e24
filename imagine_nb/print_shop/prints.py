"""From an order to its pictures: the right size and seed for each, two presses at work."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from imagine_nb.print_shop import press
from imagine_nb.print_shop.moderation import is_refused
from imagine_nb.print_shop.orders import Order
from imagine_nb.print_shop.press import Print, Source
from imagine_nb.print_shop.refusals import moderated
from imagine_nb.print_shop.sizes import Size, size_like, size_of

PRESSES = 2
_ORIENTATION = 0x0112  # the EXIF tag; from 5 on, the picture lies on its side

Stop = Callable[[], bool]


def prints_of(order: Order, *, stop: Stop) -> list[Print]:
    """All pictures of `order`. Raises Refusal, press.CannotPrint, or press.Cancelled once `stop` says so."""
    if is_refused(order.prompt):
        raise moderated()
    size = _size_of(order)
    with ThreadPoolExecutor(PRESSES) as presses:
        return list(presses.map(lambda seed: _print_of(order, size=size, seed=seed, stop=stop), order.seeds))


def _print_of(order: Order, *, size: Size | None, seed: int, stop: Stop) -> Print:
    if stop():
        raise press.Cancelled
    if order.sources or size is None:
        return press.edited(order.prompt, order.sources, size=size, seed=seed, stop=stop)
    return press.generated(order.prompt, width=size[0], height=size[1], seed=seed, stop=stop)


def _size_of(order: Order) -> Size | None:
    """The pixels of each picture; None for an edit in its source's own size."""
    if not order.sources:
        return size_of(order.ratio, order.resolution)
    if len(order.sources) > 1 and order.ratio != "auto":
        return size_of(order.ratio, order.resolution)
    if order.resolution == "1k" and len(order.sources) == 1:
        return None
    first = _pixels_of(order.sources[0])
    return size_of("auto", order.resolution) if first is None else size_like(first, order.resolution)


def _pixels_of(source: Source) -> Size | None:
    if source.data is None:
        return None
    from PIL import Image, UnidentifiedImageError

    bombs = Image.DecompressionBombError, Image.DecompressionBombWarning
    try:
        with Image.open(BytesIO(source.data)) as picture:
            width, height = picture.size
            sideways = picture.getexif().get(_ORIENTATION, 1) >= 5
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *bombs) as exc:
        raise press.CannotPrint("An image cannot be read.") from exc
    return (height, width) if sideways else (width, height)

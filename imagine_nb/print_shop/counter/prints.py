"""Drawing an order: each of its pictures in a thread, in the right size, with its own seed."""

from __future__ import annotations

from functools import partial

from imagine_nb.print_shop import press
from imagine_nb.print_shop.counter.cancellation import Stop, Threads, all_of
from imagine_nb.print_shop.counter.moderation import is_refused
from imagine_nb.print_shop.counter.orders import Order
from imagine_nb.print_shop.counter.refusals import moderated
from imagine_nb.print_shop.counter.sizes import Size, size_like, size_of
from imagine_nb.print_shop.press import Print, Source


async def prints_of(order: Order, *, presses: Threads) -> list[Print]:
    """All pictures of `order`, drawn as `presses` come free. Raises Refusal or press.CannotPrint."""
    if is_refused(order.prompt):
        raise moderated()
    size = _size_of(order)

    def printed(seed: int, stop: Stop) -> Print:
        return _print_of(order, size=size, seed=seed, stop=stop)

    return await all_of([presses.run(partial(printed, seed)) for seed in order.seeds])


def _print_of(order: Order, *, size: Size | None, seed: int, stop: Stop) -> Print:
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
    return press.pixels_of(source.data)

"""An engine of the scripted server and of a gallery, and orders for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer
from imagine_nb import Gallery, loop
from imagine_nb.config import Target, target
from imagine_nb.exchange.engine import Engine
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.order import Order, image_order


@pytest.fixture
def to(faults: FaultServer) -> Target:
    return target(engine="xai", api_key="a-key-of-the-tests", base_url=faults.base_url)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.fixture
def make(to: Target, gallery: Gallery) -> Iterator[Callable[..., Engine]]:
    """Makes engines of the scripted server."""
    made: list[Engine] = []

    def make(**options: Any) -> Engine:
        usual = {"gallery": gallery, "timeout": Patience(read=5, attempts=1)}
        made.append(Engine(to, **{**usual, **options}))
        return made[-1]

    yield make
    for engine in made:
        loop.run(engine.aclose())


@pytest.fixture
def order(to: Target) -> Order:
    """An order of one picture, for two cents."""
    return image_order("a fox", target=to, model="grok-imagine-image")

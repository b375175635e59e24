"""Resource of the API: what the parts of a client, as `client.files`, have in common."""

from __future__ import annotations

from imagine_nb.exchange.engine import Engine
from imagine_nb.printable import printable


class Resource:
    """A part of a client: it asks the client's engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __repr__(self) -> str:
        to = self._engine.to
        return printable(f"<{type(self).__name__} {to.engine} · {to.base_url}>")

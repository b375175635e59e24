"""Prepared requests: checked and priced now, to be added to a batch later."""

from __future__ import annotations

from dataclasses import dataclass, field

from imagine_nb.printable import printable
from imagine_nb.protobuf import Message
from imagine_nb.records import clipped
from imagine_nb.wire.order import Order


@dataclass(frozen=True, slots=True, repr=False)
class BatchRequest(Message):
    """A request for a batch, from `client.image.prepare(...)`; nothing is sent until it is added to one."""

    batch_request_id: str | None
    order: Order = field(repr=False)

    def __repr__(self) -> str:
        request = self.order.request
        facts = [self.batch_request_id or "", request.model, repr(clipped(request.sent, 60))]
        return printable(f"<BatchRequest {' · '.join(filter(None, facts))}>")

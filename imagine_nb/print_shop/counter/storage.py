"""`storage_options`: pictures that are to be kept among the files, and what is answered to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.shop import LIFETIMES, Shop


@dataclass(frozen=True, slots=True)
class Storage:
    """Under which name to keep the pictures, for how many seconds, and whether the world may see them."""

    filename: str
    lifetime: int | None
    public: bool


def storage_in(body: JSONObject) -> Storage | None:
    """The `storage_options` of an order, None where it has none."""
    if body.get("storage_options") is None:
        return None
    options = fields.object_of(body["storage_options"], "storage_options")
    return Storage(
        filename=fields.required_text(options, "filename"),
        lifetime=fields.whole_number(options, "expires_after", low=LIFETIMES[0], high=LIFETIMES[1]),
        public=bool(options.get("public_url")),
    )


def file_output(data: bytes, storage: Storage, *, shop: Shop) -> dict[str, Any]:
    """Keep `data`; where it went. Nothing of the print shop's is ever public, which is told."""
    file = shop.keep(data, name=storage.filename, lifetime=storage.lifetime)
    output: dict[str, Any] = {"file_id": file.id, "filename": file.name}
    if file.expires is not None:
        output["expires_at"] = file.expires
    if storage.public:
        output["public_url_error"] = "The print shop is on this machine only; it publishes nothing."
    return output

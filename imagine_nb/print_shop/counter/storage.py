"""`storage_options`: pictures that are to be kept among the files, and what is answered to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.shop import Shop
from imagine_nb.print_shop.counter.stored_files import lifetime_in


@dataclass(frozen=True, slots=True)
class Storage:
    """Under which name to keep the pictures, for how many seconds, and whether the world may see them."""

    filename: str
    lifetime: int | None
    public: bool
    public_lifetime: int | None = None


def storage_in(body: JSONObject) -> Storage | None:
    """The `storage_options` of an order, None where it has none."""
    if body.get("storage_options") is None:
        return None
    options = fields.object_of(body["storage_options"], "storage_options")
    public = options.get("public_url")
    return Storage(
        filename=fields.required_text(options, "filename"),
        lifetime=lifetime_in(options),
        public=bool(public) or isinstance(public, dict),
        public_lifetime=lifetime_in(public) if isinstance(public, dict) else None,
    )


def file_output(data: bytes, storage: Storage, *, shop: Shop, address: str) -> dict[str, Any]:
    """Keep `data`; where it went, and its public URL under `address` where that was asked for."""
    file = shop.files.put(data, name=storage.filename, lifetime=storage.lifetime)
    output: dict[str, Any] = {"file_id": file.id, "filename": file.name}
    if file.expires is not None:
        output["expires_at"] = file.expires
    return output | (_public(file.id, storage, shop, address) if storage.public else {})


def _public(file_id: str, storage: Storage, shop: Shop, address: str) -> dict[str, Any]:
    try:
        made = shop.files.publish(file_id, lifetime=storage.public_lifetime)
    except Refusal as refusal:
        return {"public_url_error": str(refusal)}
    output: dict[str, Any] = {"public_url": address.rstrip("/") + made.path}
    return output | ({} if made.expires is None else {"public_url_expires_at": made.expires})

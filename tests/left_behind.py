"""What a kernel leaves that is killed: a request's intent, and what had come of its answer."""

from __future__ import annotations

import json
import socket

from imagine_nb import Gallery
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import Request

HERE = "https://api.x.ai/v1"
NO_MORE = f"{socket.gethostname()}:{2**22 + 1}:ffff"  # the session of a process that cannot be


def left_behind(gallery: Gallery, body: bytes | None, *, suffix: str = ".body", **facts: object) -> str:
    """A request as a kernel leaves it that is killed; its id."""
    usual = {"engine": "xai", "base_url": HERE, "endpoint": "/images/generations"}
    usual |= {"model": "grok-imagine-image", "prompt": "a fox", "sent": "a fox"}
    entry = begin(gallery, Request(**{**usual, **facts}))
    if body is not None:
        (gallery.folder / PARTS / f"{entry.id}{suffix}").write_bytes(body)
    written(gallery, "UPDATE requests SET session = ? WHERE id = ?", NO_MORE, entry.id)
    return entry.id


def written(gallery: Gallery, sql: str, *values: object) -> None:
    """Change the database behind the gallery's back."""
    database = Database(gallery.folder / "gallery.db")
    with database.transaction() as db:
        db.execute(sql, values)
    database.close()


def as_bytes(body: object) -> bytes:
    return json.dumps(body).encode()

"""Resource paths: where the API has one of its files, batches, answers or models, by its id."""

from __future__ import annotations

from urllib.parse import quote

from imagine_nb.errors import InputError
from imagine_nb.fields import writable
from imagine_nb.wire.replies import MAX_NAME


def path_to(collection: str, name: str, *, of: str, advice: str) -> str:
    """The path of what has this id or name; raises InputError, which calls it `of`, for what is none.

    Dots alone are none either: on the way they would lead to the collection, or out of it.
    """
    is_name = isinstance(name, str) and name.strip(". \t\r\n") and len(name) <= MAX_NAME
    if not is_name or writable(name) != name:
        raise InputError(f"{of} is {repr(name)[:40]}.", advice=advice)
    return f"{collection}/{quote(name, safe='')}"

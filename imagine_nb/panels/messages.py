"""Messages of a panel's page, checked as they are read: a page is no more trusted than a server."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imagine_nb.errors import InputError
from imagine_nb.fields import count_in, text_in, writable
from imagine_nb.reading import BUFFERS
from imagine_nb.records import JSON

VERSION = 1
MAX_TEXT = 100_000  # characters of a prompt or a question
MAX_NAME = 200  # of a name, a path or an address
MAX_LISTED = 100  # pictures or sources of one message
MAX_BUFFERS = 4
_ID = re.compile(r"[\w-]{1,80}")
_PICTURE = re.compile(r"[0-9a-f]{16}")


class UnknownMessageError(InputError):
    """What a page sent is no message that a panel knows; nothing was done."""


class FieldError(InputError):
    """What is refused, the field of the form that it stands beside, and what mends it, for a button."""

    def __init__(
        self, message: str, *, advice: str = "", field: str = "", fix: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, advice=advice)
        self.field, self.fix = field, fix


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the page: its id, what it asks for (`verb`), its fields, and bytes that came along."""

    id: str
    verb: str
    fields: Mapping[str, JSON]
    buffers: tuple[bytes, ...] = ()

    def text(self, name: str, *, most: int = MAX_TEXT) -> str:
        """The text under a name; empty where there is none. Raises InputError where it is too long."""
        found = text_in(self.fields, name) or ""
        if len(found) > most:
            raise FieldError(f"The {name} has more than {most:,} characters.", field=name)
        return found

    def or_none(self, name: str) -> str | None:
        """The name under a name, None where there is none."""
        return self.text(name, most=MAX_NAME) or None

    def flag(self, name: str) -> bool:
        """Whether it is true."""
        return self.fields.get(name) is True

    def tristate(self, name: str) -> bool | None:
        """True or False, None where neither is said."""
        found = self.fields.get(name)
        return found if isinstance(found, bool) else None

    def count(self, name: str, *, most: int, default: int | None = None) -> int:
        """The whole number under a name, else `default`. Raises InputError where there is neither."""
        found = count_in(self.fields, name, most=most)
        if found is not None:
            return found
        if default is None:
            raise UnknownMessageError(f"The page sent no {name}.")
        return default

    def names(self, name: str) -> tuple[str, ...]:
        """The short texts of a list. Raises InputError for anything else: nothing is left out in silence."""
        return tuple(map(_name, self._listed(name)))

    def picture(self, name: str = "id") -> str:
        """The id of a picture. Raises InputError where it is none."""
        return picture_id(self.fields.get(name))

    def pictures(self, name: str = "ids") -> tuple[str, ...]:
        """The ids of pictures, each once. Raises InputError where one is none, or they are too many."""
        return tuple(dict.fromkeys(map(picture_id, self._listed(name))))

    def _listed(self, name: str) -> Sequence[JSON]:
        found = self.fields.get(name, [])
        if not isinstance(found, (list, tuple)) or len(found) > MAX_LISTED:
            raise UnknownMessageError(f"The page sent no list of at most {MAX_LISTED} as {name}.")
        return found

    def part(self, name: str) -> Message:
        """The object under a name, as a message of its own."""
        found = self.fields.get(name)
        return Message(self.id, self.verb, found if isinstance(found, Mapping) else {})


@dataclass(frozen=True, slots=True)
class Reply:
    """What a panel answers: fields, and buffers that go along."""

    fields: Mapping[str, JSON] = field(default_factory=dict)
    buffers: tuple[bytes, ...] = ()


def _name(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_NAME:
        raise UnknownMessageError("The page named a source by what is no name.")
    return writable(value)


def picture_id(value: object) -> str:
    """`value` as the id of a picture; raises InputError where it is none."""
    if not isinstance(value, str) or not _PICTURE.fullmatch(value):
        raise UnknownMessageError("The page named a picture by what is no id.")
    return value


def message_of(content: object, buffers: object) -> Message:
    """The message in what a page sent. Raises UnknownMessageError for anything that is none."""
    if not isinstance(content, Mapping) or content.get("v") != VERSION:
        raise UnknownMessageError("The page is of another version.", advice="Run the panel's cell again.")
    id_, verb = content.get("msg"), content.get("do")
    if not isinstance(id_, str) or not _ID.fullmatch(id_) or not isinstance(verb, str):
        raise UnknownMessageError("The page sent what is no message.")
    came = buffers if isinstance(buffers, (list, tuple)) else ()
    given = tuple(bytes(each) for each in came[:MAX_BUFFERS] if isinstance(each, BUFFERS))
    return Message(id_, writable(verb[:MAX_NAME]), content, given)


def id_in(content: object) -> str:
    """The id of a message, however broken it is otherwise; empty where it has none."""
    found = content.get("msg") if isinstance(content, Mapping) else None
    return found if isinstance(found, str) and _ID.fullmatch(found) else ""

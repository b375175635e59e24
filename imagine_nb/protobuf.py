"""Protocol buffers: what programs written for xai_sdk ask of its messages, on plain data classes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, tzinfo
from typing import Any, Self

from imagine_nb.absent import reason
from imagine_nb.fields import count_in, text_in
from imagine_nb.printable import printable

_LONGEST_TIME = 40  # characters
_UNTOLD: tuple[object, ...] = (None, "", ())


class Timestamp(datetime):
    """A moment in UTC, a datetime that also answers as the timestamp of a protocol buffer does."""

    @classmethod
    def at(cls, seconds: float) -> Self:
        """The moment so many seconds after 1970 began in UTC. Raises ValueError where no calendar has it."""
        try:
            return cls.fromtimestamp(seconds, UTC)
        except (OverflowError, OSError) as exc:
            raise ValueError(f"{seconds} seconds is no time.") from exc

    @classmethod
    def told(cls, seconds: float | None) -> Self | None:
        """The same; None for None, and for what no calendar has."""
        try:
            return None if seconds is None else cls.at(seconds)
        except ValueError:
            return None

    def __repr__(self) -> str:
        return f"<{self.ToDatetime():%Y-%m-%d %H:%M:%S} UTC>"

    @property
    def seconds(self) -> int:
        """Whole seconds since 1970 began in UTC."""
        return math.floor(self.timestamp())

    @property
    def nanos(self) -> int:
        """The nanoseconds since that second began."""
        return self.microsecond * 1000

    def ToDatetime(self, tzinfo: tzinfo | None = None) -> datetime:  # noqa: N802 - a protocol buffer's name
        """The same as a plain datetime: in `tzinfo`, else in UTC and without a time zone."""
        moment = datetime.fromtimestamp(self.timestamp(), tzinfo or UTC)
        return moment if tzinfo else moment.replace(tzinfo=None)

    def ToJsonString(self) -> str:  # noqa: N802 - a protocol buffer's name
        """The same as text, as RFC 3339 has it: `2026-11-27T19:10:32Z`."""
        return self.ToDatetime().isoformat() + "Z"

    def ToMilliseconds(self) -> int:  # noqa: N802 - a protocol buffer's name
        """Whole milliseconds since 1970 began in UTC."""
        return self.seconds * 1000 + self.microsecond // 1000

    def ToSeconds(self) -> int:  # noqa: N802 - a protocol buffer's name
        """Whole seconds since 1970 began in UTC."""
        return self.seconds


def moment_in(mapping: Mapping[str, Any], *names: str) -> Timestamp | None:
    """The moment under the first of these names that has one: unix seconds, or a date of ISO 8601 as text.

    A date without a time is its beginning, one without a zone is in UTC. None for what is no moment.
    """
    found = (_moment(mapping, name) for name in names)
    return next((moment for moment in found if moment is not None), None)


def _moment(mapping: Mapping[str, Any], name: str) -> Timestamp | None:
    told = text_in(mapping, name, most=_LONGEST_TIME)
    try:
        if told is not None:
            read = datetime.fromisoformat(told)
            return Timestamp.at((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
        seconds = count_in(mapping, name)
        return None if seconds is None else Timestamp.at(seconds)
    except (ValueError, OverflowError):
        return None


class Message:
    """What every message of xai_sdk can be asked. A base of data classes; a field that is None is not set.

    A data class with `repr=False` shows what is told of it, and leaves out what is not.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        shown = {each.name: getattr(self, each.name) for each in fields(self) if each.repr}  # type: ignore[arg-type]
        told = (f"{name}={value!r}" for name, value in shown.items() if value not in _UNTOLD)
        return printable(f"{type(self).__name__}({', '.join(told)})")

    def HasField(self, name: str) -> bool:  # noqa: N802 - a protocol buffer's name
        """Whether a field was told. Raises ValueError for a name that is no field."""
        if not isinstance(name, str) or name.startswith("_") or not hasattr(type(self), name):
            raise ValueError(f"{type(self).__name__} has no field {name!r}.")
        return getattr(self, name) is not None

    @property
    def proto(self) -> Any:
        """Absent: there is no protocol buffer behind an answer of the REST API."""
        raise AttributeError(reason("proto"))

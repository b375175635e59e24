"""Token bucket of one key at one host, as GCRA has it, and what the server's refusals teach.

All of it is data and arithmetic; moments are seconds since 1970. The bucket holds one token: the first
request leaves at once, and those that follow are spaced. A refusal lowers the rate, which then slowly grows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

LONGEST_SPACING = 60.0  # seconds between two requests, however low the rate
LONGEST_BLOCK = 3600.0  # seconds, as others are told; who was refused waits as long as it was asked to
LOWERED = 0.7  # what is left of a rate that was refused
DOUBLES_IN = 60.0  # seconds in which a lowered rate doubles
FORGOTTEN_IN = 3600.0  # seconds after which what was learned counts no more
_CATCHES_UP = 0.25  # of the spacing: what a late wake-up may lose is made up for by the next request
_OFF = 1.0  # seconds that clocks may differ
_TOLD = re.compile(r"requests per (minute|second)[^:]{0,80}: ?\d{1,9}/(\d{1,9})\b", re.IGNORECASE)

Kind: TypeAlias = Literal["pictures", "answers"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Requests of one kind: when the newest `left` and the next is `due`, and the `rate` learned `since`."""

    left: float = 0.0
    due: float = 0.0
    rate: float | None = None
    since: float = 0.0

    def rate_at(self, now: float, limit: float | None) -> float | None:
        """How many may leave in a second: the limit, or what was learned where that is less."""
        if self.rate is None or now - self.since > FORGOTTEN_IN:
            return limit
        grown: float = self.rate * 2.0 ** (max(0.0, now - self.since) / DOUBLES_IN)
        return grown if limit is None else min(limit, grown)

    def taken(self, now: float, rate: float) -> Bucket:
        """The bucket after a request has left."""
        spacing = min(1 / rate, LONGEST_SPACING)
        is_on_time = 0 <= now - self.due <= spacing * _CATCHES_UP
        return replace(self, left=now, due=(self.due if is_on_time else now) + spacing)

    def lowered(self, now: float, rate: float) -> Bucket:
        """The bucket after a refusal."""
        return replace(self, rate=max(rate, 1 / LONGEST_SPACING), since=now)

    def is_sane(self, now: float) -> bool:
        """Whether a bucket that anybody may have written can be true now; a clock may have been set."""
        is_rate = self.rate is None or self.rate >= 1 / LONGEST_SPACING
        is_spacing = 0 <= self.due - self.left <= LONGEST_SPACING + _OFF
        return is_rate and is_spacing and self.left <= now + _OFF and self.since <= now + LONGEST_BLOCK + _OFF


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known of one key at one host: a bucket for each kind, and `until` when nothing may leave.

    That was `asked` for at the other moment.
    """

    buckets: Mapping[Kind, Bucket] = field(default_factory=lambda: MappingProxyType({}))
    asked: float = 0.0
    until: float = 0.0

    def bucket(self, kind: Kind) -> Bucket:
        return self.buckets.get(kind, Bucket())

    def wait(self, kind: Kind, now: float, limit: float | None) -> float:
        """Seconds until the next request may leave, 0 for now."""
        bucket = self.bucket(kind)
        due = 0.0 if bucket.rate_at(now, limit) is None else bucket.due
        return max(0.0, due - now, self.until - now)

    def taken(self, kind: Kind, now: float, limit: float | None) -> Limits:
        """The same after a request has left; unchanged where there is no limit."""
        bucket = self.bucket(kind)
        rate = bucket.rate_at(now, limit)
        return self if rate is None else self._with(kind, bucket.taken(now, rate))

    def refused(self, kind: Kind, refusal: Refusal) -> Limits:
        """The same after the server refused a request for the rate.

        What left before a rate was lowered says nothing of the lower one, and neither does a server that has
        granted nothing since: it refuses everybody for a while.
        """
        now, bucket = refusal.at, self.bucket(kind)
        until = now + min(refusal.wait, LONGEST_BLOCK)
        blocked = self if until <= self.until else replace(self, asked=now, until=until)
        if bucket.rate is not None and min(refusal.left, refusal.granted) < bucket.since:
            return blocked
        rate = (bucket.rate_at(now, refusal.limit) or refusal.usual) * LOWERED
        if refusal.told is not None:
            rate = min(rate, refusal.told)
        return blocked._with(kind, bucket.lowered(max(now, blocked.until), rate))

    def sane(self, now: float) -> Limits:
        """What of it can be true now."""
        buckets = {kind: each for kind, each in self.buckets.items() if each.is_sane(now)}
        is_blocked = self.asked <= now + _OFF and 0 <= self.until - self.asked <= LONGEST_BLOCK + _OFF
        return Limits(buckets, self.asked, self.until) if is_blocked else Limits(buckets)

    def _with(self, kind: Kind, bucket: Bucket) -> Limits:
        return replace(self, buckets={**self.buckets, kind: bucket})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that `left` was refused `at` a moment, to `wait` that long, at this `limit`.

    `granted` is the moment of the newest request that was not refused, `usual` the rate that counts as
    refused where no limit was known, and `told` the one that the server named, if it did.
    """

    at: float
    left: float
    limit: float | None
    usual: float
    wait: float = 0.0
    told: float | None = None
    granted: float = 0.0


def told_rate(message: str) -> float | None:
    """Requests a second that a refusal names: `Requests per Minute (actual/limit): 300/300`."""
    found = _TOLD.search(message)
    if found is None or not int(found[2]):
        return None
    return int(found[2]) / (60 if found[1].lower() == "minute" else 1)

"""Segments of writers' manifests: immutable objects, each the records of a stretch of one writer's logbook.

Their names say all: `manifests/<writer>/<start>-<end>-<hash>.jsonl`, from which byte of the writer's logbook
to which, and what they contain. The same stretch uploaded again is the same object. A writer alone replaces
segments of its own, by one that covers all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MANIFESTS, PICTURES, PREVIEWS, SOURCES = "manifests", "pictures", "previews", "sources"
LARGEST = 64 * 2**20  # bytes of a segment that is read
WHOLE = 4 * 2**20  # bytes of a logbook after which a segment is not made longer

_WRITER = "[0-9a-f]{16}"
_NAME = re.compile(rf"{MANIFESTS}/({_WRITER})/(\d{{12}})-(\d{{12}})-([0-9a-f]{{16}})\.jsonl")
SOURCE = re.compile(rf"{SOURCES}/{_WRITER}/[a-z0-9][a-z0-9._-]{{0,140}}")
FILE = re.compile(
    rf"{PICTURES}/{_WRITER}/[a-z0-9][a-z0-9._-]{{0,115}}\.(?:jpg|jpeg|png|webp|gif|img)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """Segment of a writer's manifest: from byte `start` of its logbook to before byte `end`."""

    writer: str
    start: int
    end: int
    digest: str = ""

    @property
    def name(self) -> str:
        """Its name at the address."""
        return f"{MANIFESTS}/{self.writer}/{self.start:012}-{self.end:012}-{self.digest}.jsonl"

    def covers(self, other: Segment) -> bool:
        """Whether all of the other is in this one, and there is more in it."""
        inside = self.writer == other.writer and self.start <= other.start and other.end <= self.end
        return inside and (self.start, self.end) != (other.start, other.end)

    def holds(self, data: bytes) -> bool:
        """Whether these are its bytes."""
        return digest_of(data) == self.digest


def segment_named(name: str) -> Segment | None:
    """The segment with this name, None where no segment has it."""
    found = _NAME.fullmatch(name)
    if found is None or int(found[2]) >= int(found[3]):
        return None
    return Segment(found[1], int(found[2]), int(found[3]), found[4])


def digest_of(data: bytes) -> str:
    """What the name of a segment says of its content."""
    return hashlib.sha256(data).hexdigest()[:16]


def longest(found: Iterable[Segment]) -> list[Segment]:
    """Those of the segments that no other one covers, by writers and from the beginning on."""
    kept: list[Segment] = []
    for each in sorted(found, key=lambda one: (one.writer, one.start, -one.end)):
        if not (kept and kept[-1].covers(each)):
            kept.append(each)
    return kept


def is_read(segment: Segment, read: Sequence[Segment]) -> bool:
    """Whether all of a segment was read before, in however many pieces."""
    at = segment.start
    for each in sorted(one for one in read if one.writer == segment.writer):
        if each.start <= at < each.end:
            at = each.end
    return at >= segment.end


def joined_start(sizes: Sequence[tuple[int, int]], start: int, end: int) -> int:
    """Where the segment of what is new, `start` to `end`, begins, so that segments stay few.

    `sizes` are the stretches (start, end) that are there, in order. As many of the newest are taken in as are
    no longer than what follows them: of n pieces about log2(n) segments are left, each byte of which was
    uploaded as often at most.
    """
    for first, last in reversed(sizes):
        if last != start or last - first > end - start or end - first > WHOLE:
            break
        start = first
    return start


def preview_name(file: str, sha256: str) -> str:
    """Where the small copy of a picture lies whose file is at `file`."""
    return f"{PREVIEWS}/{file.split('/')[1]}/{sha256}.jpg"

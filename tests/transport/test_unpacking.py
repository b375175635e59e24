from __future__ import annotations

import gzip
import zlib

import httpx
import pytest

from imagine_nb.transport.unpacking import PIECE, unpacking

TEXT = b'{"a": "' + b"fox " * 1000 + b'"}'


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = [
    ("gzip", gzip.compress(TEXT)),
    ("GZIP", gzip.compress(TEXT)),
    ("x-gzip, identity", gzip.compress(TEXT)),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", raw_deflate(TEXT)),
    ("gzip", gzip.compress(TEXT) + b"what follows"),
]


@pytest.mark.parametrize(("encoding", "packed"), PACKED, ids=range(len(PACKED)))  # bytes would hold the time
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_is_packed_is_unpacked_however_it_is_cut(encoding: str, packed: bytes, size: int) -> None:
    unpack = unpacking(encoding)
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(piece for chunk in chunks for piece in unpack(chunk)) == TEXT


def test_what_is_not_packed_needs_no_unpacking() -> None:
    assert [unpacking(encoding) for encoding in ("", "identity", " Identity , identity")] == [None] * 3


def test_a_few_bytes_become_many_only_step_by_step() -> None:
    packed = gzip.compress(bytes(40 * PIECE))
    sizes = [len(piece) for piece in unpacking("gzip")(packed)]
    assert sum(sizes) == 40 * PIECE
    assert max(sizes) == PIECE


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "gzip,gzip,gzip", "x" * 9999]
)
def test_what_nobody_asked_for_is_refused_before_it_is_unpacked(encoding: str) -> None:
    with pytest.raises(httpx.DecodingError, match="nobody asked for") as caught:
        unpacking(encoding)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_is_broken_is_told(encoding: str) -> None:
    with pytest.raises(httpx.DecodingError):
        list(unpacking(encoding)(b"\xffno such thing"))
    packed = gzip.compress(TEXT) if encoding == "gzip" else zlib.compress(TEXT)
    with pytest.raises(httpx.DecodingError):
        list(unpacking(encoding)(packed[:-4] + bytes(4)))  # where the checksum would be

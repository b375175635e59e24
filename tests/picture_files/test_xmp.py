import io

import pytest
from PIL import Image

from imagine_nb.picture_files import xmp

PACKET = b"<x:xmpmeta>a fox</x:xmpmeta>"
KINDS = ["JPEG", "PNG", "WEBP"]


def file(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((40, 30), 50).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def put(data: bytes, packet: bytes) -> bytes:
    return xmp.with_packet(data, packet, short=lambda name: f"<short {name}/>".encode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_packet_is_read_again_by_us_and_by_others(kind: str) -> None:
    data = put(file(kind), PACKET)
    assert xmp.packets(data) == [PACKET]
    assert Image.open(io.BytesIO(data)).info["xmp"] == PACKET


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_packet_replaces_the_first_and_no_pixel_changes(kind: str) -> None:
    plain = file(kind)
    data = put(put(plain, b"<old/>"), PACKET)
    assert xmp.packets(data) == [PACKET]
    assert Image.open(io.BytesIO(data)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_a_packet_has_none(kind: str) -> None:
    assert xmp.packets(file(kind)) == []


def test_a_long_packet_of_a_jpeg_comes_second_and_whole() -> None:
    packet = b"<x>" + b"a long prompt " * (3 * xmp.LONGEST // 14) + b"</x>"
    main, more = xmp.packets(put(file("JPEG"), packet))
    assert main.startswith(b"<short ")
    assert more == packet
    assert xmp.packets(put(put(file("JPEG"), packet), PACKET)) == [PACKET]


def test_another_kind_of_file_stays_as_it_is() -> None:
    assert put(b"GIF89a...", PACKET) == b"GIF89a..."
    assert xmp.packets(b"GIF89a...") == []

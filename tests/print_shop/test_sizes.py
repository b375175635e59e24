from __future__ import annotations

from fractions import Fraction

import pytest

from imagine_nb.print_shop.counter.sizes import RATIOS, RESOLUTIONS, size_like, size_of

PLAIN = [ratio for ratio in RATIOS if ratio != "auto"]


@pytest.mark.parametrize("resolution", RESOLUTIONS)
@pytest.mark.parametrize("ratio", PLAIN)
def test_every_ratio_is_kept_at_about_the_area_of_its_resolution(ratio, resolution):
    width, height = size_of(ratio, resolution)
    wide, high = (Fraction(side) for side in ratio.split(":"))
    assert width / height == pytest.approx(float(wide / high), rel=0.02)
    assert 0.85 <= width * height / RESOLUTIONS[resolution] ** 2 <= 1.02
    assert width % 16 == height % 16 == 0


@pytest.mark.parametrize("ratio", PLAIN)
def test_a_finer_resolution_is_larger(ratio):
    areas = [width * height for width, height in (size_of(ratio, name) for name in RESOLUTIONS)]
    assert areas == sorted(set(areas))


@pytest.mark.parametrize(
    ("ratio", "size"),
    [("3:4", (864, 1152)), ("3:2", (1248, 832)), ("16:9", (1280, 720)), ("1:1", (1024, 1024))],
)
def test_the_sizes_that_were_seen_on_the_api_are_met(ratio, size):
    assert size_of(ratio, "1k") == size


def test_auto_is_a_square():
    assert size_of("auto", "2k") == (2048, 2048)


@pytest.mark.parametrize("source", [(1, 4000), (4000, 1), (333, 777), (1, 1)])
def test_a_size_like_any_source_is_one_that_can_be_drawn(source):
    width, height = size_like(source, "1k")
    assert width % 16 == height % 16 == 0
    assert min(width, height) >= 500
    assert 0.85 <= width * height / 2**20 <= 1.05

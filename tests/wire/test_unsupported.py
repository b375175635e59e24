"""Every value of every setting fits, is left out with a reason, or is refused; nothing else is touched."""

from __future__ import annotations

import pytest

from imagine_nb.errors import InputError
from imagine_nb.prices import IMAGE_ROWS
from imagine_nb.settings import ON_THE_WIRE
from imagine_nb.wire.order import check_image_request
from imagine_nb.wire.unsupported import supported


@pytest.mark.parametrize("n_sources", [0, 1, 2])
@pytest.mark.parametrize("model", [*IMAGE_ROWS, "a-new-model"])
def test_what_is_left_is_what_the_table_takes(model: str, n_sources: int) -> None:
    for row in ON_THE_WIRE:
        for value in row.values or ("u-1",):
            kept, note = supported(model, {row.name: value, "image_url": "x"}, n_sources=n_sources)
            assert kept["image_url"] == "x"
            assert (row.name in kept) == (note == "")
            known = IMAGE_ROWS.get(model)
            if row.name not in kept or known is None or value in (row.values_of(known.family) or ("u-1",)):
                check_image_request(model, {**kept, "n": 1}, sources=["a"] * n_sources)


@pytest.mark.parametrize(("name", "value"), [("quality", "best"), ("aspect_ratio", "7:5"), ("quality", 3)])
def test_a_value_that_no_model_takes_is_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match="Allowed"):
        supported("grok-imagine-image", {name: value}, n_sources=1)


def test_none_is_no_wish() -> None:
    assert supported("grok-imagine-image", {"quality": None}, n_sources=0) == ({"quality": None}, "")

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from imagine_nb.errors import SourceError
from imagine_nb.picture_files.arrays import image_of_array
from imagine_nb.sources import source, sources

GREY = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


class Tensor:
    """Something of another library: it can be iterated, and becomes an array when asked."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __iter__(self) -> Any:
        return iter(self.array)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if isinstance(self.array, Exception):
            raise self.array
        return self.array


@pytest.mark.parametrize(
    "value",
    [
        GREY,
        GREY[..., None],
        np.asfortranarray(GREY),
        GREY[::-1][::-1],
        (GREY / 255).astype(np.float64),
        (GREY / 255).astype(np.float32),
        GREY.astype(np.uint16) * 257,
        (GREY.astype(np.uint16) * 257).astype(">u2"),
        np.ma.masked_array(GREY, mask=False),
        Tensor(GREY),
    ],
    ids=lambda value: f"{type(value).__name__}-{getattr(value, 'dtype', '')}",
)
def test_the_same_grey_in_any_array_is_the_same_picture(value: Any) -> None:
    assert np.array_equal(np.asarray(image_of_array(value)), GREY)


def test_half_precision_and_booleans_are_taken() -> None:
    assert np.array_equal(np.asarray(image_of_array(np.array([[0.0, 1.0]], np.float16))), [[0, 255]])
    assert np.array_equal(np.asarray(image_of_array(np.array([[False, True]]))), [[0, 255]])


def test_a_tensor_is_one_picture_and_not_a_list_of_rows() -> None:
    assert len(sources(Tensor(np.zeros((3, 4, 3), np.uint8)))) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.ma.masked_array(GREY, mask=GREY > 100), "masked"),
        (Tensor(RuntimeError("requires grad")), r"gives no array \(requires grad\)"),
        (np.array([[0.0, np.inf]]), "no picture"),
        (np.zeros((3, 4), np.complex64), "no picture"),
        (np.zeros((3, 4), np.uint32), "no picture"),
        (np.array([object()]), "no picture"),
        (np.array(7), "no picture"),
    ],
)
def test_what_is_no_picture_is_told(value: Any, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        source(value)
    assert caught.value.advice

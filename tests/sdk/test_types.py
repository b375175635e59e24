"""Types of annotations are what the tables of settings say."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from imagine_nb import settings, types


@pytest.mark.parametrize(
    ("alias", "values"),
    [
        (types.ImageFormat, settings.IMAGE_FORMATS),
        (types.ImageAspectRatio, settings.ASPECT_RATIO.values),
        (types.ImageResolution, settings.RESOLUTION.values),
        (types.ImageQuality, settings.QUALITY.values),
        (types.ImageDetail, settings.DETAIL.values),
        (types.ImageGenerationModel, settings.MODEL.values),
        (types.ChatModel, settings.QUESTION_MODEL.values),
    ],
)
def test_a_type_has_the_values_of_its_setting(alias: Any, values: tuple[str, ...]) -> None:
    assert get_args(alias) == values

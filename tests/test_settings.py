from __future__ import annotations

from imagine_nb import settings
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.prices import IMAGE_MODELS
from imagine_nb.settings import ASPECT_RATIO, ON_THE_WIRE, PICTURE, QUALITY, RESOLUTION, PictureSettings


def test_every_field_of_the_wire_has_a_row_and_every_row_its_own_name_and_flags() -> None:
    assert [row.name for row in ON_THE_WIRE] == list(PictureSettings.__annotations__)
    flags = [flag for row in PICTURE for flag in row.flags]
    assert len(flags) == len(set(flags))


def test_the_models_of_a_row_are_those_that_have_a_price() -> None:
    assert [model.name for model in IMAGE_MODELS] == list(settings.IMAGE_MODELS)
    for row in PICTURE:
        assert set(row.models) <= set(settings.IMAGE_MODELS)
        assert {value for values in row.models.values() for value in values} == set(row.models and row.values)


def test_there_are_sixteen_ratios_with_auto() -> None:
    assert len(ASPECT_RATIO.values) == len(set(ASPECT_RATIO.values)) == 16


def test_the_manual_names_every_value_and_who_alone_takes_it() -> None:
    assert RESOLUTION.manual == "the size: 1k, 1.5k, 2k; 1.5k with grok-imagine-image-2.0 alone"
    assert QUALITY.manual == "the quality: auto, low, medium; with grok-imagine-image-2.0 alone"
    assert ASPECT_RATIO.manual.endswith("21:9, 5:2; 21:9, 5:2 with grok-imagine-image-2.0 alone")
    assert settings.USER.manual == "an id of the end user, for the API"
    assert settings.DETAIL.manual == "how closely to look: auto, low, high"


def test_no_option_of_a_cell_bears_the_name_of_another() -> None:
    for magic in (ImagineMagics.imagine, ImagineMagics.ask_image):
        names = [action.dest for action in magic.parser._actions]
        assert len(names) == len(set(names))

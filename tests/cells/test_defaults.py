from argparse import Namespace

import pytest
from traitlets import TraitError

from imagine_nb.cells.defaults import Defaults
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.errors import InputError
from imagine_nb.settings import ASPECT_RATIO, COUNT, RESOLUTION

chosen = ImagineMagics.chosen  # of the magics, which are defaults themselves


def test_an_option_of_the_cell_comes_before_the_default() -> None:
    defaults = Defaults(resolution="2k")
    assert chosen(defaults, Namespace(resolution="1k"), RESOLUTION) == "1k"
    assert chosen(defaults, Namespace(resolution=None), RESOLUTION) == "2k"
    assert chosen(Defaults(), Namespace(resolution=None), RESOLUTION) is None


def test_the_shape_of_an_edit_has_no_default() -> None:
    defaults, left_out = Defaults(aspect_ratio="16:9"), Namespace(aspect_ratio=None)
    assert [chosen(defaults, left_out, ASPECT_RATIO, of=n) for n in (0, 1, 2)] == ["16:9", None, "16:9"]


def test_a_setting_without_a_default_is_what_the_cell_says() -> None:
    assert chosen(Defaults(), Namespace(n=3), COUNT) == 3


def test_the_environment_sets_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGINE_NB_RESOLUTION", "2k")
    monkeypatch.setenv("IMAGINE_NB_ASK_ABOVE", "$2.50")
    assert (Defaults().resolution, Defaults().ask_above) == ("2k", 2.5)
    assert Defaults(resolution="1k").resolution == "1k"


def test_text_sets_a_default_of_any_kind() -> None:
    defaults = Defaults()
    defaults.set_default("ask_above", "$5")
    defaults.set_default("aspect_ratio", "3:2")
    assert (defaults.ask_above, defaults.aspect_ratio) == (5.0, "3:2")


@pytest.mark.parametrize(
    ("name", "text"), [("ask_above", "much"), ("nested_loops", "perhaps"), ("quality", "best")]
)
def test_text_that_is_no_value_changes_nothing(name: str, text: str) -> None:
    defaults = Defaults()
    before = getattr(defaults, name)
    with pytest.raises(InputError):
        defaults.set_default(name, text)
    assert getattr(defaults, name) == before


def test_a_wrong_value_in_code_is_an_error_of_traits() -> None:
    with pytest.raises(TraitError, match="Did you mean '2k'"):
        Defaults().resolution = "2kk"

"""Figures as pictures: what is one, and one that cannot be drawn."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure
from PIL import Image

from imagine_nb.errors import SourceError
from imagine_nb.picture_files.figures import figure_in, png_of_figure


def test_a_figure_and_its_axes_are_the_figure_and_nothing_else_is() -> None:
    figure = Figure()
    assert [figure_in(each) for each in (figure, figure.subplots())] == [figure, figure]
    assert [figure_in(each) for each in (Figure, Image.new("RGB", (8, 8)), None)] == [None] * 3


def test_a_figure_that_cannot_be_drawn_is_told() -> None:
    figure = Figure()
    figure.text(0, 0, "$\\nothing{$")
    with pytest.raises(SourceError, match="The figure cannot be drawn"):
        png_of_figure(figure)

"""Grids: their axes as they are typed, their cells by label, their figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from imagine_nb import Studio
from imagine_nb.errors import InputError, ModeratedError, ServerError
from imagine_nb.grid import Grid, axes


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["style=a|b"], {"style": ("a", "b")}),
        (["style=a|b,time=c"], {"style": ("a", "b"), "time": ("c",)}),
        (["style=a|b", "time=c|d"], {"style": ("a", "b"), "time": ("c", "d")}),
        (["s=oil, on canvas|ink, t = c"], {"s": ("oil, on canvas", "ink"), "t": ("c",)}),
        (["s='a b'|\"c\"|a b"], {"s": ("a b", "c")}),
        (["s=\"a b|c\",t='d|e f'"], {"s": ("a b", "c"), "t": ("d", "e f")}),
        (["s='a b'|'c'"], {"s": ("a b", "c")}),
        (["ratio=16:9|9:16"], {"ratio": ("16:9", "9:16")}),
    ],
)
def test_axes_are_read_as_typed(given: list[str], found: dict[str, tuple[str, ...]]) -> None:
    assert axes(given) == found


@pytest.mark.parametrize("given", [["style"], ["=a"], ["1a=b"], ["a="], ["a=|"], ["a=b,a=c"], [""]])
def test_what_is_no_axis_is_refused(given: list[str]) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        axes(given)


def test_a_grid_has_at_most_100_cells() -> None:
    ten = "|".join(map(str, range(10)))
    assert [len(values) for values in axes([f"a={ten}", f"b={ten}"]).values()] == [10, 10]
    with pytest.raises(InputError, match=r"A grid of 101 cells is too large\. At most 100\."):
        axes([f"a={'|'.join(map(str, range(101)))}"])
    eleven = "|".join(map(str, range(11)))
    with pytest.raises(InputError, match="A grid of 121 cells is too large"):
        axes([f"a={eleven}", f"b={eleven}"])


@pytest.fixture
def grid(studio: Studio) -> Grid:
    made = {(style,): studio.imagine(f"a fox as a {style}") for style in ("linocut", "stencil")}
    return Grid(
        {"style": ("linocut", "stencil", "gore")}, {**made, ("gore",): ModeratedError("Refused <b>.")}
    )


def test_cells_have_labels_and_a_failed_one_raises(grid: Grid) -> None:
    assert list(grid) == ["linocut", "stencil", "gore"]
    assert grid["linocut"].one.prompt == "a fox as a linocut"
    assert len(grid.pictures) == 2
    with pytest.raises(ModeratedError):
        grid["gore"]
    with pytest.raises(
        KeyError, match=r"no 'linocutt'\. Did you mean linocut\? Labels: 'linocut', 'stencil'"
    ):
        grid["linocutt"]
    with pytest.raises(KeyError, match=r"no 7\. .*Labels: 'linocut'"):
        grid[7]
    with pytest.raises(KeyError, match="Labels: 'linocut'"):
        grid[{}]
    assert grid.get("oil") is None
    assert repr(grid) == "<Grid style: linocut, stencil, gore · 1 failed>"


def test_a_grid_makes_sheets_and_books_of_all_its_pictures(grid: Grid, tmp_path: Path) -> None:
    page = grid.to_html(tmp_path / "looks.html", width=64).read_text()
    assert page.count("<img ") == 2
    assert grid.contact_sheet().size == grid.pictures.contact_sheet().size


def test_a_grid_shows_its_labels_its_pictures_and_its_errors_escaped(grid: Grid) -> None:
    bundle = grid._repr_mimebundle_()
    assert bundle["text/html"].count("<img ") == 2
    assert "ModeratedError: Refused &lt;b&gt;." in bundle["text/html"]
    assert all(label in bundle["text/html"] and label in bundle["text/plain"] for label in grid)
    assert len(bundle["image/jpeg"]) < 12_000


def test_in_words_its_pictures_are_those_that_stand_alone(
    grid: Grid, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(studio.gallery.folder.parent)
    told = grid._repr_mimebundle_()["text/plain"]
    assert f"linocut: {grid['linocut'].one._repr_mimebundle_()['text/plain']}" in told.splitlines()
    assert str(studio.gallery.folder) not in told


def test_the_figure_has_a_place_for_every_cell(grid: Grid) -> None:
    figure = grid.figure()
    assert [place.get_title() for place in figure.axes] == ["linocut", "stencil", "gore"]
    assert [len(place.images) for place in figure.axes] == [1, 1, 0]
    assert "Refused" in figure.axes[2].texts[0].get_text()


def test_the_cost_of_a_grid_holds_what_refused_cells_were_billed(studio: Studio) -> None:
    made = {(style,): studio.imagine(f"a fox as a {style}") for style in ("linocut", "stencil")}
    billed = ModeratedError("Refused.", cost_ticks=200_000_000)
    cut = ServerError("It broke.", may_be_charged=True)
    free = ModeratedError("Refused. (As before: not sent, $0 now.)")

    def told(**cells: Exception) -> str:
        failed = {(label,): error for label, error in cells.items()}
        shown = Grid({"style": ("linocut", "stencil", *cells)}, {**made, **failed})
        html = str(shown._repr_mimebundle_()["text/html"])
        return html.rpartition(" · ")[2].partition("<")[0]

    assert told(gore=billed, blood=billed, again=free) == "$0.04"
    assert told(gore=billed, cut=cut) == "$0.02 + 1 that may have been charged"
    assert told(again=free) == "$0.00"

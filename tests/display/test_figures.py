import io
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from imagine_nb.charges import By, Charge
from imagine_nb.display.drawing import Drawing
from imagine_nb.display.figures import MOST_BARS, MOST_NODES, lineage_figure
from imagine_nb.gallery.ledger import ledger_of
from imagine_nb.picture_files.pixels import jpeg
from imagine_nb.records import PictureRecord

CENT = 10**8
ODD = "costs $5 to $6 \\frac{ 狐 🦊 <b>"  # a formula to matplotlib, letters that its font lacks
CHARGES = [
    Charge(str(number), 1.79e9 + number * 40_000, "host:1:ab", "xai", f"model-{number % 3}", ODD, "done",
           ("exact", "estimated", "unknown")[number % 3], CENT)
    for number in range(9)
]  # fmt: skip
FIRST = PictureRecord(
    "a", 1, "r", 0, "s", "1.jpg", "image/jpeg", 4, 3, 9, ODD, ODD, "m", "xai", "/images/generations", 0.0
)


def child(number: int, *parents: str) -> PictureRecord:
    return replace(FIRST, id=f"p{number}", number=number, parents=parents)


def shown(figure: Drawing) -> Image.Image:
    html = str(figure._repr_mimebundle_()["text/html"])
    found = re.fullmatch(r'<img alt="[^"<>]+" style="[^"]+" src="data:image/png;base64,([^"]+)">', html)
    assert found
    return Image.open(io.BytesIO(b64decode(found[1])))


def words(figure: Drawing) -> str:
    return " ".join(text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text")))


@pytest.mark.parametrize("by", ["request", "session", "day", "model"])
def test_a_ledger_is_drawn_with_its_total_and_what_is_uncertain(by: By) -> None:
    figure = ledger_of(CHARGES, by).figure()
    assert shown(figure).width > 600
    told = words(figure)
    assert "$0.03 + about $0.03 + 3 unknown (at most about $0.03)" in told
    assert "billed" in told
    assert "estimated" in told


def test_a_ledger_that_is_certain_needs_no_legend() -> None:
    figure = ledger_of([each for each in CHARGES if each.certainty == "exact"], "day").figure()
    shown(figure)
    assert figure.legends == []


@pytest.mark.parametrize("by", ["request", "day"])
def test_an_empty_ledger_is_an_empty_figure(by: By) -> None:
    assert "$0.00" in words(ledger_of([], by).figure())
    shown(ledger_of([], by).figure())


def test_a_long_ledger_says_how_much_of_it_is_shown() -> None:
    many = [replace(CHARGES[0], model=f"model-{number}") for number in range(MOST_BARS + 5)]
    figure = ledger_of(many, "model").figure()
    assert f"({MOST_BARS} of {MOST_BARS + 5} shown)" in words(figure)


def test_a_lineage_shows_every_picture_and_every_step() -> None:
    thumb = jpeg(Image.new("RGB", (64, 48), "red"))
    records = [FIRST, child(2, "a"), child(3), child(4, "p3", "p2", "p3")]
    figure = lineage_figure(records, lambda record: thumb if record.number != 3 else None, focus="p4")
    image = shown(figure)
    (axes,) = figure.axes
    assert len(axes.patches) == 3  # an arrow for each parent of each picture
    assert [f"#{number}" in words(figure) for number in (1, 2, 3, 4)] == [True] * 4
    assert {(254, 0, 0), (232, 232, 232)} <= {
        color for _, color in image.convert("RGB").getcolors(10**6) or ()
    }


def test_a_very_large_family_is_shown_around_the_picture() -> None:
    chain = [FIRST, child(2, "a"), *(child(number, f"p{number - 1}") for number in range(3, 201))]
    figure = lineage_figure(chain, lambda record: None, focus="p200")
    told = words(figure)
    assert f"{MOST_NODES} of 200 pictures" in told
    assert "#200" in told
    assert shown(figure).width < 2000


def test_no_picture_is_no_error(tmp_path: Path) -> None:
    lineage_figure([], lambda record: None).savefig(tmp_path / "none.png")
    assert (tmp_path / "none.png").exists()


def test_figures_say_in_words_what_they_show() -> None:
    ledger = ledger_of(CHARGES, "model").figure()
    assert ledger.alt.startswith("Cost by model: $0.03 + about $0.03 + 3 unknown")
    family = lineage_figure([FIRST, child(2, "a"), child(3, "a", "p2")], lambda _: None)
    assert "(from #1)" in family.alt
    assert "(from #1, #2)" in family.alt
    bundle = family._repr_mimebundle_()
    assert "(from #1)" in str(bundle["text/plain"])
    assert str(bundle["image/png"]) not in str(bundle["text/html"])  # smaller, for what shows no page

"""Results: a table in its rows' order, as a frame, as CSV, in a notebook and on a contact sheet."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from imagine_nb import Pictures, Studio
from imagine_nb.answers import Answer
from imagine_nb.bulk.reading import rows_of
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row, RowStatus
from imagine_nb.bulk.standing import DONE, Standing
from imagine_nb.errors import ImagineError, InputError, ModeratedError
from imagine_nb.money import TICKS_PER_USD
from imagine_nb.records import AnswerRecord

CENT = TICKS_PER_USD // 100


@pytest.fixture
def results(studio: Studio) -> Results:
    """Three rows that came, of which one was kept already, and three that did not."""
    rows = []
    for index, animal in enumerate(("fox", "cat", "fox")):
        kept = index == 2
        made = studio.imagine(f"a red {animal}")
        status: RowStatus = "kept" if kept else "done"
        cells = {"colour": "red", "animal": animal}
        rows.append(Row(index, cells, status, f"a red {animal}", made, None, 0 if kept else 2 * CENT, 1.5))
    errors: list[tuple[RowStatus, int | None, Exception | None]] = [
        ("moderated", 2 * CENT, ModeratedError("Refused <b>.")),
        ("unknown", None, ImagineError("Nobody knows.")),
        ("not asked", 0, None),
    ]
    for status, ticks, error in errors:
        rows.append(
            Row(len(rows), {"colour": "=1+1", "animal": None}, status, "x", cost_ticks=ticks, error=error)
        )
    return Results(rows, standing=Standing(6, seconds=4.0, state=DONE))


def asked(*texts: str | None, values: dict[str, Any] | None = None) -> Results:
    """Results of questions; None is one without an answer."""
    records = [AnswerRecord("a", "r", "q", text or "", "m", "xai", 0.0) for text in texts]
    return Results(
        Row(at, values or {"source": "a.png"}, "done" if texts[at] else "failed", "q", answer=found)
        for at, found in enumerate(Answer(each) if each.text else None for each in records)
    )


def test_results_are_the_rows_in_order(results: Results) -> None:
    assert (
        [row.index for row in results] == list(range(6)) == [results[at].index for at in range(len(results))]
    )
    assert isinstance(results[1:3], Results)
    assert [row.index for row in results[1:3]] == [1, 2]
    assert [picture.prompt for picture in results.pictures] == ["a red fox", "a red cat", "a red fox"]
    assert [row.index for row in results.failed] == [3]
    assert [row.index for row in results.unknown] == [4]


def test_results_tell_what_they_cost_and_how_long_they_took(results: Results) -> None:
    assert (results.cost_usd, results.seconds, results.bill) == (0.06, 4.0, "$0.06 + 1 unknown")
    told = "6 rows · 2 done · 1 kept · 1 moderated · 1 unknown · 1 not asked · $0.06 + 1 unknown · 4.0 s"
    assert repr(results) == f"<Results {told}>"
    assert repr(Results(results[::-1], standing=results.standing)) == repr(results)
    line = str(results).splitlines()[4]
    assert line.startswith("<Row 3 · moderated · x · ModeratedError: Refused <b>. Change the prompt")
    assert line.endswith("· $0.02>")


def test_results_are_a_frame(results: Results) -> None:
    frame = results.to_pandas()
    assert list(frame.columns) == [
        "colour", "animal", "status", "picture", "number", "cost_usd", "seconds", "error",
    ]  # fmt: skip
    assert list(frame["status"]) == ["done", "done", "kept", "moderated", "unknown", "not asked"]
    assert list(frame["cost_usd"][:4]) == [0.02, 0.02, 0.0, 0.02]
    assert pd.isna(frame["cost_usd"][4])
    assert Path(frame["picture"][1]) == results[1].pictures[0].path
    assert frame["error"][3].startswith("ModeratedError: Refused <b>.")
    assert len(pd.DataFrame(list(results))) == 6


def test_several_pictures_of_a_row_are_several_columns(studio: Studio) -> None:
    two, one = studio.imagine("a fox", n=2), studio.imagine("a cat")
    frame = Results([Row(0, {}, "done", "", two), Row(1, {}, "done", "", one)]).to_pandas()
    assert list(frame.columns[1:5]) == ["picture", "number", "picture_2", "number_2"]
    assert list(frame["number"]) == [two[0].number, one[0].number]
    assert pd.isna(frame["number_2"][1])


def test_the_fields_of_answers_become_columns() -> None:
    found = asked('{"colour": "red", "tags": ["a"], "error": 0}', "words", None, '{"n": 1}')
    frame = found.to_pandas()
    assert list(frame.columns) == [
        "source", "status", "answer", "colour", "tags", "error", "n", "cost_usd", "seconds", "error_",
    ]  # fmt: skip
    assert frame["tags"][0] == ["a"]
    assert list(frame["answer"][:2]) == ['{"colour": "red", "tags": ["a"], "error": 0}', "words"]
    assert '"[""a""]"' in found.csv


def test_a_column_of_the_table_keeps_its_name() -> None:
    own = {"status": "mine", "status_": "too", "colour": "blue"}
    frame = asked('{"colour": "red"}', values=own).to_pandas()
    assert list(frame.columns) == [
        "status", "status_", "colour", "status__", "answer", "colour_", "cost_usd", "seconds", "error",
    ]  # fmt: skip
    assert (frame["colour"][0], frame["colour_"][0]) == ("blue", "red")


def test_csv_is_for_spreadsheets_and_runs_nothing(results: Results, tmp_path: Path) -> None:
    path = results.to_csv(tmp_path / "out.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcolour,animal,status,")
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    assert [row["colour"] for row in rows] == ["red"] * 3 + ["'=1+1"] * 3
    assert rows[1]["number"] == str(results[1].pictures[0].number)
    assert path.read_text("utf-8-sig") == results.csv.replace("\r\n", "\n")
    with pytest.raises(InputError, match=r"cannot be written: .*out\.csv is no folder"):
        results.to_csv(path / "out.csv")


@pytest.mark.parametrize(
    ("cell", "written"),
    [("-5", "-5"), ("+1.5e3", "+1.5e3"), ("-5 dogs", "'-5 dogs"), ("@a", "'@a"), ("=1", "'=1"), (-5, "-5")],
)
def test_a_number_is_no_formula(cell: object, written: str) -> None:
    made = Results([Row(0, {"a": cell}, "done")])
    assert made.csv.splitlines()[1].startswith(f"{written},done")


def test_results_are_the_next_table(results: Results) -> None:
    rows = rows_of(results)
    assert rows.columns == ("colour", "animal", "picture")
    assert [row["picture"] for row in rows][:3] == list(results.pictures)
    assert rows[3]["picture"] is None
    assert [row["colour"] for row in rows_of(results.failed)] == ["=1+1"]
    assert len(rows_of(row for row in results if row.pictures)) == 3


def test_without_pandas_the_way_out_is_named() -> None:
    code = (
        "import sys\nsys.modules['pandas'] = None\nfrom imagine_nb.bulk.results import Results\n"
        "try:\n    Results([]).to_pandas()\nexcept ValueError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "pandas is not installed. Install it (pip install pandas), or use .csv.\n"


# ---- in a notebook ----


def test_results_show_themselves_as_a_table(results: Results) -> None:
    bundle = results._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.count("<img ") == 3
    assert html.count("<tr ") == 7
    assert 'alt="Picture: a red fox"' in html
    assert all(text in html for text in ("Refused &lt;b&gt;.", "may have been charged", "$0.06 + 1 unknown"))
    assert "<b>" not in html
    assert bundle["text/plain"] == str(results)
    assert len(bundle["image/jpeg"]) < 12_000


def many(studio: Studio, n: int, failed: Sequence[int] = ()) -> Results:
    """Many rows that share the picture of one, with noise in it, which no encoder makes small."""
    noise = io.BytesIO()
    Image.effect_noise((600, 600), 90).convert("RGB").save(noise, "PNG")
    fox = replace(studio.imagine("a fox").one, _data=noise.getvalue)
    words = {f"column {number}": '<&"> ' * 40 for number in range(8)}
    return Results(
        Row(at, words, "failed", error=ImagineError("No.")) if at in failed
        else Row(at, words, "done", "a fox", Pictures([fox] * 4))
        for at in range(n)
    )  # fmt: skip


def test_a_large_table_stays_small_and_says_how_many_more_there_are(studio: Studio) -> None:
    bundle = many(studio, 2000)._repr_mimebundle_()
    shown = bundle["text/html"].count("<tr ") - 1
    assert 10 < shown <= 50
    assert f"… and {2000 - shown:,} more: .to_pandas() and .to_csv(path) hold all" in bundle["text/html"]
    assert sum(map(len, bundle.values())) < 200_000
    assert "… and 1,960 more" in bundle["text/plain"]


def test_failures_further_down_are_shown_too(studio: Studio) -> None:
    rows = [Row(at, {}, "failed" if at in {100, 150} else "done", str(at)) for at in range(200)]
    html = Results(rows)._repr_mimebundle_()["text/html"]
    assert ">100</th>" in html
    assert ">150</th>" in html
    assert ">99</th>" not in html


def test_a_picture_whose_file_is_gone_says_so(results: Results) -> None:
    path = results[0].pictures[0].path
    assert path is not None
    path.unlink()
    html = results._repr_mimebundle_()["text/html"]
    assert html.count("<img ") == 2
    assert path.name in html


def test_no_results_show_themselves_too() -> None:
    assert repr(Results([])) == "<Results 0 rows · $0.00>"
    assert Results([]).csv == "status,picture,number,cost_usd,seconds,error\r\n"
    assert "text/html" in Results([])._repr_mimebundle_()


# ---- on a contact sheet ----


def test_a_sheet_has_a_tile_for_each_picture_and_each_error(results: Results, tmp_path: Path) -> None:
    html = results.contact_sheet(
        tmp_path / "sheet.html", captions="{animal} · {status}", title="Red"
    ).read_text()
    assert html.count("<li>") == 6
    assert html.count("<img ") == 3
    assert "<figcaption>cat · done</figcaption>" in html
    assert "ModeratedError: Refused &lt;b&gt;." in html
    assert "<figcaption>5 · x</figcaption>" in html  # a cell is empty there
    assert "<h1>Red</h1>" in html
    assert results.contact_sheet(str(tmp_path / "sheet.pdf")).read_bytes().startswith(b"%PDF")
    with Image.open(results.contact_sheet(tmp_path / "a.png")) as image:
        assert image.size == results.contact_sheet().size


def test_a_sheet_of_answers_has_their_words(tmp_path: Path) -> None:
    html = asked("A <b> fox.", None).contact_sheet(tmp_path / "sheet.html").read_text()
    assert '<div class="words">A &lt;b&gt; fox.</div>' in html
    assert '<div class="words failed">failed</div>' in html


def test_what_no_sheet_can_be_is_refused_and_nothing_is_written(results: Results, tmp_path: Path) -> None:
    for options, message in (
        ({"captions": "{anmal}"}, "captions names 'anmal', which is no column. Did you mean 'animal'"),
        ({"captions": 7}, "captions is 7. It is True, False, or a template of columns"),
        ({"title": 7}, "title is 7"),
        ({"columns": 0}, "columns is 0"),
        ({"page": "A9"}, "page is 'A9'. Did you mean A"),
        ({"colums": 3}, "There is no option colums=. Did you mean columns="),
    ):
        with pytest.raises(InputError) as caught:
            results.contact_sheet(tmp_path / "sheet.pdf", **options)  # type: ignore[call-overload]
        assert message in str(caught.value)
    with pytest.raises(InputError, match=r"not saved as \.gif\. Use a name that ends with"):
        results.contact_sheet(tmp_path / "sheet.gif")
    with pytest.raises(InputError, match=r"path is 7\. It is the name of a file"):
        results.contact_sheet(7)  # type: ignore[call-overload]
    with pytest.raises(InputError, match="nothing to be shown"):
        Results([]).contact_sheet()
    assert [each.name for each in tmp_path.glob("sheet*")] == []


def test_any_cell_of_the_table_is_written_in_words(studio: Studio, png: bytes) -> None:
    fox = studio.imagine("a fox")
    circle: list[Any] = []
    circle.append(circle)
    cells = {
        "picture": fox, "one": fox[0], "bytes": png, "day": date(2026, 3, 1), "flag": True, "circle": circle,
        "path": Path("a.png"), "odd": {(1, 2): 3},
    }  # fmt: skip
    made = Results([Row(0, cells, "done", "a", fox)])
    written = next(csv.DictReader(io.StringIO(made.csv)))
    assert written["picture"] == written["one"] == written["picture_"] == str(fox[0].path)
    assert (written["day"], written["flag"], written["path"]) == ("2026-03-01", "True", "a.png")
    assert all(len(value) < 200 for value in written.values())
    assert made._repr_mimebundle_()["text/html"].count("<img ") == 3

import csv
import sqlite3
from pathlib import Path

import pytest

from faults_server import FaultServer, jpeg, pictures, reply, silent
from imagine_nb import Client, Gallery, Studio
from imagine_nb.errors import APITimeoutError, BudgetError, InputError
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Request, SourceRecord, Status
from imagine_nb.transport.patience import Patience
from imagine_nb.usage import Usage

ONE = "grok-imagine-image"
CENT = 10**8
PIXEL = NewPicture(b"1", "image/jpeg", 1, 1)


def keep(
    gallery: Gallery, status: Status, ticks: int | None = None, *, n: int = 1, prompt: str = "a fox",
    model: str = ONE, engine: str = "xai",
) -> None:  # fmt: skip
    request = Request(engine, "u", "/images/generations", model, prompt, prompt, {"n": n})
    begin(gallery, request).finish(Outcome(status, usage=Usage(ticks)), pictures=[PIXEL])


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "g")


@pytest.mark.parametrize(
    ("status", "told", "certainty", "ticks"),
    [
        ("done", 3 * CENT, "exact", 3 * CENT),
        ("done", None, "estimated", 2 * CENT),
        ("partial", None, "estimated", 2 * CENT),
        ("moderated", 2 * CENT, "exact", 2 * CENT),
        ("moderated", None, "estimated", 2 * CENT),
        ("failed", None, "exact", 0),
        ("failed", 2 * CENT, "exact", 2 * CENT),
        ("cancelled", None, "exact", 0),
        ("unknown", None, "unknown", 2 * CENT),
        ("unknown", 2 * CENT, "exact", 2 * CENT),
    ],
)
def test_a_charge_is_as_certain_as_what_the_server_told(
    gallery: Gallery, status: Status, told: int | None, certainty: str, ticks: int
) -> None:
    keep(gallery, status, told)
    (row,) = gallery.ledger()
    (charge,) = row.charges
    assert (charge.status, charge.certainty, charge.ticks) == (status, certainty, ticks)


def test_a_request_under_way_is_unknown_until_it_has_ended(gallery: Gallery) -> None:
    entry = begin(gallery, Request("xai", "u", "/images/generations", ONE, "a fox", "a fox", {"n": 3}))
    assert gallery.ledger().total.bill == "1 unknown (at most about $0.06)"
    entry.finish(Outcome("done", usage=Usage(6 * CENT)), pictures=[PIXEL])
    assert gallery.ledger().total.bill == "$0.06"


def test_a_second_ending_is_the_one_that_counts(gallery: Gallery) -> None:
    entry = begin(gallery, Request("xai", "u", "/images/generations", ONE, "a fox", "a fox", {"n": 1}))
    entry.fail(Outcome("unknown"))
    entry.finish(Outcome("done", usage=Usage(2 * CENT)), pictures=[PIXEL])
    assert [(row.requests, row.bill) for row in gallery.ledger()] == [(1, "$0.02")]


def test_a_price_that_nobody_knows_is_unknown(gallery: Gallery) -> None:
    keep(gallery, "done", model="somebody-elses")
    assert gallery.ledger().total.bill == "1 unknown"


def test_the_print_shop_is_free_for_certain(studio: Studio) -> None:
    fox = studio.imagine("a red fox", n=2)
    studio.ask("What is this?", images=fox[0])
    total = studio.gallery.ledger().total
    assert (total.requests, total.bill) == (2, "$0.00")


def test_an_edit_and_a_question_are_estimated_by_what_they_carry(gallery: Gallery) -> None:
    source = SourceRecord("fox", sha256="s")
    edit = Request("xai", "u", "/images/edits", ONE, "night", "night", {"n": 2}, (source,))
    asked = Request("xai", "u", "/responses", "grok-4.3", "What?", "What?", {}, (source,))
    begin(gallery, edit).finish(Outcome("done"), pictures=[PIXEL])
    assert gallery.ledger().total.estimated_usd == pytest.approx(0.042)
    begin(gallery, asked).finish(Outcome("done"))
    assert 0.042 < gallery.ledger().total.estimated_usd < 0.06


def test_rows_by_request_session_day_and_model(gallery: Gallery) -> None:
    keep(gallery, "done", 2 * CENT, prompt="first")
    keep(gallery, "done", 2 * CENT, prompt="second")
    keep(gallery, "unknown", model="grok-imagine-image-2.0")
    assert [row.name.split(" ", 2)[2] for row in gallery.ledger()] == ["a fox", "second", "first"]
    assert [(row.name, row.bill) for row in gallery.ledger("model")] == [
        (ONE, "$0.04"),
        ("grok-imagine-image-2.0", "1 unknown (at most about $0.04)"),
    ]
    for by in ("session", "day"):
        (row,) = gallery.ledger(by)  # type: ignore[arg-type]
        assert (row.requests, row.unknown) == (3, 1)
    assert (
        repr(gallery.ledger("day"))
        == "<Ledger by day · 3 requests · $0.04 + 1 unknown (at most about $0.04)>"
    )
    assert str(gallery.ledger("model")).splitlines()[-1].split()[:2] == ["total", "3"]
    with pytest.raises(InputError, match="week"):
        gallery.ledger("week")  # type: ignore[arg-type]


def test_another_process_is_another_session(gallery: Gallery) -> None:
    keep(gallery, "done", 2 * CENT)
    with sqlite3.connect(gallery.folder / "gallery.db") as db:
        for table in ("requests", "bills"):
            db.execute(f"UPDATE {table} SET session = 'elsewhere:7:ab'")
    db.close()
    keep(gallery, "done", CENT)
    assert [row.exact_usd for row in gallery.ledger("session")] == [0.01, 0.02]
    assert gallery.ledger("session").rows[1].name.endswith(", process 7 on elsewhere")


def test_an_empty_gallery_has_cost_nothing(gallery: Gallery) -> None:
    assert (gallery.ledger().rows, gallery.ledger().total.bill) == ((), "$0.00")
    assert "total" in gallery.ledger("day")._repr_html_()


def test_the_table_escapes_what_users_typed(gallery: Gallery) -> None:
    keep(gallery, "done", CENT, prompt="<script>alert(1)</script>", model="<b>")
    for by in ("request", "model"):
        html = gallery.ledger(by)._repr_html_()  # type: ignore[arg-type]
        assert "<script" not in html
        assert "<b>" not in html
    assert "&lt;script&gt;" in gallery.ledger()._repr_html_()


def test_a_long_table_says_that_there_is_more(gallery: Gallery) -> None:
    for number in range(103):
        keep(gallery, "done", CENT, prompt=f"fox {number}")
    html = gallery.ledger()._repr_html_()
    assert html.count("<tr>") == 1 + 100 + 1 + 1
    assert "3 more" in html


def test_the_csv_holds_every_request_and_no_formula(gallery: Gallery, tmp_path: Path) -> None:
    keep(gallery, "done", 2 * CENT, prompt='=HYPERLINK("http://evil")')
    keep(gallery, "unknown", prompt='two\n"lines"')
    with gallery.ledger().csv(tmp_path / "costs.csv").open(newline="", encoding="utf-8") as file:
        newest, oldest = csv.DictReader(file)
    assert (newest["prompt"], newest["certainty"], newest["status"]) == ('two\n"lines"', "unknown", "unknown")
    assert (oldest["prompt"], oldest["usd"]) == ('\'=HYPERLINK("http://evil")', "0.02")
    with gallery.ledger("model").csv(tmp_path / "models.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["model"], row["requests"], row["exact_usd"], row["unknown_requests"]) == (
        ONE,
        "2",
        "0.02",
        "1",
    )


def test_a_gallerys_budget_counts_what_other_sessions_spent(tmp_path: Path, faults: FaultServer) -> None:
    keep(Gallery(tmp_path), "done", 3 * CENT)
    gallery = Gallery(tmp_path, budget=0.06)
    assert gallery.budget.left_usd == pytest.approx(0.03)
    faults.then(reply(200, pictures(jpeg(), ticks=2 * CENT)))
    client = Client("xai-test-key-0123456789", base_url=faults.base_url, gallery=gallery)
    client.image.sample("a fox", ONE)
    assert gallery.budget.left_usd == pytest.approx(0.01)
    keep(Gallery(tmp_path), "done", CENT // 2)
    assert gallery.budget.spent_usd == pytest.approx(0.055)
    with pytest.raises(BudgetError, match=r"of the budget of \$0.06 is left"):
        client.image.sample("a cat", ONE)
    assert len(faults.requests) == 1
    client.close()


def test_what_may_have_been_charged_counts_with_its_estimate(tmp_path: Path, faults: FaultServer) -> None:
    gallery = Gallery(tmp_path, budget=0.03)
    faults.then(silent())
    client = Client(
        "xai-test-key-0123456789",
        base_url=faults.base_url,
        gallery=gallery,
        timeout=Patience(read=1.5, attempts=1),
    )
    with pytest.raises(APITimeoutError):
        client.image.sample("a fox", ONE)
    assert gallery.ledger().total.bill == "1 unknown (at most about $0.02)"
    with pytest.raises(BudgetError):
        client.image.sample("a fox", ONE)
    client.close()


def test_a_gallery_without_a_budget_has_no_limit(gallery: Gallery) -> None:
    keep(gallery, "done", 5000 * CENT)
    assert (gallery.budget.left_usd, gallery.budget.spent_usd) == (None, 50)
    with pytest.raises(InputError, match="budget is 'lots'"):
        Gallery(gallery.folder, budget="lots")  # type: ignore[arg-type]

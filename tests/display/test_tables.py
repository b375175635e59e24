import base64
import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from faults_server import jpeg
from imagine_nb.charges import Charge, Row
from imagine_nb.display.html import Shown
from imagine_nb.display.tables import LEAST, ROWS_SHOWN, grid_bundle, ledger_html, shelf_bundle
from imagine_nb.records import Author, PictureRecord

NASTY = "<script>alert('x')</script>"
RECORD = PictureRecord(
    "a", 7, "r", 0, "s", "0007-fox.jpg", "image/jpeg", 64, 48, 9, "a fox", "a fox", "m", "xai",
    "/images/generations", 0.0, cost_ticks=200_000_000,
)  # fmt: skip


def shown(number: int, prompt: str = "a fox") -> Shown:
    return Shown(replace(RECORD, id=f"p{number}", number=number, prompt=prompt, sent=prompt), jpeg())


def test_pictures_of_several_requests_each_keep_their_prompt() -> None:
    bundle = shelf_bundle([shown(2, "a boat"), shown(1, NASTY)])
    assert bundle["text/html"].count("<img ") == 2
    assert "a boat" in bundle["text/html"]
    assert "<script>" not in bundle["text/html"]
    assert [line.split(":")[0] for line in bundle["text/plain"].splitlines()] == ["Picture 2", "Picture 1"]
    assert "2 pictures" in bundle["text/html"]
    assert "$0.04" in bundle["text/html"]


def test_pictures_of_several_prompts_tell_who_wrote_their_alt_texts() -> None:
    described = replace(RECORD, number=3, alt=NASTY, alt_by=Author("xai", "grok-4.3"))
    html = shelf_bundle([shown(2, "a boat"), Shown(described, jpeg())])["text/html"]
    assert "3: Alt text by grok-4.3: " in html
    assert "<script>" not in html
    assert "alt text" not in shelf_bundle([shown(2, "a boat"), shown(1, "a kite")])["text/html"]


def test_a_part_of_many_says_how_many_there_are_and_where() -> None:
    bundle = shelf_bundle([shown(2), shown(1)], of=1_090, note="Elsewhere <are> more.")
    assert "2 of 1,090 pictures" in bundle["text/html"]
    assert "Elsewhere &lt;are&gt; more." in bundle["text/html"]
    assert bundle["text/plain"].endswith("\n2 of 1,090 pictures. Elsewhere <are> more.")


def test_a_grid_has_labels_pictures_and_the_sum_of_their_cost() -> None:
    rows = [("fox", [[shown(1), shown(2)], "it failed"]), (NASTY, [[shown(3)], [shown(4)]])]
    html = grid_bundle(["day", "night"], rows)["text/html"]
    assert (html.count("<tr "), html.count("<td "), html.count("<img ")) == (3, 4, 4)
    assert "it failed" in html
    assert "4 pictures" in html
    assert "$0.08" in html
    assert "<script>" not in html


def test_what_the_print_shop_did_not_follow_is_told_at_its_tile() -> None:
    note = f"Print shop, not Grok. Drew: 1 fox. Not understood: comic, {NASTY}."
    odd = shown(1)
    told = replace(odd, record=replace(odd.record, engine="print-shop", revised_prompt=note))
    theirs = replace(odd, record=replace(odd.record, revised_prompt="A fox. Not done: nothing."))
    for bundle in (grid_bundle(["comic"], [("", [[told]])]), shelf_bundle([told, shown(2)])):
        assert "Not understood: comic, " in bundle["text/html"]
        assert "<script>" not in bundle["text/html"]
        assert "Drew" not in bundle["text/html"]
    assert "Not done" not in grid_bundle(["comic"], [("", [[theirs]])])["text/html"]


def test_no_header_of_a_grid_is_empty() -> None:
    html = grid_bundle(["day", "night"], [("", [[shown(1)], [shown(2)]])])["text/html"]
    assert re.findall(r"<th\b[^>]*>(.*?)</th>", html) == ["day", "night"]


def test_a_grid_in_which_all_failed_has_no_raster() -> None:
    bundle = grid_bundle(["day"], [("", ["it failed"])])
    assert "image/jpeg" not in bundle
    assert "it failed" in bundle["text/html"]


@pytest.mark.parametrize(("count", "more"), [(ROWS_SHOWN, False), (ROWS_SHOWN + 2, True)])
def test_a_long_ledger_says_that_there_is_more(count: int, more: bool) -> None:
    charge = Charge("r", 0.0, "s", "xai", "m", "a fox", "done", "exact", 200_000_000)
    html = ledger_html([Row(f"{NASTY} a row", (charge,)) for _ in range(count)], "request")
    assert ("… and 2 more" in html) is more
    assert html.count(" a row") == ROWS_SHOWN
    assert f"<th>{count}</th>" in html
    assert "<script>" not in html


def test_the_contact_sheet_is_a_small_jpeg() -> None:
    data = base64.b64decode(shelf_bundle([shown(number) for number in range(9)])["image/jpeg"])
    sheet = Image.open(io.BytesIO(data))
    assert (sheet.format, sheet.size) == ("JPEG", (320, 240))


def test_pictures_of_a_wide_grid_are_large_enough_to_see() -> None:
    labels = [f"style {number}" for number in range(12)]
    bundle = grid_bundle(labels, [("", [[shown(number)] for number in range(12)])])
    assert bundle["text/html"].count(f"min-width:{LEAST}px") == 12
    assert "overflow-x:auto" in bundle["text/html"]
    sheet = Image.open(io.BytesIO(base64.b64decode(bundle["image/jpeg"])))
    assert sheet.size == (320, 192)  # five in a row, of 64 pixels each
    assert len(bundle["image/jpeg"]) <= 12_000


def test_labels_and_prompts_stand_in_their_own_direction() -> None:
    bundle = grid_bundle(["ثعلب"], [("שועל", [[shown(1, "ثعلب أحمر في الثلج")]])])
    assert bundle["text/html"].count('<th dir="auto"') == 2
    assert '<div dir="auto"><div>ثعلب أحمر في الثلج</div></div>' in bundle["text/html"]

"""What a request of a table brought is charged to its row once, and once only."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from faults_server import FaultServer, pictures, reply
from quick_server import TICKS, QuickServer

PAIR = [{"what": "fox"}, {"what": "owl"}]


def noise() -> bytes:
    whole = BytesIO()
    Image.effect_noise((200, 200), 90).save(whole, "JPEG")
    return whole.getvalue()


def test_an_edit_that_is_set_into_a_region_costs_what_the_whole_edit_did(
    make: Any, quick: QuickServer, png: bytes
) -> None:
    results = make().imagine_many(PAIR, "a {what} there", images=png, region=(0, 0, 16, 16))
    assert [(row.status, row.cost_ticks, len(row.pictures)) for row in results] == [("done", TICKS, 1)] * 2
    again = make().imagine_many(PAIR, "a {what} there", images=png, region=(0, 0, 16, 16))
    assert [(row.status, row.cost_ticks, len(row.pictures)) for row in again] == [("kept", 0, 1)] * 2


def test_an_edit_that_cannot_be_set_in_is_charged_all_the_same(
    make: Any, faults: FaultServer, png: bytes
) -> None:
    torn = noise()[:-2000]  # its header is whole
    faults.then(reply(200, pictures(torn, ticks=TICKS)))
    row = make(base_url=faults.base_url).imagine_many(["a fox"], images=png, region=(0, 0, 16, 16))[0]
    assert (row.status, row.cost_ticks) == ("failed", TICKS)
    assert "could not be set in" in str(row.error)


def test_of_two_runs_of_one_table_at_once_the_first_pays(make: Any, quick: QuickServer) -> None:
    studio = make()
    quick.hold()
    first = studio.imagine_many(["a fox", "an owl"], background=True)
    quick.wait_for(2)
    second = studio.imagine_many(["a fox", "an owl"], background=True)
    quick.release()
    assert [row.cost_ticks for row in first.result()] == [TICKS] * 2
    assert [(row.status, row.cost_ticks) for row in second.result()] == [("done", 0)] * 2
    assert len(quick.bodies) == 2

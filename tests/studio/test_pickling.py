"""Pictures go to other processes and come back, with their files and without any key."""

from __future__ import annotations

import copy
import multiprocessing
import operator
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from imagine_nb import Client, Studio
from imagine_nb.errors import APIConnectionError, BudgetError, ImagineError, ModeratedError
from quick_server import QuickServer

KEY = "xai-" + "k" * 40


KNOWN = operator.attrgetter("id", "image.size", "data")  # what another process tells of a picture


def test_a_picture_finds_its_file_in_another_process(studio: Studio, tmp_path: Path) -> None:
    foxes = studio.imagine("a red fox", n=2)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(KNOWN, foxes)) == [KNOWN(each) for each in foxes]
        assert pool.submit(copy.copy, foxes).result() == foxes
    (tmp_path / "foxes.pickle").write_bytes(pickle.dumps({"all": foxes, "one": foxes[0]}))
    program = (
        "import pickle, sys\nfound = pickle.load(open(sys.argv[1], 'rb'))\n"
        "fox = found['one']\nassert fox == found['all'][0]\n"
        "assert '<img ' in fox._repr_mimebundle_()['text/html']\n"
        "assert fox.save(sys.argv[2]).is_file()\nprint(fox.sha256)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "foxes.pickle"), str(tmp_path / "fox.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == foxes[0].sha256 == foxes[0].record.sha256


def test_no_key_goes_along(quick: QuickServer, tmp_path: Path) -> None:
    with_key = Studio(base_url=quick.base_url, api_key=KEY, gallery=tmp_path / "g", notify=lambda text: None)
    kept = with_key.imagine("a red fox")
    answer = with_key.ask("what is it?", images=kept)
    client = Client(base_url=quick.base_url, api_key=KEY, gallery=False)
    response = client.image.sample("a red fox", "grok-imagine-image")
    unkept = Studio(base_url=quick.base_url, api_key=KEY, gallery=False, notify=lambda text: None)
    loose = unkept.imagine("a red fox").one
    for each in (kept, kept.one, answer, response, loose, kept.record):
        pickled = pickle.dumps(each)
        assert KEY.encode() not in pickled
        assert repr(pickle.loads(pickled)) == repr(each)
    assert pickle.loads(pickle.dumps(loose)).data == loose.data
    assert pickle.loads(pickle.dumps(response)).data == response.data
    assert len(pickle.dumps(kept)) < 4_000
    for closed in (with_key, client, unkept):
        closed.close()


def test_a_picture_that_came_back_is_a_source_and_is_edited(studio: Studio) -> None:
    fox = studio.imagine("a red fox").one
    back = pickle.loads(pickle.dumps(fox))
    assert (back == fox, back.path, copy.deepcopy(back) is back) == (True, fox.path, True)
    assert studio.imagine("make it night", images=back).parents == (fox.id,)
    assert back.imagine("make it day", engine="print-shop").parents == (fox.id,)
    back._maker.close()


@pytest.mark.parametrize(
    "error",
    [
        BudgetError("Too dear.", price_usd=2.0, left_usd=1.0, advice="Ask for less."),
        ModeratedError("Refused.", status=400, cost_ticks=5),
        APIConnectionError("Cut.", may_be_charged=True),
        ImagineError("Nothing."),
    ],
)
def test_an_error_of_a_worker_comes_back_whole(error: ImagineError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from imagine_nb import Studio

COLUMNS = ["number", "prompt", "model", "size", "cost_usd", "parents", "path", "id"]


def test_pictures_are_a_frame_of_their_facts(studio: Studio) -> None:
    foxes = studio.imagine("a red fox", n=2)
    night = studio.imagine("make it night", images=foxes[0])
    frame = pd.DataFrame([*foxes, *night])
    assert list(frame.columns) == COLUMNS
    assert list(frame["number"]) == [1, 2, 3]
    assert list(frame["prompt"]) == ["a red fox", "a red fox", "make it night"]
    assert frame["parents"][2] == (foxes[0].id,)
    assert frame["path"][2] == night.one.path
    for one in (foxes, night):
        assert one.to_pandas().equals(pd.DataFrame(one))


def test_answers_are_a_frame_and_are_pickled_and_copied_whole(studio: Studio, png: bytes) -> None:
    told = [studio.ask(question, images=png) for question in ("What size is it?", "Is it dark?")]
    frame = pd.DataFrame(told)
    assert list(frame.columns) == ["question", "text", "model", "cost_usd", "id"]
    assert list(frame["question"]) == ["What size is it?", "Is it dark?"]
    assert replace(told[0], badge="kept").record == told[0].record
    for again in (pickle.loads(pickle.dumps(told[0])), copy.copy(told[0]), copy.deepcopy(told[0])):
        assert (again.record, again.about) == (told[0].record, told[0].about)


@pytest.mark.parametrize("of", ["gallery", "results"])
def test_what_else_holds_pictures_is_a_frame_too(studio: Studio, of: str) -> None:
    results = studio.imagine_many(["a fox", "a hat"])
    frame = pd.DataFrame(studio.gallery if of == "gallery" else results)
    assert sorted(frame["prompt"]) == ["a fox", "a hat"]


def test_without_pandas_the_way_out_is_named() -> None:
    code = (
        "import sys\nsys.modules['pandas'] = None\nfrom imagine_nb.pictures import Pictures\n"
        "try:\n    Pictures([]).to_pandas()\nexcept ValueError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "pandas is not installed. Install it (pip install pandas).\n"

"""The panel as a widget in a real kernel: what a front end says to it, hears of it, and keeps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk import KEY
from panel_kernel import LOAD, PanelKernel

SOON = 0.2  # seconds
THEN = "\npanel"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PanelKernel]:
    made = PanelKernel(tmp_path_factory.mktemp("panels"), variables={"IMAGINE_NB_ENGINE": "print-shop"})
    assert made.run(LOAD).error == ""
    yield made
    made.close()


@pytest.fixture
def kernel(shared: PanelKernel) -> PanelKernel:
    """A kernel on the print shop, with nothing heard yet."""
    shared.comms.clear()
    shared.said.clear()
    return shared


def test_a_page_is_answered_and_sees_its_pictures(kernel: PanelKernel, png: bytes) -> None:
    comm = kernel.opens()
    assert kernel.ask(comm, "hello")["engine"]["name"] == "print-shop"
    upload = kernel.ask(comm, "upload", name="disc.png", size=len(png))["upload"]
    source = kernel.ask(comm, "piece", png, upload=upload, index=0)
    assert (source["source"]["width"], source["buffers"][0][:2]) == (320, b"\xff\xd8")
    ended = kernel.generate(comm, "a hat", sources=[source["source"]["key"]])
    assert (ended["state"], ended["text"][:24]) == ("done", "Made 1 picture · $0.00 ·")
    group = kernel.told(comm, lambda told: told.get("event") == "result" and bool(told["group"]["cards"]))
    whole = kernel.ask(comm, "image", id=group["group"]["cards"][0]["id"])
    assert whole["buffers"][0][:2] == b"\xff\xd8"
    assert kernel.prints("print(panel.pictures.one.prompt, '·', panel.prompt)") == "a hat · a hat"


def test_it_works_while_a_cell_runs(kernel: PanelKernel) -> None:
    comm, subshell = kernel.opens(cell="c-0"), kernel.subshell()
    kernel.run("go_on = threading.Event()")
    running = kernel.start("print('running')\nassert go_on.wait(60)\nprint(len(panel.pictures))")
    kernel.wait(running, until="running")
    assert kernel.ask(comm, "beat", subshell=subshell)["ok"]
    since = len(kernel.comms)
    kernel.ask(comm, "generate", prompt="a fox", sources=[], count=1, subshell=subshell)
    kernel.told(comm, lambda told: told.get("event") == "job" and told["state"] == "done", since=since)
    open_gate = kernel.client.session.msg("execute_request", {
        "code": "go_on.set()", "silent": True, "store_history": False, "user_expressions": {},
        "allow_stdin": False, "stop_on_error": False,
    })  # fmt: skip
    open_gate["header"]["subshell_id"] = subshell
    kernel.client.shell_channel.send(open_gate)
    assert kernel.wait(running).text.split() == ["running", "1"]


def test_running_the_cell_again_brings_form_and_results_back(kernel: PanelKernel) -> None:
    code = "panel = imagine_nb.panel(prompt='a cat')\npanel"
    first = kernel.opens(code, cell="c-1")
    kernel.generate(first, "a fox", count=2)
    kernel.ask(first, "form", prompt="a new <b>hat</b>", sources=[], count=7)
    second = kernel.opens(code, cell="c-1")
    assert kernel.told(first, lambda told: told.get("event") == "gone")
    assert first in kernel.closed
    state = kernel.ask(second, "hello")["state"]
    assert (state["form"]["prompt"], state["form"]["count"]) == ("a new <b>hat</b>", 7)
    assert [len(each["cards"]) for each in state["results"]] == [2]
    assert kernel.prints("print(len(panel.pictures), panel.prompt)") == "2 a new <b>hat</b>"
    other = kernel.opens("panel = imagine_nb.panel(prompt='a dog')\npanel", cell="c-1")
    state = kernel.ask(other, "hello")["state"]
    assert (state["form"]["prompt"], state["results"]) == ("a dog", [])


def test_several_panels_of_one_cell_live_beside_each_other(kernel: PanelKernel) -> None:
    code = "from IPython.display import display\nfor _ in range(2): display(imagine_nb.panel())"
    before = len(kernel.comms)
    kernel.run(code, cell="c-2")
    first, second = kernel.opened(before)
    assert not {first, second} & kernel.closed
    kernel.generate(second, "of the second")
    kernel.run(code, cell="c-2")
    assert {first, second} <= kernel.closed
    again = kernel.opened(before)[2:]
    prompts = [[each["prompt"] for each in kernel.ask(comm, "hello")["state"]["results"]] for comm in again]
    assert prompts == [[], ["of the second"]]


SET = """
panel.prompt = 'a <b>fox</b>'
panel.view = 'compare'
fox = studio().imagine('a fox')
panel.selected = fox
"""
OBSERVED = """
panel, seen = imagine_nb.panel(view='ask'), []
panel.observe(lambda change: seen.append(len(change.new)), 'pictures')
panel
"""


def test_a_cell_reads_sets_and_observes_what_is_there(kernel: PanelKernel) -> None:
    comm = kernel.opens(OBSERVED)
    since = len(kernel.comms)
    kernel.run(SET)
    prompt, view, selected = (
        kernel.state(comm, each, since=since) for each in ("prompt", "view", "selected")
    )
    assert (prompt["prompt"], view["view"]) == ("a <b>fox</b>", "compare")
    assert selected["selected"] == [kernel.prints("print(fox.one.id)")]
    assert "results" not in prompt
    kernel.run("panel.pictures = fox")
    results = kernel.state(comm, "results", since=since)
    assert len(results["results"][0]["cards"]) == len(results["buffers"]) == 1
    kernel.generate(comm, "two hats", count=2)
    prompts = kernel.prints("print(seen, [each.prompt for each in panel.pictures])")
    assert prompts == "[1, 3] ['two hats', 'two hats', 'a fox']"
    kernel.ask(comm, "select", ids=[])
    assert kernel.prints("print(len(panel.selected), panel.view)") == "0 compare"
    assert "These are no pictures" in kernel.run("panel.pictures = ['x']").error
    assert "view" in kernel.run("panel.view = 'gallery'").error
    assert "Did you mean 'create'" in kernel.run("imagine_nb.panel(view='creat')").error


def test_an_answer_is_a_trait(kernel: PanelKernel) -> None:
    comm = kernel.opens()
    kernel.run("fox = studio().imagine('a fox').one")
    since = len(kernel.comms)
    kernel.ask(comm, "ask", question="What is it?", pictures=[kernel.prints("print(fox.id)")])
    kernel.told(comm, lambda told: told.get("event") == "job" and told["state"] == "done", since=since)
    assert kernel.prints("print(panel.answer.question, bool(panel.answer.text))") == "What is it? True"
    kernel.run("panel.answer = fox.ask('How large?')")
    told = kernel.state(comm, "turns", since=since)
    assert [each["question"] for each in told["turns"]] == ["What is it?", "How large?"]


def test_panels_hear_of_cells_and_of_each_other_soon(kernel: PanelKernel) -> None:
    comms = [kernel.opens(f"panel_{each} = imagine_nb.panel()\npanel_{each}") for each in range(2)]
    for comm in comms:
        kernel.ask(comm, "beat")
    kernel.generate(comms[0], "the first")  # whatever is slow the first time
    for comm in comms:
        kernel.told(comm, lambda told: told.get("event") == "added")
    makers = {
        "of a cell": lambda prompt: kernel.run(f"studio().imagine({prompt!r})"),
        "of the other": lambda prompt: kernel.generate(comms[0], prompt),
    }
    for prompt, make in makers.items():
        since = len(kernel.comms)
        make(prompt)
        started = time.monotonic()
        for comm in comms:
            told = kernel.told(comm, lambda told: told.get("event") == "added", since=since)
            assert [each["prompt"] for each in told["cards"]] == [prompt]
        assert time.monotonic() - started < SOON * 5  # other tests run beside this one


def test_the_still_is_in_the_output_and_follows(kernel: PanelKernel) -> None:
    run = kernel.start("panel = imagine_nb.panel(prompt='a <b>fox</b> & co')\npanel")
    shown = kernel.wait(run)
    assert "a &lt;b&gt;fox&lt;/b&gt; &amp; co" in shown.html
    assert "run this cell" in shown.text
    widgets = [each for each in shown.bundles if "application/vnd.jupyter.widget-view+json" in each]
    assert [each["text/plain"] for each in widgets] == [""]
    comm = widgets[0]["application/vnd.jupyter.widget-view+json"]["model_id"]
    kernel.generate(comm, "a hat <i>here</i>")
    after = kernel.shown(run, until="data:image/jpeg;base64,")
    assert after.images == 1
    assert "a hat &lt;i&gt;here&lt;/i&gt;" in after.html
    assert "<i>" not in after.html
    kernel.wait(kernel.start("panel.answer = None\npanel.pictures = []\npanel.prompt = 'an otter'"))
    assert kernel.shown(run, until="an otter").images == 0


@pytest.mark.parametrize(
    "content",
    [None, [], "x", {}, {"v": 9, "msg": "a-0"}, {"v": 1, "msg": "a-0"},
     {"v": 1, "msg": "a-0", "do": "nothing"}, {"v": 1, "msg": "a-0", "do": {"x": 1}},
     {"v": 1, "msg": "a-0", "do": "page", "query": {"since": "soon"}},
     {"v": 1, "msg": "a-0", "do": "__init__"}],
)  # fmt: skip
def test_what_is_no_message_is_refused_in_a_sentence(kernel: PanelKernel, content: object) -> None:
    comm = kernel.opens()
    since = len(kernel.comms)
    kernel.send(comm, {"method": "custom", "content": content})
    told = kernel.told(comm, lambda told: told.get("ok") is False, since=since)
    assert told["error"]["text"].endswith(".")
    assert "trace" not in told["error"]
    assert kernel.ask(comm, "beat")["ok"]


def test_a_page_sets_no_trait(kernel: PanelKernel) -> None:
    comm = kernel.opens()
    traits = "print(panel.panel_id, hash(str(panel._esm)), panel.prompt, panel.view)"
    before = kernel.prints(traits)
    for state in ({"panel_id": "x"}, {"_esm": "alert(1)"}, {"prompt": "x"}, {"view": "compare"}):
        kernel.send(comm, {"method": "update", "state": state, "buffer_paths": []})
    assert kernel.ask(comm, "beat")["ok"]
    assert kernel.prints(traits) == before


def test_a_key_is_in_nothing_that_is_sent_or_kept(kernel: PanelKernel) -> None:
    comm = kernel.opens(
        "panel = imagine_nb.panel(studio=imagine_nb.Studio(engine='xai', gallery='keyed'))" + THEN
    )
    assert kernel.ask(comm, "hello")["engine"]["needs_key"]
    assert not kernel.ask(comm, "key", value=KEY)["engine"]["needs_key"]
    kernel.ask(comm, "form", prompt="a fox", sources=[], count=1)
    kernel.prints("print(panel, panel.get_state().keys(), panel._core.state, panel._core.studio)")
    kernel.run("panel")
    assert not [each for each in kernel.said if KEY in each]
    files = [
        each for each in Path(kernel.folder).rglob("*") if each.is_file() and "ipython" not in each.parts
    ]
    assert not [each for each in files if KEY.encode() in each.read_bytes()]


GROWN = """
import gc
import ipywidgets.widgets.widget as widgets
gc.collect()
pools = 'imagine-nb panel', 'asyncio_'  # they have bounds of their own
print(len(widgets._instances), sum(not t.name.startswith(pools) for t in threading.enumerate()))
"""


def test_thirty_runs_of_the_cell_leave_nothing_behind(kernel: PanelKernel) -> None:
    code = "panel = imagine_nb.panel()\npanel"
    for _ in range(3):
        comm = kernel.opens(code, cell="c-3")
        kernel.ask(comm, "hello")
        kernel.ask(comm, "beat")
    before = kernel.prints(GROWN)
    for _ in range(30):
        comm = kernel.opens(code, cell="c-3")
        kernel.ask(comm, "hello")
        kernel.ask(comm, "beat")
    assert kernel.prints(GROWN) == before
    assert set(kernel.opened()) - kernel.closed == {comm}


def test_a_panel_that_is_closed_says_so_and_its_cell_brings_it_back(kernel: PanelKernel) -> None:
    comm = kernel.opens(cell="c-4")
    kernel.generate(comm, "a fox")
    kernel.run("panel.close()")
    assert kernel.told(comm, lambda told: told.get("event") == "gone")
    assert comm in kernel.closed
    assert len(kernel.ask(kernel.opens(cell="c-4"), "hello")["state"]["results"]) == 1


def test_the_magic_opens_one(kernel: PanelKernel) -> None:
    assert kernel.ask(kernel.opens("%imagine_panel"), "hello")["ok"]
    assert "takes no options" in kernel.run("%imagine_panel fox").error

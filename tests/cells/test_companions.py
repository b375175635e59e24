"""The companions of the two verbs, and what loading and unloading leave behind."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from quick_server import QuickServer


def test_costs_are_a_table_by_whatever_is_asked(api_kernel: Any) -> None:
    api_kernel.run("%imagine -n 2 a coin\n%imagine -m grok-imagine-image-2.0 a note")
    run = api_kernel.run("%imagine_cost model")
    assert "grok-imagine-image-2.0" in run.text
    assert "<table" in run.html
    assert (len(run.outputs), run.error) == (1, "")
    assert "Did you mean 'session'?" in api_kernel.run("%imagine_cost sesion").error


def test_the_gallery_is_searched_by_words(api_kernel: Any) -> None:
    api_kernel.run("%imagine a lighthouse in fog\n%imagine a lantern")
    assert api_kernel.run("%imagine_gallery lighthouse").images == 1
    assert api_kernel.run("%imagine_gallery").images > 1
    api_kernel.run("%imagine -n 10 a beacon\n%imagine -n 10 a buoy\n%imagine -n 10 a pier")
    assert re.search(
        r"24 of \d+ pictures\. %imagine_panel shows them all", api_kernel.run("%imagine_gallery").text
    )
    assert "Nothing in the gallery holds 'zeppelin'" in api_kernel.run("%imagine_gallery zeppelin").text


def test_again_makes_another_take_which_its_cell_shows_from_then_on(
    api_kernel: Any, quick: QuickServer
) -> None:
    first = api_kernel.run("%imagine -o one a single take\none").text
    before = len(quick.bodies)
    again = api_kernel.run("%imagine_again")
    assert (len(quick.bodies), again.images) == (before + 1, 1)
    assert "a single take" in again.text
    shown = api_kernel.run("%imagine a single take")
    assert len(quick.bodies) == before + 1
    assert "reused" in shown.html
    assert shown.text.split(":")[0] == again.text.split(":")[0] != first.split(":")[0]
    assert api_kernel.run("%imagine_again one").error == ""
    assert "several pictures" in api_kernel.run("pair = %imagine -n 2 two takes\n%imagine_recipe pair").error


def test_a_lineage_is_a_graph_in_words_too(api_kernel: Any) -> None:
    api_kernel.run("%imagine -o hat a hat\n")
    api_kernel.run("%imagine -o worn put {hat} on a fox")
    run = api_kernel.run("%imagine_lineage worn")
    assert (run.images, len(run.outputs), run.error) == (2, 1, "")
    assert all(words in shown for words in ("a hat", "on a fox") for shown in (run.text, run.html))
    assert run.html.count("→") == 1
    assert run.html.count("from #") == 1


def test_an_export_holds_the_gallery_or_some_of_it(api_kernel: Any) -> None:
    api_kernel.run("%imagine -o boat a boat to export\n")
    assert "The gallery is in all.zip" in api_kernel.run("%imagine_export all.zip").text
    told = api_kernel.run("%imagine_export some.zip boat").text
    assert "Elsewhere, %imagine_import some.zip takes it in, or imagine_nb.Gallery().import_('some" in told
    sizes = [len(zipfile.ZipFile(api_kernel.folder / name).namelist()) for name in ("all.zip", "some.zip")]
    assert sizes[0] > sizes[1] == 2
    assert api_kernel.run("%imagine_export nowhere/all.zip").error.startswith("GalleryError: ")


def test_an_archive_may_have_a_blank_in_its_name(api_kernel: Any) -> None:
    api_kernel.run("%imagine -o barge a barge to export\n")
    said = api_kernel.run("%imagine_export 'my reel.zip' barge").text
    assert "%imagine_import 'my reel.zip' takes it in" in said
    assert zipfile.is_zipfile(api_kernel.folder / "my reel.zip")
    assert "all of it is here already" in api_kernel.run("%imagine_import 'my reel.zip'").text


RECIPE = "Put {hat} on {cat}; keep {cat}'s eyes"


def test_a_recipe_ends_at_the_same_picture_in_a_fresh_kernel(
    api_kernel: Any, quick: QuickServer, new_kernel: Any
) -> None:
    api_kernel.run("%imagine -o hat a tall hat\n")
    api_kernel.run("%imagine -o cat --engine print-shop a grey cat\n")
    before = len(quick.bodies)
    run = api_kernel.run(f"%%imagine -o worn\n{RECIPE}")
    (body,) = quick.bodies[before:]
    assert body["prompt"] == "Put <IMAGE_0> on <IMAGE_1>; keep <IMAGE_1>'s eyes"
    assert len(body["images"]) == 2
    assert "&lt;IMAGE_1&gt;&#x27;s eyes" in run.html
    hashes = "[each.sha256 for each in worn.record.sources], [hat.record.sha256, cat.record.sha256]"
    sources, files = eval(api_kernel.run(hashes).text)
    assert sources == files

    cells = api_kernel.run("%imagine_recipe worn").text
    wanted = api_kernel.run("print(worn.record.sha256)").text.strip()
    name = api_kernel.run("print(studio().gallery.recipe(worn.one).name)").text.strip()
    new_kernel.run(f"%env IMAGINE_NB_GALLERY={api_kernel.folder / 'imagine_gallery'}\n%load_ext imagine_nb")
    new_kernel.run("%imagine_config engine=replay")
    for cell in cells.strip().split("\n\n"):
        made = new_kernel.run(cell)
        assert made.error == ""
        assert "replayed" in made.html
    assert new_kernel.run(f"print({name}.record.sha256)").text.strip() == wanted
    program = api_kernel.run("%imagine_recipe --python worn").text
    assert "imagine(" in program


LEFT = (
    "import threading, sys\nshell = get_ipython()\n"
    "print([t.name for t in threading.enumerate() if 'imagine' in t.name],"
    " [n for kind in shell.magics_manager.magics.values() for n in kind if 'imag' in n],"
    " [f.__name__ for f in shell.input_transformers_cleanup if 'imagine' in f.__module__],"
    " [m.__name__ for m in shell.Completer.custom_matchers if 'imagine' in m.__module__],"
    " [type(c).__name__ for c in shell.configurables if 'imagine' in type(c).__module__],"
    " [str(k) for f in (shell.display_formatter.ipython_display_formatter,)"
    " for k in (*f.type_printers, *f.deferred_printers) if 'imagine' in str(k) or k is dict],"
    " [n for n in shell.magics_manager.registry if 'Imagine' in n or 'Companion' in n])"
)


def test_unloading_leaves_nothing_behind_and_loses_nothing(new_kernel: Any, quick: QuickServer) -> None:
    before = new_kernel.run(LEFT).text
    new_kernel.run(f"%env XAI_BASE_URL={quick.base_url}\n%env JPY_SESSION_NAME=/nowhere/book.ipynb")
    new_kernel.run("%load_ext imagine_nb\n%imagine -o fox a fox that stays")
    new_kernel.run("%imagine_config aspect_ratio=3:2")
    loaded = new_kernel.run(LEFT).text
    for _ in range(2):
        assert new_kernel.run("%reload_ext imagine_nb").error == ""
    new_kernel.run("%imagine make {fox} blue")  # the thread is there again
    assert new_kernel.run(LEFT).text == loaded != before
    assert "3:2" in new_kernel.run("%imagine_config").text
    quick.hold()
    late = new_kernel.start("%imagine --background -o late a late fox", may_ask=True)
    new_kernel.wait(late)
    message = new_kernel.start("%unload_ext imagine_nb")
    quick.release()
    assert new_kernel.wait(message).error == ""
    assert new_kernel.run(LEFT).text == before
    assert new_kernel.shown(late, until="<img ").images == 1
    assert new_kernel.run("fox").images == 1
    assert new_kernel.run("print(f'{late.size} {fox.size}')").text.strip() == "(64, 48) (64, 48)"
    assert new_kernel.run("%load_ext imagine_nb\n%imagine -a auto a fox that stays").images == 1


def test_unloading_what_was_never_used_starts_nothing(new_kernel: Any) -> None:
    new_kernel.run("%load_ext imagine_nb\n%unload_ext imagine_nb\nimport sys")
    assert (
        new_kernel.run("[m for m in ('httpx', 'PIL', 'imagine_nb.studio.studio') if m in sys.modules]").text
        == "[]"
    )
    assert not Path(new_kernel.folder / "imagine_gallery").exists()


@pytest.mark.parametrize("name", ["key", "panel", "gallery", "cost", "config", "again", "recipe", "export"])
def test_every_companion_has_a_manual(kernel: Any, name: str) -> None:
    run = kernel.run(f"%imagine_{name} --help")
    assert run.error == ""
    assert len(run.text.split()) > 5


def test_an_export_is_not_named_like_an_option(kernel: Any) -> None:
    assert "There is no option --bogus." in kernel.run("%imagine_export --bogus").error

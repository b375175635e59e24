"""`%imagine_again` repeats the whole of the newest call, at a price that is told, and its cell shows that."""

from __future__ import annotations

from typing import Any

import pytest

from quick_server import QuickServer


@pytest.fixture
def asked(quick: QuickServer) -> Any:
    """How many pictures each request asked for since the test began."""
    before = len(quick.bodies)
    return lambda: [body.get("n", 1) for body in quick.bodies[before:]]


def ids(kernel: Any, name: str) -> str:
    return str(kernel.run(f"print([each.id for each in {name}])").text)


def test_of_many_all_are_made_again_and_shown_from_then_on(api_kernel: Any, asked: Any) -> None:
    api_kernel.run("%imagine -n 25 -o many many boats\n")
    run = api_kernel.run("%imagine_again -o more")
    assert (sorted(asked()), run.images, run.error) == ([5, 5, 10, 10, 10, 10], 25, "")
    api_kernel.run("%imagine -n 25 -o many many boats\n")
    assert (ids(api_kernel, "many"), len(asked())) == (ids(api_kernel, "more"), 6)
    api_kernel.run("%imagine_again")
    assert sorted(asked()[6:]) == [5, 10, 10]


def test_of_a_grid_all_cells_are_made_again_as_a_grid(api_kernel: Any, asked: Any) -> None:
    cell = "%imagine --grid style=ink|oil,time=day|night -o grid a mill in {style} at {time}\n"
    api_kernel.run(cell)
    for again in (8, 12):
        run = api_kernel.run("%imagine_again -o other")
        assert (len(asked()), run.images, run.html.count("<table")) == (again, 4, 1)
    api_kernel.run(cell)
    same = "print([grid[key].id for key in grid] == [other[key].id for key in other])"
    assert api_kernel.run(same).text == "True\n"
    assert len(asked()) == 12
    api_kernel.run("%imagine a lone mill")
    assert api_kernel.run("%imagine_again").images == 1


def test_it_is_priced_as_its_cell_was(api_kernel: Any, asked: Any) -> None:
    api_kernel.run("%imagine -n 60 --yes --no-display dear boats")
    assert "would cost about $1.20, and nobody agreed" in api_kernel.run("%imagine_again").error
    assert "would cost about $1.20" in api_kernel.run("%imagine_again", typed="n").error
    assert "more than the $0.50 allowed" in api_kernel.run("%imagine_again --yes --budget 0.5").error
    assert "60 pictures in 6 requests for about $1.20" in api_kernel.run("%imagine_again --dry-run").text
    assert len(asked()) == 6
    assert api_kernel.run("%imagine_again --no-display", typed="y").error == ""
    assert len(asked()) == 12
    api_kernel.run("%imagine -n 10 -o ten ten boats\n%imagine_config ask_above=0.1")
    number = api_kernel.run("print(ten[0].number)").text.strip()
    for line in (f"{number}", "ten[0]"):
        assert "10 pictures would cost about $0.20" in api_kernel.run(f"%imagine_again {line}").error
    for line in (f"{number} --yes", "--yes ten[0]", "ten[0] --budget 1 --yes"):
        assert api_kernel.run(f"%imagine_again {line}").error == ""
    assert asked()[13:] == [10] * 3
    api_kernel.run("%imagine_config ask_above=1")


def test_after_a_loop_it_is_the_last_ones_next(api_kernel: Any, asked: Any) -> None:
    loop = "kept = []\nfor _ in range(4):\n    kept += [imagine_nb.imagine('a looped boat').one]"
    api_kernel.run(loop)
    before = api_kernel.run("print([each.id for each in kept])").text
    assert "take 5" in api_kernel.run("%imagine_again -o fifth\nprint('take', fifth.record.take)").text
    api_kernel.run(loop)
    assert len(asked()) == 5
    same = f"now = [each.id for each in kept]\nprint(now[:3] == {before.strip()}[:3], now[3] == fifth.id)"
    assert api_kernel.run(same).text == "True True\n"


def test_again_of_what_again_made_is_shown_by_the_same_cell(api_kernel: Any, asked: Any) -> None:
    api_kernel.run("%imagine a boat of one's own")
    api_kernel.run("%imagine_again -o second")
    api_kernel.run("%imagine_again second -o third")
    shown = api_kernel.run("%imagine -o shown a boat of one's own\nprint(shown.id == third.id)").text
    assert ("True" in shown, len(asked())) == (True, 3)


def test_it_waits_in_the_background_and_is_kept_where_it_is_told(api_kernel: Any, asked: Any) -> None:
    api_kernel.run("%imagine a boat behind")
    run = api_kernel.run("%imagine_again --background -o late", is_watched=True)
    assert run.error == ""
    api_kernel.run("%imagine_wait")
    assert api_kernel.run("print(late.size)").text == "(64, 48)\n"
    assert api_kernel.run("%imagine_again --save again.png").error == ""
    assert (api_kernel.folder / "again.png").is_file()


def test_what_failed_is_asked_again_and_nothing_is_repeated_in_a_new_kernel(
    api_kernel: Any, kernel: Any
) -> None:
    api_kernel.run("%imagine gore again")
    assert "ModeratedError" in api_kernel.run("%imagine_again").error
    error = kernel.run("%imagine_again").error
    assert (
        "nothing to repeat yet. Run a cell with %%imagine first, or name a picture: %imagine_again 12"
        in error
    )
    assert "There is no option --bogus" in kernel.run("%imagine_again --bogus").error
    assert "--budget" in kernel.run("%imagine_again --help").text


def test_how_a_picture_was_delivered_is_not_repeated(api_kernel: Any, quick: QuickServer) -> None:
    client = "client = imagine_nb.Client(validate=False)\n"
    sample = (
        "client.image.sample('a boat sent elsewhere', 'grok-imagine-image', output={'upload_urls': ['u']})"
    )
    assert api_kernel.run(client + sample.replace(")", ", image_format='url')")).error == ""
    newest = api_kernel.run("print(len(studio().gallery))").text.strip()
    assert api_kernel.run(f"%imagine_again {newest}").error == ""
    assert "output" not in quick.bodies[-1]

"""Still of a panel: what stands in the file where no kernel runs, small and in words."""

from __future__ import annotations

from pathlib import Path

from desk import FORM, Desk
from imagine_nb import Studio
from imagine_nb.panels.cards import SEEN
from imagine_nb.panels.form import Form, Held
from imagine_nb.panels.state import Group, State, Turn
from imagine_nb.panels.still import MOST_PICTURES, MOST_TURNS, WHAT, shows_gallery, still_html, still_text


def groups(studio: Studio, *prompts: str, n: int = 1) -> list[Group]:
    return [
        Group(each, of=n, pictures=tuple(studio.imagine(each, n=n)), state="done", text=f"Made {each}")
        for each in prompts
    ]


def test_an_empty_panel_says_what_it_is_and_its_prompt() -> None:
    assert WHAT in still_html(State(), panel_id="p1")
    state = State(Form("a <b>fox</b>"))
    html = still_html(state, panel_id="p1")
    assert (
        html.index("Create")
        < html.index("Prompt")
        < html.index("a &lt;b&gt;fox&lt;/b&gt;")
        < html.index("Generate")
    )
    assert "Generate" not in still_html(State(view="compare"), panel_id="p1")
    assert still_text(state) == WHAT


def test_of_a_new_panel_it_shows_the_form_with_its_sources_and_the_gallery_until_something_is_made(
    studio: Studio,
) -> None:
    fox, night = studio.imagine("a fox").one, studio.imagine("a fox at night").one
    state = State(Form("a scarf", ("k",)), held={"k": Held("k", fox.as_source(), None)})
    html = still_html(state, panel_id="p1", gallery=[night])
    assert (html.count("<img "), "a scarf" in html, "a fox at night · print shop" in html) == (2, True, True)
    assert (shows_gallery(State()), shows_gallery(state)) == (True, False)
    state.selected = (night.id,)
    assert shows_gallery(state)
    state.groups = groups(studio, "a hat")
    assert not shows_gallery(state)
    assert "a fox at night" not in still_html(state, panel_id="p1", gallery=[night])


def test_what_is_seen_in_the_gallery_is_what_is_selected_else_the_newest(desk: Desk, studio: Studio) -> None:
    made = [studio.imagine(f"{n} foxes").one for n in range(SEEN + 1)]
    cards = desk.core.cards
    assert list(cards.seen([])) == made[:0:-1]
    assert list(cards.seen([made[0].id])) == [made[0]]


def test_a_live_panel_finds_its_own_still() -> None:
    assert 'data-imagine-still="p1"' in still_html(State(), panel_id="p1")


def test_it_shows_the_newest_pictures_and_no_more_than_a_file_should_hold(studio: Studio) -> None:
    state = State(groups=groups(studio, "a hat", "a fox", n=MOST_PICTURES - 1))
    html = still_html(state, panel_id="p1")
    assert html.count("<img ") == MOST_PICTURES
    assert html.index("a hat") < html.index("a fox")
    assert len(html) < 250_000
    assert still_text(state).count("\n") == MOST_PICTURES - 1


def test_it_shows_the_end_of_the_conversation() -> None:
    state = State(turns=[Turn(f"Question {each}", pieces=[f"Answer {each}"]) for each in range(9)])
    html = still_html(state, panel_id="p1")
    shown = [each for each in range(9) if f"Question {each}" in html and f"Answer {each}" in html]
    assert shown == list(range(9))[-MOST_TURNS:]
    assert still_text(state).splitlines()[1:] == ["Question 8 - Answer 8"]


def test_a_picture_whose_file_is_gone_leaves_the_rest(studio: Studio) -> None:
    state = State(groups=groups(studio, "a hat", "a fox"))
    path = state.groups[0].pictures[0].path
    assert path is not None
    Path(path).unlink()
    html = still_html(state, panel_id="p1")
    assert (html.count("<img "), "a fox" in html) == (1, True)


def test_a_table_stands_there_as_a_small_sheet_with_its_figures_and_failures(desk: Desk) -> None:
    data = b"animal,n\nfox,1\n,2\n"
    key = desk.ask("upload", name="pets.csv", size=len(data), kind="table")["upload"]
    desk.ask("piece", data, upload=key, index=0)
    desk.ask("table_start", prompt="a <b>{animal}</b>", settings=FORM)
    desk.event("table", lambda told: bool(told["run"]) and told["run"]["is_over"])
    html = still_html(desk.core.state, panel_id="p")
    assert 'alt="Contact sheet: the newest 1 row"' in html
    assert "a &lt;b&gt;{animal}&lt;/b&gt;" in html
    assert "2 of 2 rows" in html
    assert "Row 1: {animal} is empty" in html
    assert "2 of 2 rows · 1 failed" in still_text(desk.core.state)

from imagine_nb import Studio
from imagine_nb.panels.shelf import OFFERED, Shelf, label
from imagine_nb.pictures import Pictures


def numbers(shelf: Shelf) -> list[int]:
    return [picture.record.number for picture in shelf.pictures]


def test_it_offers_the_gallerys_newest_once_it_is_refreshed(studio: Studio) -> None:
    shelf, heard = Shelf(studio), []
    shelf.observe(lambda change: heard.append(len(change["new"])), "pictures")
    studio.imagine("a fox", n=2)
    assert numbers(shelf) == []
    shelf.refresh()
    assert numbers(shelf) == [2, 1]
    assert heard == [2]


def test_what_the_panel_made_is_offered_where_nothing_is_kept() -> None:
    studio = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    shelf = Shelf(studio)
    first, second = studio.imagine("a fox"), studio.imagine("a boat")
    shelf.add(first)
    shelf.add(second)
    assert [picture.prompt for picture in shelf.pictures] == ["a boat", "a fox"]
    shelf.add(Pictures([second.one] * OFFERED))
    assert len(shelf.pictures) == OFFERED
    studio.close()


def test_a_label_is_the_number_and_one_short_line(studio: Studio) -> None:
    picture = studio.imagine("a red fox\nin the snow " + "x" * 80).one
    assert label(picture).startswith("1 · a red fox in the snow x")
    assert len(label(picture)) == len("1 · ") + 48

from collections.abc import Iterator

import ipywidgets as w
import pytest

from imagine_nb import Studio
from imagine_nb.errors import GalleryError
from imagine_nb.panels.shelf import Shelf
from imagine_nb.panels.source_slot import Held, Slot
from imagine_nb.sources import of_bytes


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    w.Widget.close_all()


def picker(slot: Slot) -> w.Dropdown:
    (found,) = (each for each in slot.children if isinstance(each, w.Dropdown))
    return found


def test_a_slot_holds_what_is_picked_and_lets_go_of_it(studio: Studio) -> None:
    made = studio.imagine("a fox").one
    shelf = Shelf(studio)
    slot = Slot(1, shelf)
    shelf.refresh()
    picker(slot).value = next(value for _, value in picker(slot).options if value)
    assert slot.held is not None
    assert slot.held.source.record.picture_id == made.id
    slot.hold(None)
    assert slot.held is None
    assert not picker(slot).value


def test_what_is_held_stays_chosen_though_the_shelf_moves_on(studio: Studio) -> None:
    made = studio.imagine("a fox").one
    shelf = Shelf(studio)
    slot = Slot(2, shelf)
    slot.hold(made)
    studio.imagine("a boat", n=3)
    shelf.refresh()
    assert picker(slot).value == made
    assert slot.held is not None
    assert slot.held.picture == made


def test_a_picture_is_referred_to_by_number_and_a_file_by_name(studio: Studio, png: bytes) -> None:
    made = studio.imagine("a fox").one
    kept = Held(made.as_source(), made)
    assert (kept.reference, kept.note) == ("1", "")
    uploaded = Held(of_bytes(png, name="my hat.png"))
    assert uploaded.reference == '"my hat.png"'
    assert "beside the notebook" in uploaded.note


def test_a_picture_whose_file_is_gone_does_not_replace_what_is_held(studio: Studio) -> None:
    first, second = studio.imagine("a fox", n=2)
    slot = Slot(1, Shelf(studio))
    slot.hold(first)
    assert second.path is not None
    second.path.unlink()
    with pytest.raises(GalleryError):
        slot.hold(second)
    assert slot.held is not None
    assert slot.held.picture == first

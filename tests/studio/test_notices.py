from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.config import Target
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import Request
from imagine_nb.studio.notices import ALSO_REPLAYED, introduction


def test_it_says_who_answers_and_where_pictures_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    gallery = Gallery(tmp_path / "imagine_gallery")
    shop = Target("print-shop", "http://print-shop/v1")
    told = introduction(shop, gallery, replays=True)
    assert told.startswith("No key: the print shop draws these pictures, they are not Grok's.")
    assert told.endswith("Pictures are kept in imagine_gallery/.")
    assert (
        introduction(Target("xai", "https://api.x.ai/v1"), None, replays=True) == "Requests go to api.x.ai."
    )
    assert introduction(Target("replay", ""), None, replays=False).startswith("Nothing is sent")


def test_a_gallery_that_is_read_only_keeps_nothing(tmp_path: Path) -> None:
    Gallery(tmp_path / "class").journal.last_ending()
    told = introduction(Target("replay", ""), Gallery(tmp_path / "class", read_only=True), replays=False)
    assert "is read-only: what is in it is shown, and nothing new can be made." in told
    assert "Pictures are kept" not in told


def test_a_machine_on_loan_offers_the_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINDER_SERVICE_HOST", "10.0.0.1")
    gallery = Gallery(tmp_path)
    assert "%imagine_export" in introduction(Target("xai", "https://api.x.ai/v1"), gallery, replays=True)


def test_replays_are_told_of_where_the_print_shop_stands_in_for_what_was_recorded(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "g")
    shop, api = Target("print-shop", "http://print-shop/v1"), Target("xai", "https://api.x.ai/v1")
    assert ALSO_REPLAYED not in introduction(shop, gallery, replays=True)
    begin(gallery, Request("xai", "https://api.x.ai/v1", "/images/generations", "m", "a fox", "a fox"))
    assert ALSO_REPLAYED in introduction(shop, gallery, replays=True)
    assert ALSO_REPLAYED not in introduction(shop, gallery, replays=False)
    assert ALSO_REPLAYED not in introduction(api, gallery, replays=True)

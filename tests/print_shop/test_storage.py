from __future__ import annotations

import pytest

from faults_server import jpeg
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.shop import new_shop
from imagine_nb.print_shop.counter.storage import Storage, file_output, storage_in


def test_an_order_without_options_stores_nothing() -> None:
    assert storage_in({}) is storage_in({"storage_options": None}) is None


def test_a_file_name_is_needed_and_a_lifetime_bounded() -> None:
    with pytest.raises(Refusal, match="filename"):
        storage_in({"storage_options": {}})
    with pytest.raises(Refusal, match="expires_after"):
        storage_in({"storage_options": {"filename": "fox.jpg", "expires_after": 1}})
    kept = storage_in({"storage_options": {"filename": "fox.jpg", "expires_after": 3600}})
    assert kept == Storage("fox.jpg", 3600, public=False)


def test_a_public_url_is_asked_for_by_yes_or_with_its_own_lifetime() -> None:
    public = [
        storage_in({"storage_options": {"filename": "fox.jpg", "public_url": asked}})
        for asked in (True, {}, {"expires_after": 3600}, False, None)
    ]
    assert [(each.public, each.public_lifetime) for each in public if each] == [
        (True, None),
        (True, None),
        (True, 3600),
        (False, None),
        (False, None),
    ]


def test_what_was_stored_can_be_read_and_has_a_public_address_if_asked() -> None:
    shop = new_shop(clock=lambda: 1000.0, pace=0.0)
    data = jpeg()
    output = file_output(data, Storage("fox.png", 3600, public=True), shop=shop, address="http://here/")
    assert shop.file(output["file_id"]) == data
    assert (output["filename"], output["expires_at"]) == ("fox.png", 4600)
    assert output["public_url_expires_at"] == 4600
    assert shop.hosted(output["public_url"]) == data
    private = file_output(data, Storage("fox.png", None, public=False), shop=shop, address="http://here/")
    assert private.keys() == {"file_id", "filename"}


def test_why_there_is_no_public_address_is_told() -> None:
    shop = new_shop(clock=lambda: 1000.0, pace=0.0)
    output = file_output(b"fox", Storage("fox.txt", None, public=True), shop=shop, address="http://here/")
    assert output["public_url_error"] == "Only images and PDFs can be made public."

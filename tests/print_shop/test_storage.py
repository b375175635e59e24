from __future__ import annotations

import pytest

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


def test_what_was_stored_can_be_read_and_is_never_public() -> None:
    shop = new_shop(clock=lambda: 1000.0, pace=0.0)
    output = file_output(b"fox", Storage("fox.jpg", 3600, public=True), shop=shop)
    assert shop.file(output["file_id"]) == b"fox"
    assert (output["filename"], output["expires_at"]) == ("fox.jpg", 4600)
    assert "public_url" not in output
    assert "publishes nothing" in output["public_url_error"]

from __future__ import annotations

import asyncio
import pickle

import httpx
import pytest

from clusters import KEY, paid
from imagine_nb.config import target
from imagine_nb.engines import PRINT_SHOP
from imagine_nb.errors import AuthenticationError
from imagine_nb.keys import KEY_VARIABLE
from imagine_nb.transport.parcels import Parcel, about, parcel, sent
from imagine_nb.transport.patience import Patience

SERVER = "http://127.0.0.1:9/v1"


def packed(method: str = "POST", *, is_private: bool = True, engine: str = "xai") -> Parcel:
    request = httpx.Request(
        method, f"{SERVER}/models", headers={"authorization": f"Bearer {KEY}", "x-team": "a"}, content=b"fox"
    )
    to = target(engine=engine) if engine == PRINT_SHOP.name else paid(SERVER)
    return parcel(request, "imagine-1", to=to, patience=Patience(), is_private=is_private)


def test_its_repr_tells_its_id_alone() -> None:
    assert repr(packed()) == "Parcel(id='imagine-1')"


def test_the_key_goes_along_only_where_the_way_is_private() -> None:
    private, open_ = packed(), packed(is_private=False)
    assert (private.to.key is not None, private.takes_own_key) == (True, False)
    assert (open_.to.key, open_.takes_own_key) == (None, True)
    assert KEY.encode() not in pickle.dumps(open_)


def test_headers_of_the_connection_stay_and_the_others_go_along() -> None:
    assert packed().headers == {"x-team": "a"}


@pytest.mark.parametrize(
    ("each", "is_claimed"),
    [
        (packed(), True),
        (packed("GET"), False),
        (packed(engine=PRINT_SHOP.name), False),
    ],
)
def test_only_what_may_be_billed_is_claimed(each: Parcel, *, is_claimed: bool) -> None:
    assert each.is_claimed is is_claimed


def test_what_cannot_be_claimed_is_not_sent() -> None:
    assert asyncio.run(sent(packed())) is None  # there is no worker here, and so no scheduler


def test_a_worker_without_a_key_says_so_before_it_claims() -> None:
    assert isinstance(asyncio.run(sent(packed(is_private=False))), AuthenticationError)


def test_about_says_whether_there_is_a_key_and_never_which(monkeypatch: pytest.MonkeyPatch) -> None:
    assert about().has_key is False
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert about().has_key is True
    assert KEY not in repr(about())
    monkeypatch.setenv(KEY_VARIABLE, "two words")
    assert about().has_key is False

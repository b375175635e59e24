"""What the API tells of a key, and never the key."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from faults_server import FaultServer, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.client.auth import ApiKey
from imagine_nb.errors import BadRequestError, ProtocolError

TOLD: dict[str, Any] = {
    "redacted_api_key": "xai-...wXyZ", "user_id": "user-1", "name": "of the lab", "team_id": "team-1",
    "create_time": "2026-03-02T12:00:00.123456789Z", "modify_time": "2026-03-03T00:00:00Z",
    "modified_by": "user-2", "acls": ["api-key:model:*", "api-key:endpoint:*"], "api_key_id": "key-1",
    "api_key_blocked": False, "team_blocked": True, "api_key_disabled": True,
}  # fmt: skip


def test_it_is_told_whole(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, TOLD))
    info = client.auth.get_api_key_info()
    assert faults.requests[0].path == "/v1/api-key"
    for name in ("redacted_api_key", "user_id", "name", "modified_by", "team_id", "api_key_id"):
        assert getattr(info, name) == TOLD[name]
    assert info.acls == ("api-key:model:*", "api-key:endpoint:*")
    assert (info.api_key_blocked, info.team_blocked, info.disabled) == (False, True, True)
    assert info.create_time is not None
    assert info.create_time.replace(microsecond=0) == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert info.modify_time == datetime(2026, 3, 3, tzinfo=UTC)
    assert info.HasField("modify_time")


def test_no_key_is_shown_whatever_a_server_sends(client: Client, faults: FaultServer, key: str) -> None:
    other = "xai-another-key-0123456789"
    faults.then(reply(200, {**TOLD, "redacted_api_key": key, "name": f"{other} {key}", "acls": [other, key]}))
    told = repr(client.auth.get_api_key_info())
    assert key not in told
    assert other not in told


@pytest.mark.parametrize("odd", [None, 7, True, [], {}, "x" * 10_000, ["a", 7, None, ["b"]], -1, 1e300])
def test_what_is_odd_is_left_out(client: Client, faults: FaultServer, odd: Any) -> None:
    faults.then(reply(200, dict.fromkeys(TOLD, odd)))
    info = client.auth.get_api_key_info()
    assert len(repr(info)) < 4000
    assert all(isinstance(getattr(info, name), str) for name in ("redacted_api_key", "name", "team_id"))
    assert info.api_key_blocked in {True, False}


@pytest.mark.parametrize("body", [{}, [], {"hello": 1}, "no"])
def test_an_answer_about_something_else_is_told(client: Client, faults: FaultServer, body: Any) -> None:
    faults.then(reply(200, body))
    with pytest.raises(ProtocolError):
        client.auth.get_api_key_info()


def test_a_wrong_key_is_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(400, {"code": "invalid-argument", "error": "Something is wrong."}))
    with pytest.raises(BadRequestError):
        client.auth.get_api_key_info()


def test_the_print_shop_has_one_key_for_everybody() -> None:
    async def main() -> ApiKey:
        async with AsyncClient(engine="print-shop", gallery=False) as client:
            return await client.auth.get_api_key_info()

    with Client(engine="print-shop", gallery=False) as client:
        info = client.auth.get_api_key_info()
    assert info == asyncio.run(main())
    assert (info.name, info.redacted_api_key, info.disabled) == ("print shop", "****", False)
    assert info.create_time == datetime(2026, 3, 2, tzinfo=UTC)

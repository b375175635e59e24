"""API key info: what the API tells of the key that a client uses, as `client.auth`, sync and async."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imagine_nb import loop
from imagine_nb.client.resource import Resource
from imagine_nb.errors import ProtocolError, without_keys
from imagine_nb.fields import text_in, texts_in
from imagine_nb.protobuf import Message, Timestamp, moment_in
from imagine_nb.records import JSON
from imagine_nb.wire.replies import MAX_NAME, free_json


@dataclass(frozen=True, slots=True, repr=False)
class ApiKey(Message):
    """Key of the API, without the key: its names, its rights and its state.

    `redacted_api_key` is as the API redacts it. Text is empty, and a time None, where the API does not tell.
    """

    redacted_api_key: str = ""
    user_id: str = ""
    name: str = ""
    create_time: Timestamp | None = None
    modify_time: Timestamp | None = None
    modified_by: str = ""
    team_id: str = ""
    acls: tuple[str, ...] = ()
    api_key_id: str = ""
    api_key_blocked: bool = False
    team_blocked: bool = False
    disabled: bool = False


class _Auth(Resource):
    async def _told(self) -> ApiKey:
        parsed = free_json((await self._engine.transport.get("/api-key")).body)
        if not parsed.keys() & {"redacted_api_key", "api_key_id", "team_id"}:
            raise ProtocolError("The answer describes no key.")
        return _api_key(parsed)


class Auth(_Auth):
    """The key that a client uses: `client.auth`."""

    def get_api_key_info(self) -> ApiKey:
        """What the API tells of the key; costs nothing. Raises AuthenticationError where it knows none."""
        return loop.run(self._told())


class AsyncAuth(_Auth):
    """The key that a client uses: `client.auth` of an AsyncClient."""

    async def get_api_key_info(self) -> ApiKey:
        """What the API tells of the key, as `Auth.get_api_key_info`."""
        return await loop.reach(self._told())


def _api_key(parsed: Mapping[str, JSON]) -> ApiKey:
    # a server that redacts nothing shows no key all the same
    names = ("redacted_api_key", "user_id", "name", "modified_by", "team_id", "api_key_id")
    told = {name: without_keys(text_in(parsed, name, most=MAX_NAME) or "") for name in names}
    return ApiKey(
        **told,
        create_time=moment_in(parsed, "create_time"),
        modify_time=moment_in(parsed, "modify_time"),
        acls=tuple(map(without_keys, texts_in(parsed, "acls", most=MAX_NAME))),
        api_key_blocked=parsed.get("api_key_blocked") is True,
        team_blocked=parsed.get("team_blocked") is True,
        disabled=any(parsed.get(name) is True for name in ("api_key_disabled", "disabled")),
    )

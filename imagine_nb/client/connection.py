"""Connection arguments of xai_sdk's clients, as an HTTP client needs them: a host, an unprotected channel."""

from __future__ import annotations

import os
import re

from imagine_nb.config import ADDRESS_VARIABLE, Target, checked_address, target
from imagine_nb.engines import ENGINES, XAI
from imagine_nb.errors import InputError, without_keys
from imagine_nb.hosts import is_loopback


def connected(
    *, api_key: str | None, base_url: str | None, engine: str, api_host: str | None, is_insecure: bool
) -> Target:
    """The engine, address and key that a client's arguments lead to.

    Raises InputError for two addresses, for a host that is none, and for plain HTTP to another machine.
    """
    if api_host is not None and base_url:
        raise InputError("api_host and base_url both name an address.", advice="Give one of them.")
    address = base_url if api_host is None else _address(api_host, is_insecure=is_insecure)
    to = target(engine=engine, api_key=api_key, base_url=address)
    if is_insecure and not (ENGINES[to.engine].is_embedded or is_loopback(to.host)):
        raise InputError(
            f"A key does not travel over plain http to {to.host}.",
            advice="use_insecure_channel is for servers on this machine; leave it out.",
        )
    return to


def _address(api_host: str, *, is_insecure: bool) -> str | None:
    """The address of the API at a host; None for its own host where nothing else could be meant."""
    if not isinstance(api_host, str) or not re.fullmatch(r"[^\s/\\?#@%]+", api_host):
        shown = re.sub(r"[^/]*@", "****@", without_keys(str(api_host)))[:80]
        raise InputError(
            f"api_host is {shown!r}.",
            advice="It is a host such as 'api.x.ai' or 'localhost:8765'; base_url takes a whole address.",
        )
    own = XAI.url.removeprefix("https://").removesuffix("/v1")
    if api_host.lower() == own and not os.environ.get(ADDRESS_VARIABLE):
        return None  # without a key the print shop answers, as it does where nobody names a host
    return checked_address(f"{'http' if is_insecure else 'https'}://{api_host}/v1")

"""The table of what differs from xai_sdk, in `help(imagine_nb.client)`, is that of the tests."""

from __future__ import annotations

import re

import pytest

from differences import DIFFERS, LEFT_OUT
from imagine_nb import absent, client, errors

TABLE = client.__doc__ or ""


@pytest.mark.parametrize("reason", sorted({*LEFT_OUT.values(), *DIFFERS.values()}))
def test_every_reason_is_told(reason: str) -> None:
    assert reason.partition(". imagine_nb")[0] in TABLE


@pytest.mark.parametrize("name", absent.NAMES)
def test_every_absent_part_is_told(name: str) -> None:
    assert name in TABLE
    assert absent.reason(name).partition(". imagine_nb")[0] in TABLE


def test_every_status_has_an_error_that_there_is() -> None:
    named = set(re.findall(r"`(\w+Error)`", TABLE))
    assert all(issubclass(getattr(errors, name), errors.ImagineError) for name in named - {"RpcError"})
    assert {each.__name__ for each in errors.APIError.__subclasses__()} <= named

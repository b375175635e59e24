"""Options of the whole suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("imagine_nb")
    group.addoption("--live", action="store_true", help="run the contract against api.x.ai too (XAI_API_KEY)")
    group.addoption(
        "--budget", type=float, default=0.20, help="dollars that --live may spend (default: 0.20)"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "print_shop_only: of the contract, what only the print shop promises")

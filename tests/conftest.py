"""The demo office, served by a real process."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .live import Running, Server
from .patterns import Patterns


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what only the embedded engine promises where another engine serves the office."""
    if "CFM_SITE_URL" not in os.environ:
        return
    for item in items:
        if mark := item.get_closest_marker("embedded"):
            item.add_marker(pytest.mark.skip(reason=mark.args[0]))


@pytest.fixture(scope="session")
def office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[Server | Running]:
    """One demo office for all tests that look at it from outside; each makes cases of its own.

    CFM_SITE_URL names one that runs already; its users have the password CFM_SITE_PASSWORD.
    """
    with patterns.running_office(tmp_path_factory.mktemp("office")) as running:
        yield running

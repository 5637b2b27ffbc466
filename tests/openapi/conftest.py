"""An office of its own: what is made up by the document is really created."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.leaks.cast import Visitor, administrator
from tests.live import Running, Server
from tests.patterns import Patterns


@pytest.fixture(scope="package")
def office(
    tmp_path_factory: pytest.TempPathFactory, patterns: Patterns
) -> Iterator[Server | Running]:
    """One that runs already keeps what the tests leave: take one that is thrown away."""
    with patterns.running_office(tmp_path_factory.mktemp("described")) as running:
        yield running


@pytest.fixture(scope="package")
def admin(office: Server | Running) -> Visitor:
    return administrator(office)

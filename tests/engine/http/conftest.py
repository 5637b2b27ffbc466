"""One served site for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.served import Served, serving
from tests.patterns import Patterns


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), patterns) as served:
        served.add_user("worker@example.com", "Desk User")
        served.add_user("manager@example.com", "System Manager")
        yield served

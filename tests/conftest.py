"""The demo office, served by a real process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .live import Server


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One demo office for all tests that look at it from outside; each makes cases of its own."""
    server = Server(tmp_path_factory.mktemp("office") / "office").start()
    try:
        yield server
    finally:
        server.stop()

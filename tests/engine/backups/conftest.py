"""One served site for the tests of backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.served import Served, start


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served, server = start(tmp_path)
    served.add_user("worker@example.com", "Desk User")
    served.add_user("manager@example.com", "System Manager", language="fr")
    yield served
    server.close()
    served.site.close()

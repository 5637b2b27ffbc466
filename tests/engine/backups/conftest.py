"""One served site for the tests of backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frappe_embedded.services.backups.sealing import new_pair, set_recipient
from tests.engine.served import Client, Served, serving
from tests.patterns import Patterns


@pytest.fixture
def served(tmp_path: Path, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path, patterns) as served:
        served.add_user("worker@example.com", "Desk User")
        served.add_user("manager@example.com", "System Manager", language="fr")
        yield served


@pytest.fixture
def manager(served: Served) -> Client:
    return served.logged_in("manager@example.com")


@pytest.fixture
def secret(served: Served) -> str:
    """The secret key of a site that seals."""
    secret, recipient = new_pair()
    set_recipient(served.site, recipient)
    return secret

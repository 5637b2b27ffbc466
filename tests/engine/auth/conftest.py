"""One served site for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Served, serving
from tests.patterns import Patterns


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), patterns) as served:
        served.add_user("worker@example.com", "Desk User")
        served.add_user("manager@example.com", "System Manager")
        yield served


@pytest.fixture
def locks_after_three(served: Served) -> Iterator[None]:
    """Three wrong passwords are allowed; afterwards no failure is kept."""

    def settings() -> None:
        doc = get_doc("System Settings")
        doc.allow_consecutive_login_attempts = 3
        doc.allow_login_after_fail = 600
        doc.flags.ignore_mandatory = True
        doc.save()

    served.work(settings)
    yield
    served.work(lambda: local.db.sql("delete from `__login_failure`"))

"""A site with one standard DocType, whose forms and rights the tests change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import Context, set_user
from frappe_embedded.kernel.meta.loader import clear_meta
from frappe_embedded.kernel.query.opening import opened
from tests.engine.office import MANAGER, fill, fill_towns, made
from tests.patterns import Patterns


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Any]:
    with made(tmp_path_factory.mktemp("office"), patterns, fill, fill_towns) as site:
        yield site


@pytest.fixture
def desk(office: Any) -> Iterator[Context]:
    """A manager's context; what a test writes is taken back."""
    with opened(office) as context:
        set_user(MANAGER)
        yield context
        context.db.rollback()
        clear_meta()

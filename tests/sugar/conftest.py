"""Sites into which offices migrate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import frappe
import pytest

from ..patterns import Patterns

Sites = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def sites(tmp_path: Path, patterns: Patterns) -> Sites:
    """Connects to a site with the app by its name; it is made on first use."""
    folder = tmp_path / "sites"
    folder.mkdir()

    @contextmanager
    def connected(name: str) -> Iterator[None]:
        if not (folder / name).exists():
            patterns.with_app(folder / name)
        frappe.init(site=name, sites_path=str(folder))
        frappe.connect()
        frappe.local.lang = "fr"
        try:
            yield
        finally:
            frappe.db.rollback()
            frappe.destroy()

    return connected

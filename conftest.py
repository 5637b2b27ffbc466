"""Tests run on the embedded engine; those of the app get a site with the app installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import frappe_embedded

frappe_embedded.activate()

from tests.patterns import Patterns  # noqa: E402
from tests.sharing import ByFile, place_of  # noqa: E402

pytest_plugins = ["tests.sampling"]

APP_TESTS = Path(__file__).resolve().parent / "cfm_app"


@pytest.fixture(scope="session")
def patterns(tmp_path_factory: pytest.TempPathFactory) -> Patterns:
    """Sites to copy, the same for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shelf = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "patterns"
    shelf.mkdir(exist_ok=True)
    return Patterns(shelf)


@pytest.fixture(scope="session")
def app_site(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Path:
    """A site with the app; tests roll back what they write."""
    folder = tmp_path_factory.mktemp("sites")
    patterns.with_app(folder / "app")
    return folder


@pytest.fixture(autouse=True)
def connected_app(request: pytest.FixtureRequest) -> Iterator[None]:
    """What ``bench run-tests`` does for an app: each of its tests runs with the site connected."""
    if APP_TESTS not in Path(str(request.node.path)).parents:
        yield
        return
    import frappe

    folder = request.getfixturevalue("app_site")
    frappe.init(site="app", sites_path=str(folder))
    frappe.connect()
    frappe.local.lang = "en"
    frappe.flags.caches_follow_rollback = True
    try:
        yield
    finally:
        frappe.db.rollback()
        frappe.destroy()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """How the processes of the whole run share the tests."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the whole run what takes longest begins first, so that the processes end together."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=place_of)

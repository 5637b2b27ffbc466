"""Tests run on the embedded engine; those of the app get a site with the app installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe_embedded

frappe_embedded.activate()

APP_TESTS = Path(__file__).resolve().parent / "cfm_app"


@pytest.fixture(scope="session")
def app_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the app, made once; tests roll back what they write."""
    import frappe

    from frappe_embedded.site.install import install_app, new_site

    folder = tmp_path_factory.mktemp("sites")
    new_site("app", folder, "admin")
    frappe.init(site="app", sites_path=str(folder))
    frappe.connect()
    install_app("cfm_app")
    frappe.destroy()
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
    try:
        yield
    finally:
        frappe.db.rollback()
        frappe.destroy()

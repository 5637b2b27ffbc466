"""A file that is chosen before the scripts of a page are there: on a slow line it must not be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import Client, Server
from .interception import intercept
from .visits import DESKTOP, visit

MANAGER = "manager@demo.cfm"
LOG = b"Date,Category,Complaint\n2026-10-01,Ration,Half a bag\n"


def open_without_its_scripts(page: Page, path: str) -> Callable[[], None]:
    """The page as it stands while its scripts are still on their way; what it returns lets them come."""
    held: list[Route] = []
    may_come = False

    def hold(route: Route) -> None:
        if may_come:
            route.continue_()
        else:
            held.append(route)

    intercept(page, "**/*.js*", hold)
    page.goto(path, wait_until="commit")

    def let_come() -> None:
        nonlocal may_come
        may_come = True
        for route in held:
            route.continue_()

    return let_come


@pytest.mark.parametrize(
    ("path", "field", "shown"),
    [
        ("/cfm/import", "#file", "#log"),
        ("/cfm/import", "#calendar-file", "#calendar-result"),
        ("/cfm/pads", "#chosen", "#photo-list li"),
        ("/app/case/{case}", "#upload", ".side .file-list"),
    ],
)
def test_it_is_taken(chromium: Browser, office: Server, path: str, field: str, shown: str) -> None:
    manager = Client(office.url, MANAGER)
    [case] = manager.list("Case", limit_page_length="1", filters='[["docstatus","=",0]]')
    with visit(chromium, office, MANAGER, "/cfm/console", DESKTOP, locale="fr-FR") as page:
        let_come = open_without_its_scripts(page, path.format(case=case["name"]))
        page.set_input_files(field, [{"name": "log.csv", "mimeType": "text/csv", "buffer": LOG}])
        let_come()
        expect(page.locator(shown).locator("visible=true").first).to_be_visible()

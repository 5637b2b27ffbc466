"""The first page of a desk leads everybody to the app's pages that are for him, and to no others."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import PASSWORD, Server
from .drivers import desk_at
from .visits import DESKTOP

NEW_CASE, MY_WORK, APPROVALS, IMPORT = "Nouveau cas", "Mon travail", "À répondre", "Import"


@pytest.mark.parametrize(
    ("user", "open_pages", "closed_pages"),
    [
        ("operator@demo.cfm", (NEW_CASE, MY_WORK), (APPROVALS, IMPORT)),
        ("focal@demo.cfm", (APPROVALS,), (NEW_CASE, MY_WORK, IMPORT)),
        ("manager@demo.cfm", (NEW_CASE, MY_WORK), (APPROVALS,)),
        ("psea@demo.cfm", (NEW_CASE, MY_WORK, APPROVALS), (IMPORT,)),
        ("analyst@demo.cfm", (), (NEW_CASE, MY_WORK, APPROVALS, IMPORT)),
    ],
)
def test_pages_are_offered_by_role(
    chromium: Browser,
    office: Server,
    user: str,
    open_pages: tuple[str, ...],
    closed_pages: tuple[str, ...],
) -> None:
    context = chromium.new_context(viewport=DESKTOP, base_url=office.url, locale="fr-FR")  # type: ignore[arg-type]
    desk = desk_at(office.url, context.new_page())
    desk.log_in(user, PASSWORD)
    desk.start()
    for label in open_pages:
        expect(desk.way_to(label).first).to_be_visible()
    for label in closed_pages:
        expect(desk.way_to(label)).to_have_count(0)
    context.close()

"""A handler opens who the person of a restricted case is, by a reason, on the page of the case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, HANDLER = "manager@demo.cfm", "psea@demo.cfm"
NAME = "Zara Essai Identité"


@pytest.fixture(scope="module", autouse=True)
def asked_for(office: Server) -> Iterator[None]:
    manager = Client(office.url, MANAGER)
    manager.change("CFM Settings", "CFM Settings", identity_hours=2)
    try:
        yield
    finally:
        Client(office.url, MANAGER).change("CFM Settings", "CFM Settings", identity_hours=0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_handler_gives_a_reason_and_reads_the_name(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    client = Client(office.url, HANDLER)
    person = client.create("Community Member", full_name=f"{NAME} {size['width']}")["name"]
    values = {"category": "Exploitation ou abus sexuel", "description": "x"}
    case = client.create("Case", community_member=person, **values)["name"]
    address = f"/cfm/case?name={case}"
    with visit(chromium, office, HANDLER, address, size=size, locale="fr-FR") as page:
        expect(page.locator(".person")).to_contain_text("Une personne est enregistrée")
        assert NAME not in page.content()
        page.get_by_text("Ouvrir l'identité de la personne").click()
        page.get_by_label("Pourquoi vous devez le savoir").fill("La rappeler ce soir")
        assert width_of(page) <= size["width"]
        with page.expect_navigation():
            page.get_by_role("button", name="Ouvrir", exact=True).click()
        expect(page.locator(".person")).to_contain_text(NAME)
        expect(page.locator(".identity")).to_have_count(0)

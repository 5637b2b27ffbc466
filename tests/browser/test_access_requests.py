"""The page of changes that wait for a second person, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import PHONE, visit, width_of

MANAGER, GUARDIAN = "manager@demo.cfm", "dataprotection@demo.cfm"
PAGE = "/cfm/access-requests"
PERSON, ROLE = "appui@demo.cfm", "CFM Protection Focal Point"


@pytest.fixture
def asked(office: Server) -> Iterator[Client]:
    """A request that waits for somebody of data protection or of the class."""
    client = Client(office.url, MANAGER)
    if not client.list("User", filters=f'[["name","=","{PERSON}"]]'):
        values = {"email": PERSON, "first_name": "Appui", "send_welcome_email": 0}
        client.create("User", **values, roles=[{"role": "CFM Operator"}])
    roles = [{"role": "CFM Operator"}, {"role": ROLE}]
    assert (
        client.request("PUT", f"/api/resource/User/{PERSON}", json={"roles": roles}).status_code
        == 417
    )
    yield client
    client.change("User", PERSON, roles=[{"role": "CFM Operator"}])


def holds(client: Client) -> bool:
    return any(row["role"] == ROLE for row in client.get("User", PERSON)["roles"])


def test_the_second_person_agrees_on_a_phone(
    chromium: Browser, office: Server, asked: Client
) -> None:
    with visit(chromium, office, GUARDIAN, PAGE, locale="fr-FR", size=PHONE) as page:
        waits = page.locator("article.request", has_text="Appui")
        expect(waits).to_contain_text("Demandé par Ali Manager")
        assert width_of(page) <= PHONE["width"]
        waits.get_by_role("button", name="Donner son accord").click()
        expect(page.locator("li.request", has_text="Appui").first).to_contain_text("En vigueur")
    assert holds(asked)


def test_who_asks_does_not_decide(chromium: Browser, office: Server, asked: Client) -> None:
    with visit(chromium, office, MANAGER, PAGE, locale="ar", size=PHONE) as page:
        waits = page.locator("article.request", has_text="Appui")
        expect(waits.locator("[data-do=agree]")).to_have_count(0)
        assert width_of(page) <= PHONE["width"]
        waits.locator("[data-do=withdraw]").click()
        expect(page.locator("article.request", has_text="Appui")).to_have_count(0)
    assert not holds(asked)


def test_a_request_that_is_sent_is_no_fault(
    chromium: Browser, office: Server, asked: Client
) -> None:
    with visit(chromium, office, MANAGER, PAGE, locale="fr-FR") as page:
        page.goto(f"/app/user/{PERSON}")
        page.wait_for_selector("#main[data-started]")
        page.get_by_role("tab").nth(1).click()
        page.locator(".role-box", has_text="Point focal protection").first.locator("input").check()
        page.locator("#save").click()
        told = page.locator("#form-errors")
        expect(told).to_contain_text("Demande envoyée")
        expect(told).to_contain_text("la protection des données")
        expect(told).not_to_contain_text("Non enregistré")
        expect(told.locator(".alert-red")).to_have_count(0)
    assert not holds(asked)

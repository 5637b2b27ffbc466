"""Two records of one person become one on the page, on a phone too; two people stay two."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import PHONE, visit, width_of

MANAGER, PAGE = "manager@demo.cfm", "/cfm/same-person"
PERSON = "Community Member"


def twice(client: Client, full_name: str, phone: str) -> list[str]:
    return [client.create(PERSON, full_name=full_name, phone=phone)["name"] for _time in range(2)]


def test_one_is_made_of_two_records(chromium: Browser, office: Server) -> None:
    client = Client(office.url, MANAGER)
    first, second = twice(client, "Mahamat Pareil", "66 44 33 21")
    with visit(chromium, office, MANAGER, PAGE, locale="fr-FR", size=PHONE) as page:
        pair = page.locator("article.pair", has_text="Mahamat Pareil")
        assert width_of(page) <= PHONE["width"]
        page.once("dialog", lambda dialog: dialog.accept())
        pair.get_by_role("button", name=f"Une seule personne : garder {first}").click()
        expect(page.locator("article.pair", has_text="Mahamat Pareil")).to_have_count(0)
    assert client.get(PERSON, second)["merged_into"] == first


def test_two_people_stay_two(chromium: Browser, office: Server) -> None:
    client = Client(office.url, MANAGER)
    _first, second = twice(client, "Zenaba Jumelle", "66 44 33 20")
    with visit(chromium, office, MANAGER, PAGE, locale="ar", size=PHONE) as page:
        pair = page.locator("article.pair", has_text="Zenaba Jumelle")
        assert width_of(page) <= PHONE["width"]
        pair.locator("[data-apart]").click()
        expect(page.locator("article.pair", has_text="Zenaba Jumelle")).to_have_count(0)
    assert not client.get(PERSON, second).get("merged_into")

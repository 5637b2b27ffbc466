"""The rail of pages: what somebody chose stays, and each entry opens, for every role."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import visit

USERS = (
    *("operator", "manager", "focal", "psea", "fraud", "protection"),
    *("aap", "gender", "analyst", "dataprotection"),
)
MANAGER = "manager@demo.cfm"
LOADED = re.compile(r'<(?:link[^>]* href|script[^>]* src)="(/[^"]+)"')


@pytest.mark.embedded("on a bench the desk is Frappe's")
def test_what_was_chosen_stays_on_the_next_page_and_on_the_desk(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/console") as page:
        protect = page.locator(".rail-group[data-group=protect]")
        cases = page.locator(".rail-group[data-group=cases]")
        expect(protect).not_to_have_attribute("open", "")
        protect.locator("summary").click()
        cases.locator("summary").focus()
        page.keyboard.press("Enter")
        for address in ("/cfm/figures", "/app", "/app/manage"):
            page.goto(address)
            expect(protect).to_have_attribute("open", "")
            expect(cases).not_to_have_attribute("open", "")
        # The group of the page at hand is open, whatever was chosen.
        page.goto("/app/case")
        expect(cases).to_have_attribute("open", "")
        expect(page.locator(".rail [aria-current]")).to_have_attribute("data-route", "/app/case")


@pytest.mark.embedded("on a bench the desk is Frappe's")
def test_icons_alone_stay_and_a_closed_group_opens_the_rail(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/console") as page:
        rail = page.locator(".rail")
        page.locator(".rail-fold").click()
        for address in ("/app/case", "/cfm/inbox"):
            page.goto(address)
            width = rail.bounding_box()
            assert width and width["width"] == 56
            inbox = page.locator(".rail [data-route='/cfm/inbox']")
            expect(inbox).to_have_attribute("title", "Messagerie")
        page.locator(".rail-group[data-group=team] > summary").click()
        expect(page.locator(".rail-group[data-group=team] a").first).to_be_visible()
        expect(page.locator(".rail [data-route='/cfm/inbox'] > span").first).to_be_visible()


@pytest.mark.parametrize("user", USERS)
def test_each_entry_opens(chromium: Browser, office: Server, user: str) -> None:
    account = f"{user}@demo.cfm"
    client = Client(office.url, account)
    with visit(chromium, office, account, "/cfm/obligations") as page:
        addresses = page.locator(".rail a").evaluate_all(
            "(all) => all.map((each) => each.getAttribute('href'))"
        )
        drawn = page.locator(".rail svg").evaluate_all(
            "(all) => all.map((each) => each.childElementCount)"
        )
    assert all(drawn)
    assert len(addresses) == len(set(addresses)) > 3
    pages = {address: client.request("GET", address) for address in addresses}
    assert {address: page.status_code for address, page in pages.items() if not page.ok} == {}
    loaded = {each for page in pages.values() for each in LOADED.findall(page.text)}
    assert {
        each for each in loaded if not client.request("GET", each.replace("&amp;", "&")).ok
    } == set()


@pytest.mark.parametrize(
    "address",
    [
        "/cfm/figures",
        pytest.param("/app", marks=pytest.mark.embedded("on a bench the desk is Frappe's")),
    ],
)
def test_a_page_is_found_by_a_word_of_its_name(
    chromium: Browser, office: Server, address: str
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/inbox") as page:
        page.goto(address)
        page.wait_for_selector("[data-ready], [data-started]", state="attached")
        page.keyboard.press("Control+k")
        page.keyboard.type("absent")
        option = page.get_by_role("option", name="Qui est absent")
        expect(option).to_be_visible()
        if address.startswith("/cfm/"):
            page.keyboard.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cfm/absences")


def test_whoever_searches_no_cases_finds_pages(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, "analyst@demo.cfm", "/cfm/figures") as page:
        page.keyboard.press("/")
        page.keyboard.type("amélior")
        expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.embedded("on a bench the desk is Frappe's")
def test_a_setting_is_found_by_any_word(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/console") as page:
        page.goto("/app/manage")
        page.wait_for_selector("#main[data-started]")
        find = page.get_by_label("Chercher un réglage")
        expect(find).to_be_focused()
        find.fill("jours feries")
        expect(page.locator(".tool:visible")).to_have_count(1)
        find.fill("zzz")
        expect(page.get_by_text("Aucun réglage ne porte sur ces mots.")).to_be_visible()
        find.fill("jours feries")
        page.keyboard.press("Enter")
        page.wait_for_url("**/app/cfm-settings")

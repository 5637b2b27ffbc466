"""A case goes from hand to hand: taken from the list, entrusted on its page, given back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
CONSOLE, BOARD = "/cfm/console", "/cfm/who-does-what"
SECTIONS = ("later", "today", "late")


def shows(page: Page, number: str, whose: str) -> bool:
    """Whether a list of work holds a case, in whichever section; the page stays there if it does."""
    for section in SECTIONS:
        page.goto(f"{CONSOLE}?whose={whose}&section={section}")
        page.wait_for_selector("body[data-ready]", state="attached")
        if page.get_by_role("link", name=number, exact=True).count():
            return True
    return False


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_taken_entrusted_and_given_back(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    operator, manager = Client(office.url, OPERATOR), Client(office.url, MANAGER)
    number = operator.create("Case", category="Quantité de la ration", description="Sac percé")[
        "name"
    ]
    case = f"/cfm/case?name={number}"
    with visit(chromium, office, OPERATOR, CONSOLE, size) as page:
        assert shows(page, number, "free")
        take = page.get_by_role("button", name=f"Prendre {number}")
        take.focus()
        page.keyboard.press("Enter")
        expect(take).to_have_count(0)
        expect(page.locator(".line", has_text=number).locator("abbr.owner")).to_be_visible()
        assert width_of(page) <= size["width"]
        # What somebody looks at is theirs to choose, and stays.
        with page.expect_navigation():
            page.get_by_role("link", name="À moi", exact=True).click()
        page.wait_for_selector("body[data-ready]", state="attached")
        page.goto(CONSOLE)
        expect(page.get_by_role("link", name="À moi", exact=True)).to_have_attribute(
            "aria-current", "true"
        )
        assert shows(page, number, "own")
        page.goto(case)
        expect(page.locator(".about")).to_contain_text("Vous avez ce cas.")
        page.locator("#act-assign summary").click()
        page.select_option("#assign-to", MANAGER)
        page.fill("#assign-note", "Vous la connaissez")
        with page.expect_navigation():
            page.get_by_role("button", name="Confier", exact=True).click()
        expect(page.locator(".about .owner")).to_contain_text("Confié à")
        expect(page.locator(".story")).to_contain_text("Vous la connaissez")
        assert width_of(page) <= size["width"]
    assert manager.get("Case", number)["case_owner"] == MANAGER
    with visit(chromium, office, MANAGER, case, size) as page:
        page.locator("#act-give_back summary").click()
        with page.expect_navigation():
            page.locator("#act-give_back button[type=submit]").click()
        expect(page.locator(".about")).to_contain_text("Personne n'a encore ce cas.")
    with visit(chromium, office, OPERATOR, case, size) as page:
        # A colleague is faster.
        manager.call("cfm_app.api.cases.take", case=number)
        page.get_by_role("button", name="Prendre", exact=True).click()
        expect(page.locator(".about .result")).to_contain_text("a déjà ce cas")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_manager_moves_what_a_colleague_has_and_takes_it_back(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    operator, manager = Client(office.url, OPERATOR), Client(office.url, MANAGER)
    names = [
        operator.create("Case", category="Quantité de la ration", description=f"Sac {number}")[
            "name"
        ]
        for number in range(2)
    ]
    for name in names:
        operator.call("cfm_app.api.cases.take", case=name)
    with visit(chromium, office, MANAGER, BOARD, size) as page:
        assert width_of(page) <= size["width"]
        page.locator(".loads").get_by_role("link", name="Mariam Operator").click()
        page.wait_for_url(f"**{BOARD}?of=*")
        page.wait_for_selector("body[data-ready]", state="attached")
        for name in names:
            page.get_by_label(name, exact=True).check()
        page.select_option("#to", MANAGER)
        page.get_by_role("button", name="Confier 2 cas à").click()
        expect(page.locator("#move .result")).to_contain_text("2 cas ont été déplacés.")
        assert {manager.get("Case", name)["case_owner"] for name in names} == {MANAGER}
        page.get_by_role("button", name="Annuler").click()
        expect(page.get_by_label(names[0], exact=True)).to_be_checked()
        assert {manager.get("Case", name)["case_owner"] for name in names} == {OPERATOR}
        assert width_of(page) <= size["width"]

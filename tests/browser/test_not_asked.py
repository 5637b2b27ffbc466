"""What would be ignored cannot be filled in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import NEW_CASE, OPERATOR, choose_category
from .visits import visit

SAID = "Le forage est en panne depuis lundi."
_numbers = count(10)


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def test_who_refuses_to_be_recorded_has_no_name_and_no_phone(page: Page) -> None:
    page.locator("#phone").fill("66 71 91 01")
    page.keyboard.press("Alt+K")
    page.keyboard.press("n")
    page.keyboard.press("n")
    for name in ("phone", "full_name", "beneficiary_number"):
        expect(page.locator(f"#{name}")).to_be_disabled()
    page.locator(".purpose").first.locator("label.yes").click()
    expect(page.locator("#full_name")).to_be_enabled()


def test_who_agreed_is_asked_once_something_was_answered(page: Page) -> None:
    expect(page.locator("#giver")).to_be_disabled()
    expect(page.locator("#method")).to_be_disabled()
    page.keyboard.press("Alt+K")
    page.keyboard.press("o")
    page.keyboard.press("o")
    expect(page.locator("#giver")).to_be_enabled()


def test_a_partner_that_was_named_is_asked_about(page: Page) -> None:
    choose_category(page)
    page.locator("#description").fill(SAID)
    page.locator("#consent_partner").select_option(index=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("partagé avec ce partenaire")


def test_a_linked_case_has_no_outcome_of_its_own(page: Page, office: Server) -> None:
    text = f"La pompe du camp numéro {next(_numbers)} fuit et personne ne vient la réparer"
    operator = Client(office.url, OPERATOR)
    made = operator.call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": text},
    )
    choose_category(page)
    page.locator("input[name=outcome][value=refer]").check()
    page.locator("#description").fill(text)
    link = page.locator(f"#duplicate input[value='{made['case']}']")
    link.check()
    expect(page.locator("#shared_summary")).to_be_disabled()
    expect(page.locator("#next-step")).to_contain_text(made["case"])
    link.uncheck()
    expect(page.locator("#shared_summary")).to_be_enabled()
    link.check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#result")).to_contain_text(f"Lié à {made['case']}")

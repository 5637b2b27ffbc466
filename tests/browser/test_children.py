"""A child tells something: who follows the words on the screen saves at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .calling import NEW_CASE, OPERATOR, READY, agree, choose_category, open_again, saved_number
from .visits import visit

SAID = "Il me bat le soir."


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


def tell_and_agree(page: Page, category: str) -> None:
    """A child tells something and answers the questions alone."""
    choose_category(page, category)
    page.locator("#description").fill(SAID)
    page.locator("#age_group").select_option("0-12")
    agree(page)


def test_a_child_in_danger_is_saved_in_one_click(page: Page) -> None:
    tell_and_agree(page, "violence phys")
    expect(page.locator("#consent-note")).to_contain_text("laissez les réponses ouvertes")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("laissez les réponses ouvertes")
    assert page.locator(".purpose input:checked").count() == 5
    page.get_by_label("Laisser les réponses ouvertes").check()
    expect(page.locator("#errors")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    saved_number(page)
    expect(page.locator("#result")).to_contain_text("personnes habilitées")
    expect(page.get_by_label("Laisser les réponses ouvertes")).to_be_hidden()


def test_what_is_left_open_is_no_consent_and_comes_back_with_the_call(
    page: Page, office: Server
) -> None:
    tell_and_agree(page, "quantité")
    page.locator("input[name=outcome][value=refer]").check()
    page.get_by_label("Laisser les réponses ouvertes").check()
    # Nobody has agreed to sharing.
    expect(page.locator("#next-step")).to_have_class("next-step doubt")
    page.locator("input[name=outcome][value=register]").check()
    open_again(page)
    page.get_by_role("button", name="Reprendre l'appel").click()
    expect(page.get_by_label("Laisser les réponses ouvertes")).to_be_checked()
    expect(page.locator("#advice .pill")).to_be_visible()
    page.keyboard.press("Control+Enter")
    case = saved_number(page)
    assert Client(office.url, OPERATOR).get("Case", case)["consent_status"] == "None"


def test_nothing_is_left_open_where_somebody_agrees_for_the_child(page: Page) -> None:
    tell_and_agree(page, "quantité")
    later = page.get_by_label("Laisser les réponses ouvertes")
    later.check()
    page.locator("#giver").select_option("Caregiver")
    expect(later).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("lien")


def test_the_page_of_a_consent_offers_no_answers_to_leave_open(
    chromium: Browser, office: Server
) -> None:
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID, "age_group": "0-12"},
    )
    with visit(chromium, office, OPERATOR, f"/cfm/consent?case={made['case']}") as page:
        page.wait_for_selector(READY, state="attached")
        expect(page.locator("#consent-note")).to_contain_text("ne consent pas seul")
        expect(page.locator("#consent-note")).not_to_contain_text("laissez")
        expect(page.locator("#ask_later")).to_have_count(0)

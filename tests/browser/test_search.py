"""The search of *My work* in a real browser, by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import PHONE, at_desk, focused, visit, width_of

CONSOLE = "/cfm/console"
OPERATOR = "operator@demo.cfm"
SAID = "Le sac de mil était percé au magasin de Kouloudia."


@pytest.fixture(scope="module")
def case(office: Server) -> str:
    """A case of somebody whose name each ear writes in another way."""
    made = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": "Quantité de la ration", "description": SAID, "location": "TD0701"},
        person={"full_name": "Ngarledji Zénaba", "phone": "+235 66 45 67 89"},
    )
    return str(made["case"])


@pytest.fixture
def page(chromium: Browser, office: Server, case: str) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, CONSOLE) as opened:
        yield opened


def search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.locator("#q").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#found h2")).to_contain_text(text)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("zeinab ngarlejy", "Personne"),
        ("00235 66 45 67 89", "Personne"),
        ("Kouloudia perce", "Mots"),
        ("mamdi", "Lieu"),
    ],
)
def test_a_case_is_found_by_what_a_caller_says(
    page: Page, case: str, text: str, group: str
) -> None:
    search(page, text)
    card = page.locator("#found section", has=page.get_by_role("heading", name=group))
    expect(card).to_contain_text(case)
    expect(card.locator("mark").first).to_be_visible()


def test_by_keyboard_to_the_case_and_back_to_what_was_found(page: Page, case: str) -> None:
    search(page, "Ngarledji")
    expect(page.locator("#found a.number").first).to_be_focused()
    assert "Ngarledji" not in page.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name).join()"
    )
    # Addresses lie in the history of the browser.
    assert "ngarledji" not in page.url.lower()
    page.keyboard.press("ArrowUp")
    assert focused(page) == "q"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cfm/case?name={case}")
    page.go_back()
    expect(page.locator("#found")).to_contain_text(case)
    page.keyboard.press("Escape")
    expect(page.locator("#late")).to_be_visible()
    expect(page.locator("#found")).to_be_hidden()


def test_a_search_from_another_page_leaves_no_words_in_the_address(page: Page, case: str) -> None:
    page.goto("/cfm/new-case")
    page.wait_for_selector("body[data-ready]", state="attached")
    search(page, "Ngarledji")
    expect(page.locator("#found")).to_contain_text(case)
    assert "ngarledji" not in page.url.lower()


def test_nothing_found_says_what_was_searched_for(page: Page) -> None:
    search(page, "xylophone")
    told = page.locator("#found .nothing-found")
    expect(told).to_contain_text("nom « xylophone » d'une personne")
    expect(told).to_contain_text("mots « xylophone »")


def test_a_phone_shows_all_of_a_line(chromium: Browser, office: Server, case: str) -> None:
    with visit(chromium, office, OPERATOR, CONSOLE, PHONE) as page:
        search(page, "Kouloudia")
        expect(page.locator("#found mark").first).to_have_text("Kouloudia")
        assert width_of(page) <= PHONE["width"]


def test_the_desk_asks_the_same_search(chromium: Browser, office: Server, case: str) -> None:
    with at_desk(chromium, office, OPERATOR) as desk:
        desk.start()
        expect(desk.search("zeinab ngarlejy")).to_contain_text(case)

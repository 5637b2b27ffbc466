"""A call is taken: what is told goes into the form of a new case; it breaks off and goes on."""

from __future__ import annotations

from functools import partial

from playwright.sync_api import Locator, Page, Route, expect

from .interception import intercept
from .visits import tab_to

OPERATOR = "operator@demo.cfm"
NEW_CASE = "/cfm/new-case"
READY = "body[data-ready]"
CONTINUE = "Reprendre l'appel"
SAID = "La dame dit que la ration de mil est incomplète."


def choose(page: Page, field: str, letters: str) -> None:
    """Find something in a type-ahead by its first letters and take it with Enter."""
    tab_to(page, field)
    page.keyboard.type(letters, delay=5)
    expect(page.locator(f"#{field}-list li[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")


def tell(page: Page, phone: str, category: str, said: str = SAID, sex: str = "F") -> None:
    """Everything up to the consent."""
    page.keyboard.type(phone)
    choose(page, "location", "mam")
    choose(page, "category", category)
    tab_to(page, "description")
    page.keyboard.type(said)
    page.keyboard.press("Tab")
    page.keyboard.type(sex)


def press_letter(page: Page, letter: str) -> None:
    """A key of whatever keyboard: the browser's own way knows the letters of one alone."""
    page.evaluate(
        "(key) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))",
        letter,
    )


def agree(page: Page, share_inside: str = "", yes: str = "o", no: str = "n") -> None:
    """Text read; record, call back, share inside, no partner, reporting; by the letters of a language."""
    page.keyboard.press("Alt+K")
    for key in (yes, yes, yes, share_inside or yes, no, yes):
        press = page.keyboard.press if key.isascii() else partial(press_letter, page)
        press(key)


def saved_number(page: Page) -> str:
    expect(page.locator("#result .number")).to_be_visible()
    return page.locator("#result .number").inner_text()


def save_with_a_lost_answer(page: Page) -> None:
    """The server stores the case, and the line breaks before it can say so."""

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    intercept(page, "**/cfm_app.api.console.new_case*", lose_the_answer, times=1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#errors")).to_contain_text("injoignable")


def open_again(page: Page) -> None:
    page.reload()
    page.wait_for_selector(READY, state="attached")


def choose_category(page: Page, words: str = "quantité") -> None:
    page.locator("#category").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("#advice .pill")).to_be_visible()


def continue_call(page: Page) -> None:
    page.get_by_role("button", name=CONTINUE).first.click()


def begin_note(page: Page, words: str) -> Locator:
    """Type a note on the page of a case; its form, which is not sent yet."""
    note = page.locator("form[data-act='cases.note']")
    note.locator("xpath=ancestor::details").locator("summary").click()
    note.locator("textarea").fill(words)
    return note

"""What fast fingers type: letters that answer questions, words that run ahead of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import Server
from .calling import NEW_CASE, OPERATOR, agree, press_letter, saved_number, tell
from .interception import intercept
from .visits import focused, tab_to, visit


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, OPERATOR, NEW_CASE) as opened:
        yield opened


@pytest.mark.parametrize(
    ("language", "keys"), [("fr", "oononn"), ("en", "yynynn"), ("ar", "ننلنلل")]
)
def test_keys_answer_the_five_questions_and_end_at_the_next_field(
    chromium: Browser, office: Server, language: str, keys: str
) -> None:
    with visit(chromium, office, OPERATOR, f"{NEW_CASE}?_lang={language}") as page:
        page.keyboard.press("Alt+K")
        for key in keys:
            press_letter(page, key)
        assert focused(page) == "giver"
        answers = [each.input_value() for each in page.locator(".purpose input:checked").all()]
        assert answers == ["Granted", "Refused", "Granted", "Refused", "Refused"]


def test_words_typed_behind_enter_are_what_was_said_before_the_list_has_come(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            const type = (text) => { field.value += text; field.dispatchEvent(new Event('input', { bubbles: true })); };
            type('quantit');
            field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            for (const letter of 'Deux sacs manquent.') type(letter);
        }"""
    )
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.")
    expect(page.locator("#description")).to_be_focused()
    expect(category).to_have_value(re.compile("quantit", re.IGNORECASE))


def test_a_choice_taken_twice_while_the_list_comes_says_nothing(page: Page) -> None:
    """Enter before the list of the last letter, and Tab at the one before."""
    page.locator("#category").focus()
    page.keyboard.type("quanti", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value += 't';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            for (const key of ['Enter', 'Tab'])
                field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.locator("#advice .pill")).to_be_visible()
    page.locator("#description").focus()
    expect(page.locator("#description")).to_have_value("")


def test_tab_takes_nothing_from_the_list_of_an_earlier_letter(page: Page) -> None:
    """Under load the list of "zqx w" stands when "zqx wvy" is left."""
    page.locator("#category").focus()
    page.keyboard.type("quanti", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value = 'zqx wvy';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            if (field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })))
                document.getElementById('description').focus();
        }"""
    )
    expect(page.locator("#description")).to_have_value("zqx wvy")
    expect(page.locator("#category")).to_have_value("")


def test_a_list_that_is_walked_stays(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.keyboard.type("distrib", delay=5)
    second = page.locator("#category-list li[role=option]").nth(1)
    expect(second).to_be_visible()
    words = second.locator("span").inner_text()
    page.evaluate(
        """() => {
            const field = document.activeElement;
            field.value += 'u';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            for (const key of ['ArrowDown', 'Enter'])
                field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        }"""
    )
    expect(category).to_have_value(words)


def test_words_typed_at_the_category_are_what_was_said(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.keyboard.type("quantit", delay=5)
    expect(page.locator("#category-list li[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("Deux sacs manquent.")
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.")
    expect(category).not_to_have_value("")
    category.fill("")
    page.keyboard.type("zqx wvy")
    page.keyboard.press("Tab")
    expect(page.locator("#description")).to_have_value("Deux sacs manquent.\nzqx wvy")


def test_a_word_that_leads_to_no_category_stays(page: Page) -> None:
    category = page.locator("#category")
    category.focus()
    page.keyboard.type("zqxwv")
    page.keyboard.press("Enter")
    expect(page.locator("#category-list")).to_contain_text("Rien trouvé")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(category).to_have_value("zqxwv")
    expect(page.locator("[data-field=category] .field-error")).to_contain_text("zqxwv")
    expect(page.locator("#description")).to_have_value("")
    category.fill("quanti")
    expect(page.locator("[data-field=category] .field-error")).to_have_count(0)


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("cantine", "Qualité des vivres"),
        ("scolaire", "Non-réception de l'assistance"),
        ("repas", "Quantité de la ration"),
        ("fuite", "Divulgation de données personnelles"),
        ("danger", "Violence physique"),
        ("خطر", "Violence physique"),
        ("وجبة", "Quantité de la ration"),
    ],
)
def test_categories_are_found_by_the_words_of_callers(page: Page, word: str, category: str) -> None:
    page.locator("#category").fill(word)
    found = page.locator("#category-list li[role=option] span:first-child")
    expect(found.filter(has_text=category).first).to_be_visible()


def test_yes_to_a_partner_asks_which_one(page: Page) -> None:
    page.keyboard.press("Alt+K")
    for key in "ooooo":
        page.keyboard.press(key)
    assert focused(page) == "consent_partner"


@pytest.mark.parametrize("key", ["o", "n", "O"])
def test_an_answer_by_key_never_names_a_partner(page: Page, key: str) -> None:
    page.keyboard.press("Alt+K")
    for each in "ooooo":
        page.keyboard.press(each)
    partner = page.locator("#consent_partner")
    starts = partner.locator("option").evaluate_all("(all) => all.map((each) => each.text[0])")
    assert "O" in starts, starts
    page.keyboard.press(key)
    expect(partner).to_have_value("")
    assert focused(page) == "consent_partner"
    expect(page.locator("#partner-hint")).to_be_visible()
    expect(page.locator("#announce")).to_contain_text("Nommez d'abord le partenaire")
    page.keyboard.press("s")
    expect(partner).to_have_value("SECADEV")
    expect(page.locator("#partner-hint")).to_be_hidden()


def test_who_saves_before_the_receiver_is_known_is_not_refused(page: Page) -> None:
    """What the category means comes late; the referral waits for it, and goes to whom it names."""
    held: list[Route] = []
    intercept(page, "**/cfm_app.api.console.category_info*", lambda route: held.append(route))
    tell(page, "66 38 00 41", "non-r")
    agree(page)
    tab_to(page, "outcome")
    page.locator("input[name=outcome][value=refer]").check()
    tab_to(page, "shared_summary")
    page.keyboard.type("Ration non reçue.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#save")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#errors")).to_be_hidden()
    for route in held:
        route.continue_()
    saved_number(page)
    expect(page.locator("#result")).to_contain_text("Falmata")

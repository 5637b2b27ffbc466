"""A PIN that is tried first is refused, with a sentence that says what to take; nothing offers to save one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Server
from . import pins
from .calling import OPERATOR
from .test_field import FIELD, PIN
from .visits import visit

EVERY = 211
"""One birth date of so many; `benchmarks.pins` asks more."""

FIRST, THEN = 1000, 9
"""So many of the commonest passwords, then one of so many."""


def taken(chromium: Browser, asked: list[str]) -> list[str]:
    """Those that a device would take."""
    limits = pins.limits()
    found = pins.guesses(chromium, [pin for pin in asked if len(pin) >= limits.fewest_signs])
    assert len(found) > 200
    return [pin for pin, tries in found.items() if tries >= limits.fewest_guesses]


def test_the_commonest_passwords_are_refused(chromium: Browser) -> None:
    commonest = pins.commonest()
    drawn = [*commonest[:FIRST], *commonest[FIRST::THEN]]
    assert taken(chromium, drawn) == []


def test_birth_dates_are_refused(chromium: Browser) -> None:
    assert taken(chromium, list(pins.birth_dates(EVERY))) == []


def take(page: Page, pin: str) -> str:
    """What the page says of a PIN, typed twice."""
    page.locator("#pin").fill(pin)
    page.locator("#pin_again").fill(f"{pin}x")
    page.locator("#prepare-now").click()
    expect(page.locator("#prepare-now")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("#prepare-fault")).to_be_visible()
    return page.locator("#prepare-fault").inner_text()


def test_the_page_says_what_to_take_instead(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, FIELD) as page:
        page.locator("#device_label").fill("Téléphone de Bagasola")
        name = page.locator(".user-name").text_content() or ""
        weak = ("12121212", "19850412", "password", "motdepasse", "ordinaire", "bagasola")
        for pin in (*weak, "operator1", name.lower().replace(" ", "")):
            told = take(page, pin)
            assert "trop facile à deviner" in told, pin
            assert "trois mots" in told
        assert "ne sont pas" in take(page, PIN)
        expect(page.locator("#device_label")).to_have_value("Téléphone de Bagasola")


@pytest.mark.parametrize("field", ["#pin", "#pin_again", "#open_pin"])
def test_no_browser_offers_to_save_it(chromium: Browser, office: Server, field: str) -> None:
    with visit(chromium, office, OPERATOR, FIELD) as page:
        found = page.locator(field)
        assert found.get_attribute("type") == "text"
        assert found.get_attribute("autocomplete") == "off"
        style = "(each) => getComputedStyle(each).webkitTextSecurity"
        assert found.evaluate(style) == "disc"

"""The links on the rail have room: none is cut, whoever is logged in, whatever they speak and much waits."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import Server
from .interception import intercept
from .visits import visit

USERS = ("operator", "focal", "manager", "psea", "analyst", "dataprotection", "aap")
MUCH = 99
PAGE = "/cfm/obligations"
WINDOWS = ((1280, 800), (1280, 600), (1920, 950), (390, 664), (390, 480))
CUT = """() => [...document.querySelectorAll('.rail :is(a, summary, button)')]
    .filter((each) => {
        const own = each.getBoundingClientRect();
        const nav = each.closest('nav').getBoundingClientRect();
        const inner = [...each.children].some((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth);
        return own.width && (inner || own.right > nav.right + 1 || own.left < nav.left - 1);
    })
    .map((each) => each.textContent.trim())"""


def much_waits(page: Page) -> None:
    """Every list that is counted has much on it: the counts come late and widen the links."""

    def answer(route: Route) -> None:
        answered = route.fetch()
        told = answered.json()
        told["message"]["pages"] = dict.fromkeys(told["message"]["pages"], MUCH)
        route.fulfill(response=answered, json=told)

    intercept(page, "**/cfm_app.api.bell.look*", answer)


@pytest.mark.parametrize("user", USERS)
def test_no_link_is_cut(chromium: Browser, office: Server, user: str) -> None:
    with visit(chromium, office, f"{user}@demo.cfm", PAGE, prepare=much_waits) as page:
        for language in ("fr", "en", "ar"):
            page.goto(f"{PAGE}?_lang={language}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            # The bell tells what is new, or that nothing is, once it has the counts.
            page.wait_for_selector("header .bell .menu-body > *", state="attached")
            page.locator(".rail-group:not([open])").evaluate_all(
                "(all) => all.forEach((each) => { each.open = true; })"
            )
            assert page.locator(".rail a").count() > 0
            counts = set(page.locator(".rail .badge").all_inner_texts())
            waits = set() if user == "analyst" else {str(MUCH)}
            assert counts == waits, "nothing waits for analysts"
            assert page.evaluate(CUT) == []


@pytest.mark.parametrize("user", USERS)
def test_whoever_leaves_can_log_out(chromium: Browser, office: Server, user: str) -> None:
    """A shared computer stays logged in where the button lies below the window."""
    with visit(chromium, office, f"{user}@demo.cfm", PAGE) as page:
        for address, (width, height) in product((PAGE, "/app"), WINDOWS):
            page.set_viewport_size({"width": width, "height": height})
            if not page.url.endswith(address):
                page.goto(address)
            menu = page.locator("header .menu:has(#logout)")
            menu.locator("summary").click()
            expect(page.locator("#logout")).to_be_in_viewport(ratio=1)
            # The entries above it can be reached, the last one too.
            last = menu.locator(".menu-body > :is(a, button)").last
            last.scroll_into_view_if_needed()
            expect(last).to_be_in_viewport()
            expect(page.locator("#logout")).to_be_in_viewport(ratio=1)
            menu.locator("summary").click()

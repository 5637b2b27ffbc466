"""The links at the top have room: none is cut, whoever is logged in, whatever they speak and much waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ..live import Server
from .visits import visit

USERS = ("operator", "focal", "manager", "psea", "analyst", "dataprotection", "aap")
MUCH = 99
CUT = """() => [...document.querySelectorAll('header nav a')]
    .filter((each) => {
        const own = each.getBoundingClientRect();
        const nav = each.closest('nav').getBoundingClientRect();
        return own.width && (own.right > nav.right + 1 || own.left < nav.left - 1);
    })
    .map((each) => each.textContent.trim())"""


def much_waits(page: Page) -> None:
    """Every list that is counted has much on it: the counts come late and widen the links."""

    def answer(route: Route) -> None:
        answered = route.fetch()
        told = answered.json()
        told["message"]["pages"] = dict.fromkeys(told["message"]["pages"], MUCH)
        route.fulfill(response=answered, json=told)

    page.route("**/cfm_app.api.bell.look*", answer)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("user", USERS)
def test_no_link_is_cut(chromium: Browser, office: Server, user: str, language: str) -> None:
    at = f"/cfm/obligations?_lang={language}"
    with visit(chromium, office, f"{user}@demo.cfm", at, prepare=much_waits) as page:
        expect(page.locator("html")).to_have_attribute("lang", language)
        # The bell tells what is new, or that nothing is, once it has the counts.
        page.wait_for_selector("header .bell .menu-body > *", state="attached")
        assert page.locator("header nav a").count() > 0
        counts = set(page.locator("header nav .badge").all_inner_texts())
        assert counts == (set() if user == "analyst" else {str(MUCH)}), "nothing waits for analysts"
        assert page.evaluate(CUT) == []

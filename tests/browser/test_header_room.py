"""The links at the top have room: none is cut, whoever is logged in and whatever they speak."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from ..live import Server
from .visits import visit

USERS = ("operator", "focal", "manager", "psea", "analyst", "dataprotection", "aap")
CUT = """() => [...document.querySelectorAll('header nav a')]
    .filter((each) => {
        const own = each.getBoundingClientRect();
        const nav = each.closest('nav').getBoundingClientRect();
        return own.width && (own.right > nav.right + 1 || own.left < nav.left - 1);
    })
    .map((each) => each.textContent.trim())"""


@pytest.mark.parametrize("locale", ["fr-FR", "ar"])
@pytest.mark.parametrize("user", USERS)
def test_no_link_is_cut(chromium: Browser, office: Server, user: str, locale: str) -> None:
    with visit(chromium, office, f"{user}@demo.cfm", "/cfm/obligations", locale=locale) as page:
        assert page.evaluate("document.querySelectorAll('header nav a').length") > 0
        assert page.evaluate(CUT) == []

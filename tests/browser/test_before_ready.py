"""A page whose scripts have not come yet: what is typed stays where it is, and goes nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .visits import visit

OPERATOR = "operator@demo.cfm"
WORDS = "Il vit derrière le marché"


@pytest.mark.parametrize("path", ["/cfm/new-case", "/cfm/report-breach", "/cfm/case?name={case}"])
def test_what_is_typed_too_early_stays(chromium: Browser, office: Server, path: str) -> None:
    case = Client(office.url, OPERATOR).create("Case", description="Carte perdue")["name"]
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        page.route("**/*.js*", lambda route: route.abort())
        page.goto(office.url + path.format(case=case))
        box = page.locator("main form textarea").first
        box.evaluate("box => box.closest('details')?.setAttribute('open', '')")
        box.fill(WORDS)
        box.evaluate("box => box.form.noValidate = true")
        box.evaluate("box => box.form.requestSubmit()")
        expect(box).to_have_value(WORDS)
        assert page.url == office.url + path.format(case=case)

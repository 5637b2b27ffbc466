"""A page whose scripts have not come yet: what is typed stays where it is, and goes nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from ..live import Client, Server
from .interception import intercept
from .visits import visit

OPERATOR = "operator@demo.cfm"
WORDS = "Il vit derrière le marché"


@pytest.mark.parametrize("path", ["/cfm/new-case", "/cfm/report-breach", "/cfm/case?name={case}"])
def test_what_is_typed_too_early_stays(chromium: Browser, office: Server, path: str) -> None:
    case = Client(office.url, OPERATOR).create("Case", description="Carte perdue")["name"]
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        intercept(page, "**/*.js*", lambda route: route.abort())
        page.goto(office.url + path.format(case=case))
        box = page.locator("main form textarea").first
        box.evaluate("box => box.closest('details')?.setAttribute('open', '')")
        box.fill(WORDS)
        box.evaluate("box => box.form.noValidate = true")
        box.evaluate("box => box.form.requestSubmit()")
        expect(box).to_have_value(WORDS)
        assert page.url == office.url + path.format(case=case)


def test_a_place_that_is_typed_too_early_is_looked_for(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/missions") as page:
        held: list[Route] = []
        intercept(page, "**/typeahead.js*", lambda route: held.append(route))
        with page.expect_request("**/typeahead.js*"):
            page.goto(f"{office.url}/cfm/new-mission", wait_until="commit")
        page.locator("#location").fill("Mamdi")
        for route in held:
            route.continue_()
        page.get_by_role("option", name="Mamdi").first.click()
        expect(page.locator("#location")).to_have_value("Mamdi")

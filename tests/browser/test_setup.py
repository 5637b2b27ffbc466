"""The page of the first set-up: steps are stored, left and taken up again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from ..live import Client, Server
from .accessible import serious
from .visits import PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
PAGE = "/cfm/setup"
STEPS = ("office", "languages", "places", "focal_points", "calendar", "procedures", "users")


@pytest.fixture(autouse=True)
def reminded(office: Server) -> None:
    Client(office.url, MANAGER).call("cfm_app.api.first_steps.put_aside", aside=0)


def test_a_step_is_stored_and_the_next_one_comes(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, f"{PAGE}?step=calendar") as page:
        page.locator("#add-holiday").click()
        row = page.locator("#holidays .holiday").last
        expect(row.locator("[type=date]")).to_be_focused()
        row.locator("[type=date]").fill("2031-01-11")
        row.locator("[type=text]").fill("Journée de Mongo")
        page.locator("#save").click()
        page.wait_for_url("**step=procedures")
        expect(page.locator(".steps a").nth(4)).to_have_class("done")
    holidays = Client(office.url, MANAGER).get("CFM Settings", "CFM Settings")["holidays"]
    assert "Journée de Mongo" in [each["description"] for each in holidays]


def test_a_refusal_is_a_sentence_and_nothing_typed_is_lost(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, f"{PAGE}?step=calendar", locale="fr-FR") as page:
        for tick in page.locator("[data-list=days]").all():
            tick.uncheck()
        page.locator("#work_end").fill("15:15")
        page.locator("#save").click()
        failure = page.locator("#failure")
        expect(failure).to_contain_text("jour")
        expect(failure).to_be_focused()
        assert page.input_value("#work_end") == "15:15"
        assert "step=calendar" in page.url


def test_the_reminder_stands_on_the_console_until_it_is_put_aside(
    chromium: Browser, office: Server
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/console") as page:
        page.locator("#first-steps a").click()
        page.wait_for_url("**/cfm/setup")
        page.wait_for_selector("body[data-ready]", state="attached")
        page.locator("[data-aside='1']").click()
        expect(page.locator("[data-aside='0']")).to_be_visible()
        page.goto("/cfm/console")
        expect(page.locator("#first-steps")).to_have_count(0)
    with visit(chromium, office, OPERATOR, "/cfm/console") as page:
        expect(page.locator("#first-steps")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_steps_fit_a_phone(chromium: Browser, office: Server, language: str) -> None:
    address = f"{PAGE}?step=office&_lang={language}"
    with visit(chromium, office, MANAGER, address, PHONE, is_mobile=True, has_touch=True) as page:
        for step in STEPS:
            page.goto(f"{PAGE}?step={step}&_lang={language}")
            assert width_of(page) <= PHONE["width"], step
        direction = page.locator("html").get_attribute("dir")
        assert direction == ("rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_steps_have_no_serious_fault(chromium: Browser, office: Server, width: int) -> None:
    size = {"width": width, "height": 900}
    with visit(chromium, office, MANAGER, f"{PAGE}?step=office", size) as page:
        for step in STEPS:
            page.goto(f"{PAGE}?step={step}")
            assert serious(page) == [], step


def test_operators_do_not_enter(office: Server) -> None:
    answer = Client(office.url, OPERATOR).request("GET", PAGE, headers={"Accept": "text/html"})
    assert answer.status_code == 403

"""A person asks on his phone, with the code that he was given, where his case stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import Client, Running, Server
from .accessible import serious
from .visits import PHONE, visit, width_of

OPERATOR, AAP = "operator@demo.cfm", "aap@demo.cfm"
CATEGORY = "Quantité de la ration"


def recorded(office: Server | Running, category: str = CATEGORY) -> dict[str, Any]:
    made: dict[str, Any] = Client(office.url, OPERATOR).call(
        "cfm_app.api.console.new_case",
        case={"category": category, "description": "Il manque deux sacs"},
    )
    return made


@pytest.fixture
def phone(chromium: Browser, office: Server | Running) -> Iterator[Page]:
    """Somebody who has no user, with a phone set to French."""
    context = chromium.new_context(viewport=PHONE, base_url=office.url, locale="fr-FR")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def asks(page: Page, code: str) -> None:
    page.locator("#code").fill(code)
    page.locator("form .primary").click()


def test_a_code_tells_where_the_case_stands(office: Server | Running, phone: Page) -> None:
    made = recorded(office)
    phone.goto("/cfm/status?_lang=fr")
    # As it is heard: small letters, no hyphens.
    asks(phone, made["status_code"].replace("-", " ").lower())
    expect(phone.locator(".answer")).to_have_text(
        "Quelqu'un s'occupe de votre message. Vous aurez une réponse."
    )
    expect(phone.locator("a[href^='tel:']")).to_be_visible()
    text = phone.locator("body").inner_text()
    assert made["case"] not in text and "sacs" not in text and CATEGORY not in text
    assert made["status_code"] not in phone.url
    assert width_of(phone) <= PHONE["width"]


def test_what_is_typed_wrongly_stays_and_is_said(office: Server | Running, phone: Page) -> None:
    phone.goto("/cfm/status?_lang=fr")
    asks(phone, "K7P-4HX-93A")
    expect(phone.locator("#trouble")).to_contain_text("Il y a une erreur dans ce code")
    expect(phone.locator("#code")).to_have_value("K7P-4HX-93A")


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_it_reads_well_in_each_language(phone: Page, language: str, direction: str) -> None:
    phone.goto(f"/cfm/status?_lang={language}")
    page = phone.locator("html")
    assert (page.get_attribute("lang"), page.get_attribute("dir")) == (language, direction)
    assert serious(phone) == []
    phone.set_viewport_size({"width": 360, "height": 700})
    assert width_of(phone) <= 360


def test_it_needs_no_scripts(chromium: Browser, office: Server | Running) -> None:
    made = recorded(office)
    context = chromium.new_context(viewport=PHONE, base_url=office.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/cfm/status?_lang=en")
    asks(page, made["status_code"])
    expect(page.locator(".answer")).to_contain_text("Somebody is working on your message")
    context.close()


def test_the_operator_finds_the_code_in_the_case(chromium: Browser, office: Server) -> None:
    made = recorded(office)
    with visit(chromium, office, OPERATOR, "/cfm/new-case") as page:
        page.locator("#category").fill("quantité")
        page.locator("[role=option]").first.click()
        page.locator("#description").fill("Il manque un sac")
        page.locator("#save").click()
        expect(page.locator("#result")).to_contain_text("Code pour demander où en est le cas")
        page.set_viewport_size(PHONE)
        for path in ("/app/case/", "/cfm/case?name="):
            page.goto(f"{path}{made['case']}")
            page.locator("a[href*='/cfm/case-code?case=']:visible").first.click()
            expect(page.locator(".code")).to_have_text(made["status_code"])
            assert width_of(page) <= PHONE["width"]


def test_whoever_only_reads_cases_is_not_told_the_code(office: Server | Running) -> None:
    made = recorded(office)
    answer = Client(office.url, AAP).request(
        "GET", f"/cfm/case-code?case={made['case']}", headers={"Accept": "text/html"}
    )
    assert answer.status_code == 403 and made["status_code"] not in answer.text
    page = Client(office.url, AAP).request(
        "GET", f"/cfm/case?name={made['case']}", headers={"Accept": "text/html"}
    )
    assert page.status_code == 200 and "case-code" not in page.text

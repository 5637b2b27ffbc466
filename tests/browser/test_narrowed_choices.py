"""A manager says that the choices of one field depend on another; the full form and the fast page offer just those."""

from __future__ import annotations

import json

from playwright.sync_api import Browser, Page, expect

from ..live import Client, Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
START, FIELD = "/cfm/console", "incident_location"


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#main[data-started]")


def choose(page: Page, field: str, words: str) -> None:
    box = page.locator(f"[data-field={field}] .link-input")
    box.fill(words)
    page.locator(f"[data-field={field}]").get_by_role("option", name=words).first.click()


def test_a_place_of_the_chosen_region(chromium: Browser, own_office: Server) -> None:
    with visit(chromium, own_office, MANAGER, START, locale="fr-FR") as page:
        opened(page, "/app/customize-form/case")
        page.locator(f'#canvas [data-key="{FIELD}"]').click()
        rule = page.locator("#fp-link_filters")
        expect(rule).to_be_enabled()
        rule.select_option(label=rule.locator("option", has_text="en dessous").first.inner_text())
        page.locator("#fp-allow_in_quick_entry").check()
        page.keyboard.press("Control+s")
        expect(page.locator("#unsaved")).to_be_hidden()
        opened(page, "/app/customize-form/case")
        page.locator(f'#canvas [data-key="{FIELD}"]').click()
        expect(rule.locator("option:checked")).to_contain_text("en dessous")
    stored = Client(own_office.url, MANAGER).list(
        "Property Setter",
        filters=json.dumps([["field_name", "=", FIELD], ["property", "=", "link_filters"]]),
        fields='["value"]',
    )
    ((target, column, operator, value),) = json.loads(stored[0]["value"])
    assert (target, operator, value) == (
        "CFM Location",
        "descendants of (inclusive)",
        "eval:doc.location",
    )
    assert column == "parent_cfm_location"
    with visit(chromium, own_office, OPERATOR, START, locale="fr-FR") as page:
        opened(page, "/app/case/new")
        choose(page, "location", "Batha")
        incident = page.locator(f"[data-field={FIELD}] .link-input")
        incident.fill("a")
        offered = page.locator(f"[data-field={FIELD}] [role=option]")
        expect(offered.first).to_be_visible()
        expect(offered.filter(has_text="Borkou")).to_have_count(0)
        incident.fill("Borkou")
        expect(page.locator(f"[data-field={FIELD}]")).to_contain_text("seul ce qui correspond")
        choose(page, FIELD, "Fitri")
        choose(page, "location", "Borkou")
        error = page.locator(f"[data-field={FIELD}] .field-error")
        expect(error).to_contain_text("ne correspond pas")
        expect(incident).to_have_value("Fitri")
        choose(page, "location", "Batha")
        expect(error).to_have_count(0)
    for size in (DESKTOP, PHONE):
        with visit(
            chromium, own_office, OPERATOR, "/cfm/new-case", size=size, locale="fr-FR"
        ) as page:
            fast_page_offers_what_fits(page)
            assert width_of(page) <= size["width"]


def fast_page_offers_what_fits(page: Page) -> None:
    incident = page.locator(f"#{FIELD}")
    fitri, yala = (incident.locator("option", has_text=name) for name in ("Fitri", "Borkou Yala"))
    expect(yala).to_be_enabled()
    page.locator("#location").fill("batha")
    page.locator("#location-list [role=option]").first.click()
    expect(yala).to_be_disabled()
    incident.select_option(label="Fitri")
    page.locator("#location").fill("borkou")
    page.locator("#location-list [role=option]").first.click()
    expect(yala).to_be_enabled()
    expect(fitri).to_have_count(1)
    page.locator("#category").fill("quantité")
    page.locator("#category-list [role=option]").first.click()
    page.locator("#description").fill("Il manque de l'huile")
    page.locator("#save").click()
    expect(page.locator(f".field.invalid[data-field={FIELD}]")).to_contain_text("ne correspond pas")
    incident.select_option(label="Borkou Yala")
    page.locator("#save").click()
    expect(page.locator(f".field.invalid[data-field={FIELD}]")).to_have_count(0)

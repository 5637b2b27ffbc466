"""Task 4: what a form asks, when, in which order and under which name; seen wherever cases are seen."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Locator, Page, expect

from ..tasks.test_data import sheet
from .round import WORK_MS, Round, attached

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
BELOW, WITHIN, WITHOUT = "Plainte non sensible", "Quantité de la ration", "Demande d'information"
SITE, PLACE, OTHER, INSIDE = "Site de distribution", "Batha", "Borkou", "Fitri"
SECTION, AGE = "Où et pour quoi", "18-59"
PROGRAMME = "Transferts monétaires"


def test_a_form_follows_how_an_office_works(task: Round) -> None:
    page = task.begin_round()
    task.tool("Customise form")
    page.locator(".choose-list").get_by_role("link", name="Cas", exact=True).last.click()
    expect(page.locator("#canvas")).to_be_visible()
    require_programme(page)
    card(page, "disability").click()
    page.locator("#fp-hidden").check()
    card(page, "age_group").click()
    page.locator("#fp-default").select_option(AGE)
    card(page, "age_group").press("Alt+ArrowUp")
    card(page, "section_2").click()
    page.locator("#fp-label").fill(SECTION)
    add_site(task, page)
    page.keyboard.press("Control+s")
    expect(page.locator("#unsaved")).to_be_hidden()
    task.steps.report(4)
    with task.seen_by(OPERATOR, "/app/case/new") as seen:
        full_form(seen)
        seen.goto("/cfm/new-case")
        ready(seen)
        number = fast_page(seen)
        seen.goto("/app/case")
        expect(seen.locator(f'[data-name="{number}"]')).to_contain_text(INSIDE)
        seen.goto(f"/app/print-sheet/case/{number}?format=Standard")
        expect(seen.locator("body")).to_contain_text(SITE)
        expect(seen.locator("body")).to_contain_text(SECTION)
        expect(seen.locator("body")).not_to_contain_text("Handicap")
    exported(task, number)
    imported(task, page)


def card(page: Page, field: str) -> Locator:
    return page.locator(f'#canvas [data-key="{field}"]')


def require_programme(page: Page) -> None:
    """Below a category, and not by text message."""
    card(page, "programme").click()
    when = page.locator("[data-property=mandatory_depends_on]")
    more = when.get_by_role("button", name="Ajouter une condition")
    lines = when.locator(".condition-line")
    for at, (field, comparison, value) in enumerate(
        (("category", "under", BELOW), ("channel", "!=", "SMS"))
    ):
        more.click()
        line = lines.nth(at)
        line.locator("[data-part=field]").select_option(field)
        if line.locator("[data-part=operator]").input_value() != comparison:
            line.locator("[data-part=operator]").select_option(comparison)
        line.locator(".link-input").fill(value)
        line.get_by_role("option", name=value).first.click()


def add_site(task: Round, page: Page) -> None:
    """A place that lies under the place of the person: in the list and on the fast page as well."""
    card(page, "location").click()
    page.locator("#add-field").click()
    page.locator(".kind", has_text=task.tr("One of the entries of a list")).click()
    page.get_by_role("button", name=task.tr("Next"), exact=True).click()
    page.locator("#new-label").fill(SITE)
    page.locator("#new-extra").select_option("CFM Location")
    page.get_by_role("button", name=task.tr("Add the field")).click()
    # Until then the panel is that of the field beside it, with rules of its own.
    expect(page.locator("#fp-label")).to_have_value(SITE)
    rule = page.locator("#fp-link_filters")
    expect(rule).to_be_enabled()
    rule.select_option(label=rule.locator("option", has_text="en dessous").first.inner_text())
    page.locator("#fp-in_list_view").check()
    page.locator("#fp-allow_in_quick_entry").check()


def full_form(seen: Page) -> None:
    person = seen.locator("#form [data-field]").evaluate_all(
        "(all) => all.map((each) => each.dataset.field)"
    )
    assert person.index("age_group") < person.index("sex")
    expect(seen.locator("[data-field=disability]")).to_have_count(0)
    expect(seen.locator("[data-field=age_group] select")).to_have_value(AGE)
    expect(seen.locator("#form")).to_contain_text(SECTION)


def ready(seen: Page) -> None:
    seen.wait_for_selector("body[data-ready]", state="attached")


def pick(seen: Page, field: str, words: str) -> None:
    seen.locator(f"#{field}").fill(words)
    seen.locator(f"#{field}-list [role=option]").first.click()


def fast_page(seen: Page) -> str:
    """The case that an operator records on the fast page."""
    expect(seen.locator("#disability")).to_be_hidden()
    expect(seen.locator("#age_group")).to_have_value(AGE)
    site = seen.get_by_label(SITE)
    pick(seen, "location", PLACE)
    expect(site.locator("option", has_text=OTHER).first).to_be_disabled()
    site.select_option(label=INSIDE)
    seen.locator("[name=channel]").first.check()
    pick(seen, "category", WITHIN)
    seen.locator("#description").fill("Il manque de l'huile")
    for question in seen.locator("[data-purpose]").all():
        question.locator("input[value=Granted]").press("Space")
    seen.locator("#consent_partner").select_option(index=1)
    seen.locator("#statement_read").check()
    seen.locator("#save").click()
    expect(seen.locator(".field.invalid[data-field=programme]")).to_contain_text("manque")
    seen.locator("#programme").select_option(label=PROGRAMME)
    seen.locator("#save").click()
    told = seen.locator("#result")
    expect(told).to_contain_text("CFM-")
    return next(word for word in told.inner_text().split() if word.startswith("CFM-"))


def exported(task: Round, number: str) -> None:
    answer = task.client(MANAGER).request("GET", "/app/export/case?format=csv").content
    rows = list(csv.reader(io.StringIO(answer.decode("utf-8-sig"))))
    at = rows[0].index(SITE)
    assert next(row for row in rows if number in row)[at] == INSIDE


def imported(task: Round, page: Page) -> None:
    """What the form asks is asked of a sheet as well, and the new column is known."""
    head = ["Réf.", "Canal", "Catégorie", "Lieu", SITE, "Programme", "Description"]
    rows = [
        ["R-1", "Ligne verte", WITHIN, PLACE, INSIDE, "", "Sans programme"],
        ["R-2", "Ligne verte", WITHIN, PLACE, INSIDE, PROGRAMME, "Avec programme"],
        ["R-3", "SMS", WITHIN, PLACE, "", "", "Par SMS"],
        ["R-4", "Ligne verte", WITHOUT, PLACE, "", "", "Question"],
    ]
    task.tool("Import")
    page.set_input_files("#file", attached("cas.xlsx", sheet([head, *rows])))
    page.locator("#bar .primary").click()
    wrong = page.locator("table tbody tr")
    expect(wrong).to_have_count(1, timeout=WORK_MS)
    expect(wrong).to_contain_text("Programme")
    page.get_by_role("button", name="Importer 3 cas").click()
    expect(page.locator("[data-figure=new]")).to_contain_text(
        task.tr("cases made"), timeout=WORK_MS
    )
    site = next(
        each["fieldname"]
        for each in task.client(MANAGER).list("Custom Field", fields='["fieldname","label"]')
        if each["label"] == SITE
    )
    (made,) = task.client(OPERATOR).list(
        "Case", fields=f'["{site}"]', filters='[["source_id","=","R-2"]]'
    )
    assert task.client(MANAGER).get("CFM Location", made[site])["location_name"] == INSIDE

"""Task 10: categories are renamed, merged and retired; 300 villages come; 50 cases change and are handed out."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from ..tasks.task import MANAGER
from ..tasks.test_data import sheet
from .round import WORK_MS, Round, attached, entry, option, saved

OPERATOR, OTHER = "operator@demo.cfm", "operator2@demo.cfm"
OLD, NEW = "Qualité des vivres", "Vivres avariés"
DOUBLE, KEPT, RETIRED = "Retard de distribution", "Quantité de la ration", "Remerciement"
PROGRAMME, MANY, VILLAGES = "Transferts monétaires", 50, 300


def test_lists_are_put_in_order(task: Round) -> None:
    operator = task.client(OPERATOR)
    merged = operator.create("Case", category=DOUBLE, description="Essai")["name"]
    for _each in range(MANY):
        task.client(MANAGER).create("Case", category=OLD, description="Essai")
    page = task.begin_round()
    task.tool("Categories")
    put_in_order(task, page)
    bring_villages(task, page)
    names = change_cases(task, page)
    task.steps.report(10)
    assert len(names) >= MANY
    assert operator.get("Case", merged)["category"] == KEPT
    now = operator.list(
        "Case",
        fields='["name","programme"]',
        filters=f'[["category","=","{NEW}"]]',
        limit_page_length=0,
    )
    changed = {each["name"] for each in now if each["programme"] == PROGRAMME}
    assert set(names) <= changed
    waiting = task.client(OTHER).list(
        "ToDo",
        fields='["reference_name"]',
        filters=f'[["allocated_to","=","{OTHER}"],["status","=","Open"]]',
        limit_page_length=0,
    )
    assert set(names) <= {each["reference_name"] for each in waiting}
    with task.seen_by(OPERATOR, "/cfm/new-case") as seen:
        seen.wait_for_selector("body[data-ready]", state="attached")
        seen.locator("#category").fill("vivres")
        offered = seen.locator("#category-list")
        expect(offered.get_by_text(NEW)).to_be_visible()
        assert operator.request("GET", f"/api/resource/Case Category/{OLD}").status_code == 404
        seen.locator("#category").fill(RETIRED)
        expect(offered.get_by_text(RETIRED)).to_have_count(0)
        seen.locator("#location").fill("Village 299")
        expect(seen.locator("#location-list li[role=option]").first).to_contain_text("Village 299")


def put_in_order(task: Round, page: Page) -> None:
    confirm = page.get_by_role("button", name="Renommer ou fusionner", exact=True)
    open_category(page, OLD)
    entry(page, "category_name").fill(NEW)
    page.keyboard.press("Control+s")
    expect(page.locator("#other-name-told")).to_contain_text("Cas")
    confirm.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NEW)
    page.locator("#main a[href='/app/case-category']").first.click()
    page.wait_for_url("**/case-category")
    open_category(page, DOUBLE)
    page.locator("#more summary").click()
    page.get_by_role("button", name="Renommer ou fusionner…").click()
    page.locator("#other-name").fill(KEPT)
    page.locator("#other-name-merge").check()
    confirm.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(KEPT)
    page.locator("#main a[href='/app/case-category']").first.click()
    page.wait_for_url("**/case-category")
    page.get_by_label("Rechercher dans la liste").fill(RETIRED)
    open_category(page, RETIRED)
    entry(page, "enabled").uncheck()
    saved(page)


def open_category(page: Page, name: str) -> None:
    page.wait_for_selector("#main[data-started]")
    page.locator("#main").get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.wait_for_selector("#main[data-started]")


def bring_villages(task: Round, page: Page) -> None:
    task.tool("Import into a list")
    page.locator("#target").select_option("CFM Location")
    rows = [[f"Village {each}", f"V{each:03}", "Ouara"] for each in range(VILLAGES)]
    content = sheet([["Lieu", "P-code", "Fait partie de"], *rows])
    page.set_input_files("#file", attached("villages.xlsx", content))
    page.wait_for_selector("#key-field")
    page.get_by_role("button", name="Essai à blanc").click()
    found = page.locator('[data-figure="new"] .number')
    expect(found).to_have_text(str(VILLAGES), timeout=WORK_MS)
    page.get_by_role("button", name=f"Importer {VILLAGES} fiches").click()
    expect(page.get_by_role("link", name="Voir la liste")).to_be_visible(timeout=WORK_MS)


def change_cases(task: Round, page: Page) -> list[Any]:
    """The programme of all that a page of the list shows, and who deals with them."""
    page.locator("a[href='/app']:visible").first.click()
    task.by_menu("/app/case")
    page.wait_for_selector("#main[data-started]")
    page.get_by_text("Créé par moi", exact=True).first.click()
    expect(page.locator("#total")).to_have_text(str(MANY))
    page.get_by_role("link", name="100", exact=True).or_(
        page.get_by_role("button", name="100", exact=True)
    ).click()
    rows = page.locator(".list tbody tr")
    expect(rows).to_have_count(MANY)
    page.locator("#select-all").check()
    names = rows.evaluate_all("(all) => all.map((row) => row.dataset.name)")
    page.locator("[data-bulk=edit]").click()
    page.locator("#edit-field").select_option("programme")
    page.locator("#filter-value").fill(PROGRAMME)
    option(page.locator("dialog"), PROGRAMME).click()
    page.locator("dialog .button.primary").click()
    expect(page.locator(".bulk-effect tbody tr").first).to_contain_text(PROGRAMME)
    page.locator("dialog .button.primary").click()
    expect(page.locator("dialog", has_text="nouvelle valeur")).to_be_visible(timeout=WORK_MS)
    page.keyboard.press("Escape")
    page.locator("#select-all").check()
    page.locator("[data-bulk=assign]").click()
    page.locator("#assign-user").fill("Denise")
    option(page.locator("dialog"), "Denise").click()
    page.locator("dialog .button.primary").click()
    expect(page.locator(".bulk-effect")).to_contain_text("Denise", timeout=WORK_MS)
    page.locator("dialog .button.primary").click()
    expect(page.get_by_role("dialog", name=re.compile("^Fait"))).to_be_visible(timeout=WORK_MS)
    page.keyboard.press("Escape")
    return names

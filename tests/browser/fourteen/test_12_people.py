"""Task 12: ten operators come from a sheet; one leaves and hands over what waits for them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from ..tasks.test_data import sheet
from .round import WORK_MS, Round, attached

LEAVER, HEIR, MANAGER = "operator2@demo.cfm", "operator@demo.cfm", "manager@demo.cfm"
TEN = [f"nouveau{each}@demo.cfm" for each in range(10)]


def test_operators_come_and_one_goes(task: Round) -> None:
    leaver = task.client(LEAVER)
    case = task.client(HEIR).create("Case", category="Quantité de la ration", description="Essai")
    leaver.call(
        "frappe.desk.form.assign_to.add",
        assign_to=[LEAVER],
        doctype="Case",
        name=case["name"],
    )
    page = task.begin_round()
    bring(task, page)
    let_go(task, page)
    task.steps.report(12)
    assert leaver.request("GET", "/api/resource/Case?limit_page_length=1").status_code in (401, 403)
    with task.seen_by(HEIR, f"/app/case/{case['name']}") as seen:
        held = seen.locator("section[aria-labelledby=side-people]")
        expect(held).to_contain_text("Mariam")
        expect(held).not_to_contain_text("Denise")
    roles = [task.client(MANAGER).get("User", each)["roles"] for each in TEN]
    assert all("CFM Operator" in {row["role"] for row in each} for each in roles)


def bring(task: Round, page: Page) -> None:
    task.tool("Import into a list")
    page.locator("#target").select_option("User")
    head = ["E-mail", "Prénom", "Rôles"]
    rows = [[each, f"Nouveau {at}", "Opérateur"] for at, each in enumerate(TEN)]
    page.set_input_files("#file", attached("equipe.xlsx", sheet([head, *rows])))
    page.wait_for_selector("#key-field")
    page.get_by_role("button", name="Essai à blanc").click()
    expect(page.locator('[data-figure="new"] .number')).to_have_text("10", timeout=WORK_MS)
    page.get_by_role("button", name="Importer 10 fiches").click()
    expect(page.get_by_role("link", name="Voir la liste")).to_be_visible(timeout=WORK_MS)


def let_go(task: Round, page: Page) -> None:
    task.tool("Users")
    page.get_by_label("Rechercher dans la liste").fill("Denise")
    page.locator(f'[data-name="{LEAVER}"] .row-link').click()
    page.locator('[data-person="disable"]').click()
    page.locator("dialog .button.danger, dialog [type=submit]").first.click()
    page.locator("#hand-to").fill("Mariam")
    page.locator("dialog [role=option]", has_text="Mariam").first.click()
    page.locator("dialog [type=submit]").click()
    expect(page.locator("dialog")).to_have_count(0)

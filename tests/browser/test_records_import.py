"""A sheet into a list in a real browser: tried, corrected, imported, taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from ..live import PASSWORD, Client, Server
from .interception import intercept
from .visits import PHONE, visit, width_of

PAGE = "/cfm/records-import?target="
MANAGER = "manager@demo.cfm"
WORK_MS = 300_000
RUN = uuid4().hex[:6]


def sheet(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def give(page: Page, content: bytes, name: str = "feuille.xlsx") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})
    page.wait_for_selector("#key-field")


def figure(page: Page, kind: str) -> Any:
    return page.locator(f'[data-figure="{kind}"] .number')


@pytest.fixture
def villages(chromium: Browser, office: Server) -> Iterator[Page]:
    path = f"{PAGE}CFM+Location"
    with visit(chromium, office, MANAGER, path, locale="fr-FR") as opened:
        yield opened


def test_three_hundred_villages_come_and_go(villages: Page, office: Server) -> None:
    head = ["Lieu", "P-code", "Fait partie de"]
    rows = [[f"Village {RUN} {each}", f"V{RUN}{each}", "Ouara"] for each in range(300)]
    give(villages, sheet(head, *rows, ["Ailleurs", f"X{RUN}", "Nulle part"]))
    villages.get_by_role("button", name="Essai à blanc").click()
    expect(figure(villages, "new")).to_have_text("300", timeout=WORK_MS)
    expect(figure(villages, "wrong")).to_have_text("1")
    expect(villages.locator("td", has_text="Nulle part")).to_be_visible()
    client = Client(office.url, MANAGER, PASSWORD)
    filters = [["pcode", "like", f"V{RUN}%"], ["enabled", "=", 1]]

    def count() -> int:
        return int(client.call("frappe.client.get_count", doctype="CFM Location", filters=filters))

    assert count() == 0
    villages.get_by_role("button", name="Importer 300 fiches").click()
    expect(villages.get_by_role("link", name="Voir la liste")).to_be_visible(timeout=WORK_MS)
    assert count() == 300
    villages.on("dialog", lambda dialog: dialog.accept())
    villages.get_by_role("button", name="Annuler l'import").click()
    expect(villages.get_by_role("heading", name="L'import est annulé.")).to_be_visible(
        timeout=WORK_MS
    )
    assert count() == 0


def test_what_changes_is_told_with_its_old_value(chromium: Browser, office: Server) -> None:
    client = Client(office.url, MANAGER, PASSWORD)
    values = {"partner_name": f"Aide {RUN}", "contact_name": "Ali"}
    client.create("CFM Partner", **values)
    with visit(chromium, office, MANAGER, f"{PAGE}CFM+Partner", locale="fr-FR") as page:
        give(page, sheet(["Partenaire", "Contact"], [f"Aide {RUN}", "Zara"]))
        page.get_by_role("button", name="Essai à blanc").click()
        record = page.locator(f'[data-record="Aide {RUN}"]')
        expect(record.locator("del")).to_have_text("Ali", timeout=WORK_MS)
        expect(record.locator("ins")).to_have_text("Zara")
        page.get_by_role("button", name="Importer 1 fiche").click()
        expect(page.get_by_role("link", name="Voir la liste")).to_be_visible(timeout=WORK_MS)
    assert client.get("CFM Partner", f"Aide {RUN}")["contact_name"] == "Zara"


@pytest.mark.embedded("the menu of a list is the embedded desk's")
def test_a_list_leads_to_its_sheet(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, PAGE, locale="fr-FR") as page:
        page.goto("/app/cfm-partner")
        page.locator("#more summary").click()
        page.locator("#import").click()
        page.wait_for_selector("body[data-ready]", state="attached")
        expect(page.locator("#target")).to_have_value("CFM Partner")


def test_a_sheet_is_offered_when_it_can_be_had(chromium: Browser, office: Server) -> None:
    asked, path = "**/*list_imports.columns*", f"{PAGE}CFM+Partner"

    def cut(page: Page) -> None:
        intercept(page, asked, lambda route: route.abort())

    with visit(chromium, office, MANAGER, path, prepare=cut, locale="fr-FR") as page:
        expect(page.locator("#drop")).to_be_visible()
        expect(page.locator("#empty-sheet[href]")).to_have_count(0)
        page.unroute(asked)
        page.locator("#target").select_option("CFM Location")
        expect(page.locator("#empty-sheet[href]")).to_be_visible()


def test_users_come_with_their_roles_on_a_phone(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, f"{PAGE}User", PHONE, locale="fr-FR") as page:
        with page.expect_download() as started:
            page.locator("#empty-sheet[href]").click()
        book = openpyxl.load_workbook(io.BytesIO(started.value.path().read_bytes()))
        head = [cell.value for cell in book.worksheets[0][1]]
        person = {head[0]: f"nouveau-{RUN}@demo.cfm", head[1]: "Nouveau"}
        [roles] = [each for each in head if "le" in each.lower() and each.lower()[0] == "r"]
        person[roles] = "CFM Operator; inconnu"
        give(page, sheet(head, [person.get(each) for each in head]))
        page.get_by_role("button", name="Essai à blanc").click()
        expect(figure(page, "wrong")).to_have_text("1", timeout=WORK_MS)
        expect(page.locator("td", has_text="inconnu")).to_be_visible()
        assert width_of(page) <= PHONE["width"]

"""Import and export in a real browser: a log with spoiled rows in, a list of cases out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import openpyxl
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from ..live import Client, Server
from .accessible import serious
from .visits import DESKTOP, PHONE, tab_to, visit, width_of

IMPORT, EXPORT = "/cfm/import", "/cfm/export"
MANAGER = "manager@demo.cfm"
HEADERS = ["Registre", None, None, None, None, None]
COLUMNS = ["Réf.", "Date", "Canal", "Type", "Lieu"]
SAID = "Propos recueillis"
ROWS, SPOILED = 250, 10
# The work is done in the background, on a bench by a worker with other things to do.
# A job is waited for until it ends: what else the machine does decides how long that takes.
WORK_MS = 300_000
# A site that stays has the rows and the choices of earlier runs.
RUN = uuid4().hex[:8]


def log_of(prefix: str, rows: int = ROWS, spoiled: int = SPOILED) -> bytes:
    """A log with a title above the header, a column of its own and a channel spelt wrongly.

    The prefix makes its columns unlike those of other tests, whose choices would be taken over.
    """
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    book.active.append([*COLUMNS, f"{SAID} {prefix}"])
    for number in range(rows):
        day = "jamais" if number < spoiled else "03/02/2026"
        channel = "Lignes vertes" if number % 2 else "hotline"
        line = [f"{prefix}-{number}", day, channel, "Question", "Mamdi", f"Question {number}"]
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def page(chromium: Browser, office: Server) -> Iterator[Page]:
    with visit(chromium, office, MANAGER, IMPORT) as opened:
        yield opened


def upload(page: Page, content: bytes, name: str = "registre.xlsx") -> None:
    page.set_input_files("#file", {"name": name, "mimeType": "", "buffer": content})


def figure(page: Page, kind: str) -> str:
    return page.locator(f"[data-figure={kind}] .number").inner_text()


def try_out(page: Page, content: bytes) -> None:
    """From the file to the end of the dry run: one value and the order of dates are chosen by hand."""
    upload(page, content)
    expect(page.locator("#log-title")).to_have_text("registre.xlsx")
    expect(page.get_by_label(SAID)).to_have_value("description")
    page.get_by_role("button", name="Suite").click()
    value = page.get_by_label("Lignes vertes")
    expect(value).to_be_visible(timeout=WORK_MS)
    value.select_option("Ligne verte")
    page.locator("[name=date-order]").first.check()
    page.get_by_role("button", name="Essai à blanc").click()
    expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)


def opened(download: Download) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes())).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_log_becomes_cases_and_its_spoiled_rows_come_back(page: Page, office: Server) -> None:
    try_out(page, log_of(f"{RUN}B1"))
    assert (figure(page, "new"), figure(page, "wrong")) == ("240", "10")
    expect(page.locator("table tbody tr").first).to_contain_text("jamais")
    client = Client(office.url, MANAGER)
    assert client.list("Case", filters=f'[["source_id","like","{RUN}B1-%"]]') == []

    page.get_by_role("button", name="Importer 240 cas").click()
    expect(page.locator("#progress")).to_be_visible()
    expect(page.locator("#log-state")).to_have_text("Terminé", timeout=WORK_MS)
    assert (figure(page, "new"), figure(page, "there")) == ("240", "0")
    [case] = client.list(
        "Case",
        filters=f'[["source_id","=","{RUN}B1-11"]]',
        fields='["channel","location","description"]',
    )
    assert case == {"channel": "Ligne verte", "location": "TD0701", "description": "Question 11"}

    with page.expect_download() as download:
        page.click("#error-sheet")
    head, *lines = opened(download.value)
    assert head == ["Ligne", "Pourquoi", *COLUMNS, f"{SAID} {RUN}B1"]
    assert [line[0] for line in lines] == list(range(3, 13))
    assert "jamais" in str(lines[0][1])

    page.click("#back")
    expect(page.locator("#imports .line").first).to_contain_text("240 cas créés")
    upload(page, log_of(f"{RUN}B1", spoiled=0))
    expect(page.get_by_label(SAID)).to_have_value("description")
    page.get_by_role("button", name="Suite").click()
    expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)
    assert (figure(page, "new"), figure(page, "there")) == ("10", "240")


def test_one_can_leave_the_page_and_come_back(page: Page) -> None:
    try_out(page, log_of(f"{RUN}B2", spoiled=0))
    page.get_by_role("button", name="Importer").click()
    expect(page.locator("#progress")).to_be_visible()
    address = page.url
    page.goto("/cfm/console")
    page.goto(address)
    expect(page.locator("#log-state")).to_have_text("Terminé", timeout=WORK_MS)
    assert figure(page, "new") == "250"


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(page: Page) -> None:
    upload(page, b"%PDF-1.7", "registre.pdf")
    expect(page.locator("#failure")).to_contain_text("Seuls les fichiers CSV et XLSX")
    expect(page.locator("#start")).to_be_visible()


def test_columns_without_content_are_not_taken(page: Page) -> None:
    upload(page, "Réf.;Quoi\n1;Bonjour\n".encode(), "registre.csv")
    page.get_by_role("button", name="Suite").click()
    expect(page.locator(".field-error")).to_contain_text("Ce qui a été dit")
    expect(page.get_by_label("Quoi")).to_be_visible()


def test_a_log_is_mapped_by_keyboard_alone(page: Page) -> None:
    upload(page, "Réf.;Quoi\n1;Bonjour\n".encode(), "registre.csv")
    expect(page.locator("#log-title")).to_be_focused()
    tab_to(page, "column-1")
    chosen = page.locator("#column-1 option:checked")
    for _ in range(page.locator("#column-1 option").count()):
        if chosen.inner_text().startswith("Ce qui"):
            break
        page.keyboard.press("ArrowDown")
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Suite"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)
    assert figure(page, "new") == "1"


def test_a_list_of_cases_is_exported(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, EXPORT) as page:
        expect(page.locator("#count")).to_contain_text("lignes")
        page.select_option("#category", "Plainte non sensible")
        page.get_by_role("button", name="Aucune").click()
        expect(page.locator("#send")).to_be_disabled()
        for column in ("Numéro", "Catégorie", "Ce qui a été dit"):
            page.get_by_label(column, exact=True).and_(page.locator("#columns input")).check()
        expect(page.locator("#telling")).to_be_visible()
        with page.expect_download() as download:
            page.click("#send")
        head, *lines = opened(download.value)
        assert head == ["Numéro", "Catégorie", "Ce qui a été dit"]
        # However the number is grouped; it is counted while the file is made.
        told = r"\D?".join(str(len(lines))) + r"\slignes$"
        expect(page.locator("#count")).to_have_text(re.compile(rf"(?:^|\D){told}"))
        assert lines and all(str(line[0]).startswith("CFM-") for line in lines)

        page.get_by_label("CSV").check()
        with page.expect_download() as download:
            page.click("#send")
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text), delimiter=";"))) == len(lines) + 1
    exports = '[["action","=","Export"],["user","=","manager@demo.cfm"]]'
    assert len(Client(office.url, MANAGER).list("CFM Access Log", filters=exports)) >= 2


def test_filters_and_columns_fit_what_is_exported(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, "dataprotection@demo.cfm", EXPORT) as page:
        assert page.locator("#doctype option").all_inner_texts() == ["Consentement"]
        expect(page.locator("#location")).to_be_hidden()
        assert "Decided" in [
            option.get_attribute("value") for option in page.locator("#workflow_state option").all()
        ]
        labels = page.locator("#columns").inner_text()
        assert "Donné par" in labels and "Témoin" not in labels


@pytest.mark.matrix
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_serious_fault(
    chromium: Browser, office: Server, size: dict[str, int], language: str
) -> None:
    with visit(chromium, office, MANAGER, f"{IMPORT}?_lang={language}", size) as page:
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        assert serious(page) == []
        upload(page, log_of(f"{RUN}B3{language}{size['width']}", rows=12))
        page.get_by_label(SAID).select_option("description")
        assert serious(page) == []
        page.locator("#bar .primary").click()
        expect(page.get_by_label("Lignes vertes")).to_be_visible(timeout=WORK_MS)
        assert serious(page) == []
        page.locator("[name=date-order]").first.check()
        page.locator("#bar .primary").click()
        expect(page.locator("[data-figure=new]")).to_be_visible(timeout=WORK_MS)
        assert (serious(page), width_of(page) <= size["width"]) == ([], True)
        page.goto(f"{EXPORT}?_lang={language}")
        page.wait_for_selector("body[data-ready]", state="attached")
        assert (serious(page), width_of(page) <= size["width"]) == ([], True)

"""A pad for a committee without any device: drawn, printed, its sheet and photos of its pages brought back."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pypdf import PdfReader

from ..live import Client, Server
from .test_missions import take_in
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
PADS = "/cfm/pads"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFUlEQVR4nGP8//8/AzbAhFV00EoAAFbUAw037MyjAAAAAElFTkSuQmCC"
)


def drawn(page: Page, pages: int) -> list[str]:
    """Draw a pad by hand; the numbers on its pages."""
    page.locator("#title").fill("Comité de Bagasola")
    page.locator("#place").fill("Bag")
    page.locator("#place-list [role=option]").first.click()
    page.locator("#pages").fill(str(pages))
    page.locator("#draw button[type=submit]").click()
    page.wait_for_url("**/cfm/pad?**")
    expect(page.locator(".blank")).to_have_count(pages)
    return page.locator(".blank .nr").all_inner_texts()


def photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": PNG}


def typed(sheet: Path, number: str, words: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sheet.read_bytes()))
    rows = book.worksheets[0]
    at = {cell.value: cell.column for cell in rows[1]}
    for line in rows.iter_rows(min_row=2):
        if line[0].value == number:
            rows.cell(line[0].row, at["Catégorie"], "Quantité de la ration")
            rows.cell(line[0].row, at["Plainte"], words)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_from_the_pad_to_its_cases(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, PADS, DESKTOP, locale="fr-FR") as page:
        first, second, _third = drawn(page, 3)
        # What a page holds: where to sign, what is asked, what is read out.
        leaf = page.locator(".blank").first
        expect(leaf.locator(".sign p")).to_have_count(2)
        expect(leaf).to_contain_text("Consentement")
        expect(page.locator(".read").first).to_be_visible()
        assert "Exploitation" not in page.locator(".leaf").first.locator("ul").inner_text()
        page.goto(PADS)
        with page.expect_download() as saved:
            page.locator("[data-sheet]").first.click()
        sheet = typed(Path(saved.value.path()), first, "Un demi-sac seulement")
        # Photos before the sheet: by the name of the file, by hand, and one that says none.
        page.locator("#chosen").set_input_files(
            [photo(f"scan {first.lower()}.png"), photo("IMG_0001.png"), photo("IMG_0002.png")]
        )
        boxes = page.locator("#photo-list input")
        expect(boxes.first).to_have_value(first)
        boxes.nth(1).fill(second)
        page.locator("#send-photos").click()
        expect(page.locator("#photo-result")).to_contain_text("2 photos sur 3")
        expect(page.locator("#photo-list li").nth(2)).to_contain_text("n'a imprimé aucune page")
        boxes.nth(2).fill(first)
        page.locator("#send-photos").click()
        expect(page.locator("#photo-result")).to_contain_text("3 photos sur 3")
        page.goto("/cfm/import")
        take_in(page, sheet, 1)
    manager = Client(office.url, MANAGER)
    [made] = manager.list("Case", filters=f'[["source_id","=","{first}"]]', fields='["name"]')
    files = manager.list(
        "File", filters=f'[["attached_to_name","=","{made["name"]}"]]', fields='["is_private"]'
    )
    assert [each["is_private"] for each in files] == [1, 1]


@pytest.mark.matrix
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_it_fits_in_each_language(
    chromium: Browser, office: Server, size: dict[str, int], language: str
) -> None:
    with visit(chromium, office, MANAGER, f"{PADS}?_lang={language}", size) as page:
        drawn(page, 1)
        assert f"_lang={language}" in page.url
        assert width_of(page) <= size["width"]
        if size == DESKTOP:
            sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
            # Each form is one sheet of paper; before it the words, and what is read out in two languages.
            assert len(sheets) == 5
            assert page.locator(".blank .nr").inner_text() in sheets[-1].extract_text()
        page.goto(f"{PADS}?_lang={language}")
        page.locator("#chosen").set_input_files([photo("IMG_0001.png")])
        expect(page.locator("#photo-list li")).to_have_count(1)
        assert width_of(page) <= size["width"]


def test_it_is_for_managers(office: Server) -> None:
    operator = Client(office.url, OPERATOR)
    for method, given in (
        ("draw", {"title": "Comité", "pages": 1}),
        ("sheet", {"name": "PAD-7AR4"}),
        ("take_photo", {"number": "PAD-7AR4-4313"}),
    ):
        operator.refused("POST", f"/api/method/cfm_app.api.pads.{method}", json=given)
    operator.refused("GET", "/api/resource/CFM Paper Page")
    manager = Client(office.url, MANAGER)
    manager.refused("GET", "/api/resource/CFM Paper Page")

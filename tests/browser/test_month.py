"""An analyst's month by screens only: from the log-in to the figures, on paper and as a file; dashboards as well.

It is the eighth task of the working day (`test_working_day`) and is measured in the same way.
"""

from __future__ import annotations

import io
import re
import unicodedata

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ..live import PASSWORD, Client, Server
from .meter import measured
from .visits import DESKTOP, PHONE, width_of

pypdf = pytest.importorskip("pypdf")

ANALYST, MANAGER = "analyst@demo.cfm", "manager@demo.cfm"
A4 = (595, 842)


def log_in(page: Page, user: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(user)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def a_window(chromium: Browser, office: Server, size: dict[str, int]) -> BrowserContext:
    return chromium.new_context(
        viewport=size,  # type: ignore[arg-type]
        base_url=office.url,
        locale="fr-FR",
        accept_downloads=True,
    )


def on_paper(page: Page) -> tuple[int, str]:
    """How many pages of A4, and what stands on them."""
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {tuple(sorted(round(side) for side in sheet.mediabox[2:])) for sheet in sheets} == {A4}
    # Letters that a font joins are told apart again.
    text = unicodedata.normalize("NFKC", " ".join(sheet.extract_text() for sheet in sheets))
    return len(sheets), " ".join(text.split())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_8_the_month_is_read_printed_and_taken_along(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    """Somebody who reads no cases: the months that are over, guarded and frozen."""
    context = a_window(chromium, office, size)
    with measured(f"8. An analyst's month ({size['width']} px)") as meter:
        meter.watch(context)
        page = context.new_page()
        log_in(page, ANALYST)
        page.wait_for_url("**/cfm/figures*")
        months = page.locator("nav[aria-label='Mois'] a")
        assert months.count() >= 2
        months.nth(1).click()
        chosen = page.locator("h1 .of").inner_text()
        assert months.nth(1).inner_text() == chosen
        rows = page.locator("#key-figures tbody tr")
        received = rows.first.locator(".now").inner_text()
        assert int(received) > 0
        assert page.locator(".blocks section").count() >= 8
        assert width_of(page) <= size["width"]

        page.evaluate("window.print = () => { window.asked = true; }")
        page.get_by_role("button", name="Impression").click()
        assert page.evaluate("window.asked")
        pages, text = on_paper(page)
        assert 1 <= pages <= 5
        assert chosen in text
        assert re.search(r"Imprimé le \d+ \S+ \d{4} \d\d:\d\d par Emmanuel Analyste", text)
        for gone in ("Excel", "Se déconnecter"):
            assert gone not in text

        with page.expect_download() as taken:
            page.get_by_role("button", name="Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
        sums = {sheet.cell(sheet.max_row, 2).value for sheet in book.worksheets[1:]}
        assert sums == {int(received)}
    context.close()


@pytest.mark.embedded("on a bench the dashboard is Frappe's")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_dashboard_is_read_printed_and_taken_along(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    context = a_window(chromium, office, size)
    page = context.new_page()
    log_in(page, MANAGER)
    page.wait_for_url("**/cfm/console*")
    page.goto("/app/dashboard-view")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suivi du mécanisme")
    figures = page.locator(".figure-value").all_inner_texts()
    assert len(figures) >= 6
    assert all(re.fullmatch(r"[\d\s\u202f\u00a0,]+(\s?%)?|–", each) for each in figures), figures
    assert width_of(page) <= size["width"]

    page.evaluate("window.print = () => { window.asked = true; }")
    page.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("window.asked")
    pages, text = on_paper(page)
    assert 1 <= pages <= 3
    assert "Suivi du mécanisme" in text
    assert re.search(r"résolus et informés : du \d+ \S+ \d{4} au \d+ \S+ \d{4}", text)
    assert re.search(r"Imprimé le \d\d/\d\d/\d{4} \d\d:\d\d par Ali Manager", text)
    for title in ("Cas reçus (30 jours)", "Tendances par catégorie", "Cas par province"):
        assert title in text
    for gone in ("Exporter", "Se déconnecter", "Accueil"):
        assert gone not in text

    page.locator("summary", has_text="Exporter").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Excel (XLSX)").click()
    sheet = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).active
    cells = [str(value) for row in sheet.iter_rows(values_only=True) for value in row if value]
    for title in ("Cas reçus (30 jours)", "Cas par province (30 jours)", figures[0].strip()):
        assert any(title in cell for cell in cells), title
    assert any("Ali Manager" in cell for cell in cells)
    shown = "".join(page.locator("main small").all_text_contents())
    assert [sign for sign in "".join(cells) if sign in "▲▼"] == [
        sign for sign in shown if sign in "▲▼"
    ]
    context.close()


@pytest.mark.embedded("on a bench lists are Frappe's")
@pytest.mark.parametrize(
    ("user", "path", "title", "filters"),
    [
        ("operator@demo.cfm", "/app/case?phase=In+progress", "Cas", "Phase est En cours"),
        ("operator@demo.cfm", "/cfm/console", "Mon travail", ""),
        ("operator@demo.cfm", "/cfm/call-backs", "Appels", ""),
        ("manager@demo.cfm", "/app/query-report/CFM%20Figures", "Chiffres du CFM", "Jours"),
        ("manager@demo.cfm", "/app/case/view/report", "Cas", ""),
    ],
)
def test_a_page_on_paper_says_what_it_is_of_when_and_for_whom(
    chromium: Browser, office: Server, user: str, path: str, title: str, filters: str
) -> None:
    context = chromium.new_context(base_url=office.url, locale="fr-FR")
    context.request.post("/api/method/login", data={"usr": user, "pwd": PASSWORD})
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    name = page.locator(".user-name, .menu-title").first.text_content() or ""
    _pages, text = on_paper(page)
    assert title in text
    assert filters in text
    assert re.search(r"Imprimé le \d", text)
    assert name.split("\n")[0].split(user)[0].strip() in text
    assert "Se déconnecter" not in text
    page.emulate_media(media="print")
    for gone in (".top", "main .button", "#nav"):
        for each in page.locator(gone).all():
            expect(each).to_be_hidden()
    room = 1032 if "report" in path else 703
    page.set_viewport_size({"width": room, "height": 1000})
    right = "[...document.querySelectorAll('main, main table')].map((e) => e.getBoundingClientRect().right)"
    assert page.evaluate(f"Math.max(...{right})") <= room
    context.close()


def test_a_printed_case_says_who_printed_it(office: Server) -> None:
    client = Client(office.url, "operator@demo.cfm")
    case = client.list("Case", limit_page_length=1)[0]["name"]
    path = f"/printview?doctype=Case&name={case}&format=CFM+Case+Summary&_lang=fr"
    answer = client.request("GET", path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert re.search(r"Imprimé le [^<]*\d\d:\d\d[^<]* par Mariam Operator", answer.text)

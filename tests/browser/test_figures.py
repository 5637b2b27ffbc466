"""Figures of any days by screens only: asked, narrowed, followed to the cases, taken along."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.clock import office_day

from ..live import Server
from .visits import DESKTOP, PHONE, visit, width_of

MANAGER, OPERATOR = "manager@demo.cfm", "operator@demo.cfm"
LAST_MONTH = office_day().replace(day=1) - timedelta(days=1)


def show(page: Page, **choices: str) -> None:
    """Choose by what is shown, and ask."""
    for name, label in choices.items():
        page.locator(f"#{name}").select_option(label=label)
    page.get_by_role("button", name="Voir", exact=True).click()
    page.wait_for_selector("body[data-ready]", state="attached")


def numbers(page: Page) -> dict[str, int]:
    """The last column of the table by row."""
    return {
        row.locator("th").inner_text().strip(): int(row.locator("td").last.inner_text())
        for row in page.locator("#table tbody tr").all()
    }


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "390"])
def test_figures_are_asked_and_followed_to_their_cases(
    chromium: Browser, office: Server, size: dict[str, int]
) -> None:
    with visit(chromium, office, MANAGER, "/cfm/figures", size, locale="fr-FR") as page:
        page.locator("#period").select_option(value=f"{LAST_MONTH:%Y-%m}")
        show(page, rows="Sexe")
        whole = numbers(page)
        assert whole.pop("Total") == sum(whole.values()) > 0
        assert int(page.locator("#key-figures .now a").first.inner_text()) == sum(whole.values())

        page.locator("summary", has_text="Seulement les cas qui").click()
        page.locator("#f-sex").select_option(label="Féminin")
        show(page, rows="Province", across="Canal")
        assert numbers(page)["Total"] == whole["Féminin"]
        expect(page.locator(".chips a")).to_have_text(["Sexe\u202f: Féminin ×"])
        assert width_of(page) <= size["width"]

        row = page.locator("#table tbody tr").first
        number = int(row.locator("td").last.inner_text())
        if size == DESKTOP:
            row.locator("a").click()
            expect(page.get_by_text(re.compile(rf"(?:–|^)\d+ sur {number}$"))).to_be_visible()
            page.go_back()
        page.locator(".chips a").click()
        expect(page.locator(".chips a")).to_have_count(0)


def test_own_days_open_where_they_are_chosen(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, OPERATOR, "/cfm/figures", locale="fr-FR") as page:
        expect(page.locator("#first")).to_be_hidden()
        page.locator("#period").select_option(value="days")
        expect(page.locator("#first")).to_be_focused()
        page.locator("#first").fill(str(LAST_MONTH.replace(day=1)))
        page.locator("#last").fill(str(LAST_MONTH))
        show(page, rows="Jour")
        assert len(numbers(page)) == LAST_MONTH.day + 1
        assert page.locator(".columns rect").count() == LAST_MONTH.day
        page.locator("#period").select_option(value="days")
        page.locator("#first").fill("2026-03-02")
        page.locator("#last").fill("2026-03-01")
        page.get_by_role("button", name="Voir", exact=True).click()
        expect(page.get_by_role("alert")).to_have_text("Le dernier jour précède le premier.")
        expect(page.locator("#first")).to_have_value("2026-03-02")


def test_figures_are_taken_along(chromium: Browser, office: Server) -> None:
    address = f"/cfm/figures?period={LAST_MONTH:%Y-%m}&rows=province&across=sex"
    with visit(chromium, office, MANAGER, address, locale="fr-FR") as page:
        total = numbers(page)["Total"]
        with page.expect_download() as taken:
            page.get_by_role("button", name="Excel").click()
        book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
        assert [cell.value for cell in book.worksheets[0][book.worksheets[0].max_row]][-1] == total
        with page.expect_download() as taken:
            page.get_by_role("button", name="CSV").click()
        text = taken.value.path().read_text(encoding="utf-8-sig")
        _names, tags, *rows = csv.reader(io.StringIO(text), delimiter=";")
        assert tags[2] == "#adm1+name"
        assert sum(int(row[4]) for row in rows) == total


def test_nothing_found_says_what_to_do(chromium: Browser, office: Server) -> None:
    with visit(chromium, office, MANAGER, "/cfm/figures?period=2001-01", locale="fr-FR") as page:
        expect(page.locator("#table .empty")).to_contain_text("Choisissez d'autres jours")

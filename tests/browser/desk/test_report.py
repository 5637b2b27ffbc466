"""The report view: columns, filters, groups, saving, files, paper."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from . import sample
from .conftest import Server

expect = pytest.importorskip("playwright.sync_api").expect

VIEW = "/app/crate/view/report"


def body_rows(page: Any) -> Any:
    return page.locator("table.report tbody tr")


def heads(page: Any) -> list[str]:
    return [text.strip("↓↑") for text in page.locator("table.report thead th").all_inner_texts()]


def test_from_the_list_with_its_filter(open_page: Any) -> None:
    page = open_page(sample.CHIEF, "/app/crate?kind=Fragile")
    page.get_by_role("link", name="Report", exact=True).click()
    expect(body_rows(page)).to_have_count(5)
    expect(page.get_by_text("Kind is Fragile")).to_be_visible()


def test_columns_are_added_moved_and_taken_out_by_keyboard(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW)
    page.get_by_role("button", name="Columns").press("Enter")
    more = page.get_by_label("Add a column")
    expect(more).to_be_focused()
    more.select_option(label="Region")
    page.get_by_role("button", name="Move Region up").first.press("Enter")
    page.get_by_role("button", name="Remove Kind").press("Enter")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.locator("table.report thead")).to_contain_text("Region")
    assert heads(page) == ["ID", "Subject", "Town", "Region", "Weight"]


def test_columns_of_tables_and_of_linked_documents(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW)
    page.get_by_role("button", name="Columns").click()
    group = page.locator("#more-columns optgroup[label='Town']")
    page.get_by_label("Add a column").select_option(
        group.locator("option", has_text="Region").get_attribute("value")
    )
    page.get_by_role("button", name="Show").click()
    expect(page.locator("table.report thead")).to_contain_text("Town: Region")
    expect(body_rows(page).filter(has_text="Faya").first).to_contain_text("North")


def test_two_groups_make_a_cross_table_that_is_kept(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW)
    page.get_by_role("button", name="Group").click()
    page.get_by_label("One line for each").select_option(label="Town")
    page.get_by_label("and for each").select_option(label="Kind")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Grouped by Town and Kind")).to_be_visible()
    expect(page.locator("table.report thead")).to_contain_text("Count")
    page.get_by_role("button", name="Group").click()
    page.get_by_label("as columns of a cross-table").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Town by Kind")).to_be_visible()
    assert heads(page) == ["Town", "Plain", "Fragile", "Total"]
    expect(page.locator(".legend li")).to_have_count(2)
    page.get_by_role("button", name="Save as…").click()
    page.get_by_label("Name of the report").fill("Crates crossed")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/view/report/Crates*crossed")
    page.reload()
    expect(page.get_by_text("Town by Kind")).to_be_visible()
    assert heads(page) == ["Town", "Plain", "Fragile", "Total"]


def test_groups_lead_to_the_list_they_count(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW)
    page.get_by_role("button", name="Group", exact=True).click()
    page.get_by_label("One line for each").select_option(label="Kind")
    page.get_by_label("It shows").select_option(label="Sum of")
    page.get_by_label("Field", exact=True).select_option(label="Weight")
    page.get_by_role("button", name="Show").click()
    expect(body_rows(page)).to_have_count(2)
    expect(body_rows(page).first).to_contain_text("375")
    page.locator("table.report").get_by_role("link", name="Fragile").click()
    expect(page.locator("tr[data-name]")).to_have_count(5)


def test_a_period_is_chosen_and_not_typed(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW)
    page.get_by_role("button", name="Add filter").click()
    page.get_by_label("Field").select_option(label="Created On")
    page.get_by_label("Condition").select_option(label="within")
    page.get_by_label("Value").select_option(label="this year")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Created On, period: this year")).to_be_visible()
    expect(body_rows(page)).to_have_count(20)
    page.get_by_role("link", name="More").click()
    expect(body_rows(page)).to_have_count(5)


def test_saved_opened_by_another_changed_and_deleted(open_page: Any, server: Server) -> None:
    page = open_page(sample.CHIEF, f"{VIEW}?columns=subject,weight&totals=1")
    expect(page.locator("table.report tfoot")).to_contain_text("487.5")
    page.get_by_role("button", name="Save as…").click()
    page.get_by_label("Name of the report").fill("Crates by weight")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Crates by weight")
    assert server.read(
        "select ref_doctype, report_type from tabReport where name = 'Crates by weight'"
    ) == [("Crate", "Report Builder")]
    page.get_by_role("link", name="Weight").click()
    expect(page.get_by_text("Changed, not saved")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Changed, not saved")).to_have_count(0)
    expect(body_rows(page).first).to_contain_text("Crate 25")
    page.locator("#more").click()
    page.get_by_role("button", name="Delete report").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Crate: report")
    assert server.read("select name from tabReport where name = 'Crates by weight'") == []


def test_exported_and_printed(open_page: Any) -> None:
    page = open_page(sample.CHIEF, f"{VIEW}?columns=subject,weight&totals=1&order_by=weight+asc")
    page.locator("#more").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export as Excel (XLSX)").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0] == ("Subject", "Weight")
    assert rows[1] == ("Crate 01", 1.5)
    assert rows[-1] == ("Total", 487.5)
    assert len(rows) == 27
    page.locator("#more").click()
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Print", exact=True).click()
    expect(popup.value.locator("tbody tr")).to_have_count(25)


def test_without_the_right_there_is_no_report(open_page: Any) -> None:
    page = open_page(sample.CLERK, "/app/crate")
    expect(page.get_by_role("link", name="Report", exact=True)).to_have_count(0)
    assert page.goto(VIEW).status == 404
    assert page.goto("/app/report-file/crate?format=csv").status == 404


def test_a_condition_that_makes_no_sense_is_said_and_nothing_shown(open_page: Any) -> None:
    page = open_page(sample.CHIEF, f'{VIEW}?filters=[["Crate","nowhere","=","x"]]')
    expect(page.get_by_role("alert")).to_contain_text("nowhere")
    expect(page.locator("table.report")).to_have_count(0)


def test_a_phone_reads_it_line_by_line(open_page: Any) -> None:
    page = open_page(sample.CHIEF, VIEW, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(body_rows(page).first).to_contain_text("Crate 25")


def test_the_form_of_a_report_leads_to_it(open_page: Any) -> None:
    page = open_page("Administrator", f"{VIEW}?columns=subject")
    page.get_by_role("button", name="Save as…").click()
    page.get_by_label("Name of the report").fill("Only subjects")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Only subjects")
    page.goto("/app/report/Only%20subjects")
    page.get_by_role("link", name="Open the report").click()
    expect(page.locator("table.report")).to_be_visible()
    assert heads(page) == ["Subject"]

"""A field office's log as it really looks becomes cases."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
import openpyxl
import pytest

from cfm_app.exchange import case_import, import_errors

LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "feedback_log.xlsx"

pytestmark = pytest.mark.skipif(
    not LOG.exists(), reason="the sample log of a field office lies beside the project, not in it"
)


@pytest.fixture
def connected(app_site: Path) -> Iterator[None]:
    frappe.init(site="app", sites_path=str(app_site))
    frappe.connect()
    try:
        yield
    finally:
        frappe.db.rollback()
        frappe.destroy()


def rows() -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(LOG, read_only=True).active
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def spoiled(count: int) -> bytes:
    """The log with a date that is none in its first rows."""
    book = openpyxl.load_workbook(LOG)
    for number in range(2, 2 + count):
        book.active.cell(row=number, column=2).value = "never"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_every_row_becomes_a_case_once(connected: None) -> None:
    source = rows()
    result = case_import.run(LOG.read_bytes(), LOG.name)
    assert (result.created, len(result.errors)) == (len(source), 0)
    cases = {
        case.source_id: case
        for case in frappe.get_all(
            "Case",
            filters={"source_id": ["is", "set"]},
            fields=[
                "source_id",
                "channel",
                "received_on",
                "category",
                "sensitivity",
                "description",
                "name",
            ],
        )
    }
    reports = {
        report.cfm_case: report
        for report in frappe.get_all(
            "Sensitive Report", fields=["cfm_case", "channel", "description", "source_id"]
        )
    }
    # The number of a restricted case lies in its report.
    for name, report in reports.items():
        fields = ["name", "channel", "received_on", "category", "sensitivity", "description"]
        cases[report.source_id] = frappe.db.get_value("Case", name, fields, as_dict=True)
    assert len(cases) == len(source)
    channels: dict[str, set[str]] = {}
    for row in source:
        case = cases[row["Ref"]]
        said = row["What was said"].split("\n")[0].strip()[:60]
        assert case.received_on.date() == row["Date received"].date()
        if row["Sensitive"] == "yes":
            assert case.sensitivity != "Non sensible"
        if case.name in reports:
            assert (case.channel, case.category, case.description) == (None, None, None)
            assert said in reports[case.name].description
            channel = reports[case.name].channel
        else:
            assert case.category and said in case.description
            channel = case.channel
        channels.setdefault(row["Channel"], set()).add(channel)
    assert all(len(names) == 1 and None not in names for names in channels.values()), channels

    again = case_import.run(LOG.read_bytes(), LOG.name)
    assert (again.created, again.skipped) == (0, len(source))


def test_spoiled_rows_are_reported_and_the_others_land(connected: None) -> None:
    result = case_import.run(spoiled(10), LOG.name)
    assert result.created == len(rows()) - 10
    assert [error.number for error in result.errors] == list(range(2, 12))
    assert all(error.message for error in result.errors)
    sheet = openpyxl.load_workbook(
        io.BytesIO(import_errors.as_workbook(list(rows()[0]), result.errors))
    ).active
    assert sheet.max_row == 11

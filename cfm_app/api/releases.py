"""Figures that leave the office, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields
from cfm_app.figures.releases import approval as releases_approval
from cfm_app.figures.releases import compose as releases_compose
from cfm_app.figures.releases import entry as releases_entry
from cfm_app.figures.releases import figures as releases_figures
from cfm_app.figures.releases import mailing as releases_mailing
from cfm_app.figures.releases import repeating as releases_repeating
from cfm_app.figures.releases import sheet as releases_sheet
from cfm_app.figures.releases import workbook as releases_workbook
from cfm_app.figures.releases.entry import READERS as RELEASE_READERS


@frappe.whitelist(methods=["POST"])
@retried
def begin(values: str | dict[str, Any], request_id: str | None = None) -> dict[str, Any]:
    """Create a release, once per `request_id`. Returns its name."""
    frappe.only_for(RELEASE_READERS)
    given = as_fields(values)

    def enter() -> dict[str, Any]:
        return {"name": releases_compose.begin(given).name}

    return run_once(request_id, enter, "release", given)


@frappe.whitelist(methods=["POST"])
@retried
def change(name: str, values: str | dict[str, Any]) -> None:
    """Change title and days."""
    releases_compose.change(name, as_fields(values))


@frappe.whitelist(methods=["POST"])
@retried
def add_block(name: str, rows_by: str, columns_by: str | None = None) -> None:
    """Add a table."""
    releases_compose.add_block(name, rows_by, columns_by or "")


@frappe.whitelist(methods=["POST"])
@retried
def remove_block(name: str, row: str) -> None:
    """Remove a table."""
    releases_compose.remove_block(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def move_block(name: str, row: str, way: str) -> None:
    """Move a table up or down."""
    releases_compose.move_block(name, row, way)


@frappe.whitelist(methods=["POST"])
@retried
def write(name: str, language: str, words: str | dict[str, Any]) -> None:
    """Store the texts in one language."""
    releases_compose.write(name, language, as_fields(words))


@frappe.whitelist(methods=["POST"])
@retried
def add_recipient(name: str, email: str, language: str) -> None:
    """Add somebody who gets it by mail once it is released."""
    releases_compose.add_recipient(name, email, language)


@frappe.whitelist(methods=["POST"])
@retried
def remove_recipient(name: str, row: str) -> None:
    """Remove a recipient."""
    releases_compose.remove_recipient(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def repeat(name: str, each_month: int | str) -> None:
    """Repeat it each month, or stop repeating."""
    releases_repeating.repeat(name, each_month)


@frappe.whitelist(methods=["POST"])
@retried
def submit(name: str) -> None:
    """Freeze the figures and ask somebody else to approve them."""
    releases_approval.submit(name)


@frappe.whitelist(methods=["POST"])
@retried
def send_back(name: str, reason: str) -> None:
    """Return it to be revised."""
    releases_approval.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def release(name: str) -> None:
    """Release the figures."""
    releases_approval.release(name)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw(name: str, reason: str) -> None:
    """Declare it no longer valid."""
    releases_approval.withdraw(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def mail(name: str) -> None:
    """Mail it to recipients who have not got it yet."""
    releases_mailing.send(name)


@frappe.whitelist(methods=["POST"])
def workbook(name: str, language: str) -> None:
    """Download the release as a workbook in one language."""
    found = releases_entry.readable(name)
    figures = releases_figures.of(found)
    frappe.response["filename"] = f"{found.name}-{language}.xlsx"
    frappe.response["filecontent"] = releases_workbook.write(
        releases_sheet.of(found, figures, language)
    )
    frappe.response["type"] = "binary"

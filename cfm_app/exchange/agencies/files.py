"""The monthly file: prepared, reviewed, released, fetched. A released file never changes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base import consts, workbook
from cfm_app.exchange.agencies import entry, facts, points, states
from cfm_app.security import audit

DOCTYPE = consts.EXCHANGE_FILE
DRAFT, RELEASED, REPLACED = "Draft", "Released", "Replaced"
SCHEMA = "/assets/cfm_app/schemas/data-points-1.json"
VERSION = 1
POINTS = "shares_points"


def prepare(agreement: str, month: str) -> Document:
    """Freeze the present data points of a month for review."""
    entry.require_composer()
    found = entry.in_state(agreement, states.AGREED)
    entry.require_in_force(found, states.OUT, POINTS)
    asked = points.checked_month(month)
    made = points.of_month(found, asked)
    frappe.db.delete(DOCTYPE, {"agreement": found.name, "month": asked, "state": DRAFT})
    return frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "agreement": found.name,
            "month": asked,
            "state": DRAFT,
            "rows_told": len(made.rows),
            "rows_kept_back": made.kept_back,
            "threshold": made.least,
            "column_names": "\n".join(column.key for column in made.columns),
            "content": json.dumps(made.rows, ensure_ascii=False),
            "composed_by": frappe.session.user,
            "composed_on": now_datetime(),
        }
    ).insert(ignore_permissions=True)


def release(name: str) -> Document:
    """Release a file: from now on the partner fetches it instead of the previous one."""
    entry.require_composer()
    found = frappe.get_doc(DOCTYPE, name, for_update=True)
    agreement = entry.in_state(found.agreement, states.AGREED)
    entry.require_in_force(agreement, states.OUT, POINTS)
    if found.state != DRAFT or not found.rows_told:
        frappe.throw(_("There is nothing that could leave. Prepare the month again."))
    if not _is_still_told(found, agreement):
        frappe.throw(_again())
    older = {"agreement": found.agreement, "month": found.month, "state": RELEASED}
    for each in frappe.get_all(DOCTYPE, filters=older, pluck="name"):
        frappe.db.set_value(DOCTYPE, each, "state", REPLACED)
    found.update({"state": RELEASED, "released_by": frappe.session.user})
    found.released_on = now_datetime()
    found.save(ignore_permissions=True)
    return found


def _is_still_told(found: Document, agreement: Document) -> bool:
    """Whether since its preparation no case has become restricted, and nobody has refused."""
    now = {row[facts.ID] for row in points.of_month(agreement, found.month).rows}
    return all(row[facts.ID] in now for row in rows(found))


def _again() -> str:
    return _("Some of this may not be told any more. Prepare the month again.")


def readable(name: str) -> tuple[Document, Document]:
    """A file that the user may read, and its agreement."""
    found = frappe.get_doc(DOCTYPE, name)
    found.check_permission("read")
    return found, entry.readable(found.agreement)


def fetched(agreement: Document, month: str) -> Document:
    """The file of a month for the partner of an agreement in force; the fetching is noted."""
    entry.require_in_force(agreement, states.OUT, POINTS)
    where = {"agreement": agreement.name, "month": month, "state": RELEASED}
    name = frappe.db.get_value(DOCTYPE, where)
    if not name:
        frappe.throw(_("No data points of this month are released."), frappe.DoesNotExistError)
    note_leaving(name, agreement)
    return frappe.get_doc(DOCTYPE, name)


def months(agreement: Document) -> list[dict[str, Any]]:
    """The months that the partner may fetch, with their release dates."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"agreement": agreement.name, "state": RELEASED},
        fields=["month", "released_on", "rows_told"],
        order_by="month desc",
    )
    return [
        {"month": row.month, "released_on": str(row.released_on), "rows": row.rows_told}
        for row in rows
    ]


def note_leaving(name: str, agreement: Document) -> None:
    """Log that a file leaves; throw if its contents may not be shared any more."""
    found = frappe.get_doc(DOCTYPE, name)
    if not _is_still_told(found, agreement):
        # To the partner it is a month that the office has not let out.
        frappe.throw(_again(), frappe.DoesNotExistError)
    audit.record("Export", DOCTYPE, name, detail=f"{agreement.partner} · {agreement.name}"[:140])
    count = frappe.db.get_value(DOCTYPE, name, "fetched_count", for_update=True)
    frappe.db.set_value(
        DOCTYPE,
        name,
        {"fetched_count": cint(count) + 1, "fetched_on": now_datetime()},
        update_modified=False,
    )


# --- as it reads ------------------------------------------------------------------------------
def rows(found: Document) -> list[dict[str, str]]:
    """The data points of a file."""
    return list(json.loads(found.content or "[]"))


def columns(found: Document) -> list[facts.Column]:
    """The columns of a file."""
    keys = (found.column_names or "").split("\n")
    return [column for column in facts.COLUMNS if column.key in keys]


def as_json(found: Document, agreement: Document) -> str:
    """A file in the published JSON schema."""
    document = {
        "version": VERSION,
        "agreement": agreement.code,
        "month": found.month,
        "as_of": str(found.composed_on)[:19].replace(" ", "T"),
        "least": found.threshold,
        "points": [{key: value or None for key, value in row.items()} for row in rows(found)],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def as_csv(found: Document) -> bytes:
    """A file as CSV: keys, a row of HXL hashtags, then the rows."""
    told = columns(found)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.key for column in told])
    writer.writerow([column.hxl for column in told])
    for row in rows(found):
        writer.writerow([workbook.as_text(row[column.key]) for column in told])
    return buffer.getvalue().encode("utf-8-sig")

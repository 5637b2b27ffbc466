"""One field holds one value of bounded length, a table a bounded number of rows. A request may bring something else.

The rules of documents read their fields long before the framework looks at what a column can hold,
and it looks at lists only.
"""

from datetime import date, datetime, timezone
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import convert_utc_to_system_timezone, get_datetime, getdate

from cfm_app.base.counting import counted

MODULE = "CFM App"
MOST_ROWS = 2_000
"""Rows of one table: whoever works with a document of 20,000 holds up all others for seconds."""

LONGEST_NAME, LONGEST_TEXT, LONGEST_RICH = 1_000, 30_000, 1_000_000
"""Characters of a line, of a text that somebody writes (some twelve pages), and of one with marks and pictures.

Each is searched, compared and cleaned while it is saved, and others wait. A bench stores 65,535 bytes of a text."""

RICH = dict.fromkeys(("Text Editor", "HTML Editor", "Markdown Editor"), LONGEST_RICH)
LONGEST = {
    **RICH,
    **dict.fromkeys(("Data", "Phone", "Read Only", "Autocomplete", "Link"), LONGEST_NAME),
    **dict.fromkeys(("Small Text", "Text"), LONGEST_TEXT),
}


def check(doc: Document, method: str | None = None) -> None:
    """Refuse, in the app's documents, compound values in fields of one value, and what has no end.

    Of other documents, only rich texts: what they may hold is cleaned sign by sign.
    """
    _check_lengths(doc)
    if doc.meta.module != MODULE:
        return
    _check_fields(doc)
    for table in doc.meta.get_table_fields():
        rows = doc.get(table.fieldname) or []
        _check_number(doc, table, len(rows))
        for row in rows:
            _check_fields(row)
            _check_lengths(row)


def _check_number(doc: Document, table: Any, number: int) -> None:
    """Rows that were stored otherwise, as the errors of a long import, do not stop a document."""
    before = doc.get_doc_before_save()
    stored = len(before.get(table.fieldname) or []) if before else 0
    if number > max(MOST_ROWS, stored):
        label = _(table.label or table.fieldname)
        frappe.throw(counted(_("{0}: at most {1} rows."), label, MOST_ROWS))


def _check_fields(doc: Document) -> None:
    values = vars(doc)
    for df in doc.meta.get("fields"):
        if df.fieldtype in frappe.model.table_fields:
            continue
        value = values.get(df.fieldname)
        if isinstance(value, list):
            frappe.throw(_("Value for {0} cannot be a list").format(_(df.label)))
        if isinstance(value, dict) and df.fieldtype != "JSON":
            frappe.throw(_("Value for {0} cannot be a dictionary").format(_(df.label)))
        if value and df.fieldtype in ("Date", "Datetime"):
            _check_moment(doc, df, value)


def _check_lengths(doc: Document) -> None:
    """A text that was stored before there was a limit does not stop a document."""
    is_ours = doc.meta.module == MODULE
    values = vars(doc)
    for df in doc.meta.get("fields"):
        value = values.get(df.fieldname)
        if not isinstance(value, str) or len(value) <= LONGEST_NAME:
            continue
        longest = (LONGEST if is_ours else RICH).get(df.fieldtype)
        if longest and len(value) > longest and doc.has_value_changed(df.fieldname):
            label = _(df.label or df.fieldname)
            frappe.throw(counted(_("{0}: at most {1} characters. Shorten it."), label, longest))


def _check_moment(doc: Document, df: Any, value: Any) -> None:
    """A moment that names its zone, as programs send it, becomes that of the office's clocks."""
    if isinstance(value, date):
        return
    read = get_datetime if df.fieldtype == "Datetime" else getdate
    try:
        found = read(value) if isinstance(value, str) else None
    except (ValueError, TypeError, frappe.ValidationError):
        found = None
    if found is None:
        frappe.throw(_("{0}: this is no date. Write it as 2026-12-31.").format(_(df.label)))
    if isinstance(found, datetime) and found.tzinfo:
        local = convert_utc_to_system_timezone(found.astimezone(timezone.utc).replace(tzinfo=None))
        doc.set(df.fieldname, local.replace(tzinfo=None))

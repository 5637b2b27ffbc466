"""Keeps editable moments, and those shown in grids, to the minute.

Screens show hours and minutes. A form that hides seconds would send back another value than the stored
one: it would count as changed once it is opened, and a receiver who may only answer would be refused.
Frappe's grid also sends back read-only values.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_time, now_datetime

# Allowed difference between two machines' clocks.
TOLERANCE = timedelta(minutes=5)


def hour_and_minute(value: Any) -> str:
    """A time as ``HH:MM`` for a form control; Frappe gives it as text or as a timedelta."""
    return get_time(str(value)).strftime("%H:%M") if value else ""


def is_ahead(moment: Any) -> bool:
    """Whether a moment is in the future, by the server's clock."""
    return bool(moment) and get_datetime(moment) > now_datetime() + TOLERANCE


def set_received_on(case: Document) -> None:
    """Set the receipt of a case to now where it is missing; all limits count from it."""
    before = case.get_doc_before_save()
    old = before.received_on if before else None
    case.received_on = case.received_on or old or now_datetime().replace(second=0, microsecond=0)
    if is_ahead(case.received_on) and str(case.received_on) != str(old):
        frappe.throw(
            _("A case cannot be received in the future. Check when it was received."),
            title=_("Received on"),
        )


def date_new_rows(doc: Document, event: str | None = None) -> None:
    """Set `creation` of a new row to now; Frappe gives it the creation of its document."""
    if doc.is_new():
        return
    for table in doc.meta.get_table_fields():
        for row in doc.get(table.fieldname) or []:
            if row.is_new():
                row.creation = now_datetime()


def to_the_minute(doc: Document, event: str | None = None) -> None:
    """Drop the seconds of all moments that a form may send back."""
    _drop_seconds(doc, _editable_moments(doc.meta))
    for table in doc.meta.get_table_fields():
        rows = doc.get(table.fieldname) or []
        fields = _moments_of_row(rows[0].meta, bool(table.read_only)) if rows else []
        for row in rows:
            _drop_seconds(row, fields)


def _drop_seconds(doc: Any, fields: list[str]) -> None:
    for field in fields:
        value = doc.get(field)
        moment = get_datetime(value) if value else None
        if moment and (moment.second or moment.microsecond):
            doc.set(field, moment.replace(second=0, microsecond=0))


def _editable_moments(meta: Any) -> list[str]:
    return [df.fieldname for df in _moments(meta) if not df.read_only]


def _moments_of_row(meta: Any, is_read_only: bool) -> list[str]:
    """The editable datetime fields, and those shown in a grid."""
    return [
        df.fieldname
        for df in _moments(meta)
        if not df.read_only or (df.in_list_view and not is_read_only)
    ]


def _moments(meta: Any) -> list[Any]:
    return [df for df in meta.fields if df.fieldtype == "Datetime" and not df.is_virtual]

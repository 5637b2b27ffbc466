"""Keeps editable moments, and those shown in grids, to the minute.

Screens show hours and minutes. A form that hides seconds would send back another value than the stored
one: it would count as changed once it is opened, and a receiver who may only answer would be refused.
Frappe's grid also sends back read-only values.
"""

from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_datetime, get_time

from cfm_app.base import clock
from cfm_app.base.clock import believed_now

# Allowed difference between two machines' clocks.
TOLERANCE = timedelta(minutes=5)
EARLIEST = datetime(1990, 1, 1)
"""Clocks without a battery begin in 1970 or 1980."""


def hour_and_minute(value: Any) -> str:
    """A time as ``HH:MM`` for a form control; Frappe gives it as text or as a timedelta."""
    return get_time(str(value)).strftime("%H:%M") if value else ""


def is_ahead(moment: Any) -> bool:
    """Whether a moment is in the future, by the server's clock or what is believed instead."""
    return bool(moment) and get_datetime(moment) > believed_now() + TOLERANCE


def set_received_on(case: Document) -> None:
    """Set the receipt of a case to now where it is missing; all limits count from it.

    What the framework has dated by a clock that is doubted counts as missing, and an impossible date is refused.
    """
    before = case.get_doc_before_save()
    old = before.received_on if before else None
    given = None if old is None and _is_of_doubted_clock(case.received_on) else case.received_on
    case.received_on = given or old or believed_now().replace(second=0, microsecond=0)
    if get_datetime(case.received_on) < EARLIEST and str(case.received_on) != str(old):
        frappe.throw(
            _("Nobody can have received a case on {0}. Check when it was received.").format(
                format_date(case.received_on)
            ),
            title=_("Received on"),
        )
    if is_ahead(case.received_on) and str(case.received_on) != str(old):
        frappe.throw(
            _("A case cannot be received in the future. Check when it was received."),
            title=_("Received on"),
        )


def _is_of_doubted_clock(moment: Any) -> bool:
    """Whether a moment is the one that a doubted clock shows."""
    doubt = clock.doubt() if moment else None
    return doubt is not None and abs(get_datetime(moment) - doubt.shown) < TOLERANCE


def date_new_rows(doc: Document, event: str | None = None) -> None:
    """Set `creation` of a new row to now; Frappe gives it the creation of its document."""
    if doc.is_new():
        return
    for table in doc.meta.get_table_fields():
        for row in doc.get(table.fieldname) or []:
            if row.is_new():
                row.creation = believed_now()


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

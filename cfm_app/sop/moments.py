"""Moments that people may edit are kept to the minute.

Screens show hours and minutes. A form whose field holds seconds that are not shown sends back
another moment than is stored: it counts as changed as soon as it is opened, and a receiver who may
only answer is refused for rewriting.
"""

from typing import Any

from frappe.model.document import Document
from frappe.utils import get_datetime, get_time


def hour_and_minute(value: Any) -> str:
    """A time as a control takes it, ``HH:MM``; the framework gives it as text, long or short, or as a span."""
    return get_time(str(value)).strftime("%H:%M") if value else ""


def to_the_minute(doc: Document, event: str | None = None) -> None:
    """Drop the seconds of all editable moments of a document and its rows."""
    for each in (doc, *doc.get_all_children()):
        for field in _editable_moments(each):
            value = each.get(field)
            moment = get_datetime(value) if value else None
            if moment and (moment.second or moment.microsecond):
                each.set(field, moment.replace(second=0, microsecond=0))


def _editable_moments(doc: Any) -> list[str]:
    return [
        df.fieldname
        for df in doc.meta.fields
        if df.fieldtype == "Datetime" and not df.read_only and not df.is_virtual
    ]

"""Where and when a mission takes place, in words."""

from typing import Any

import frappe
from frappe.utils import format_date, getdate

from cfm_app.cases import places


def where(row: Any) -> str:
    """The place of a mission or activity, with its local name."""
    return places.words(place(row.location), row.place_details)


def days(row: Any) -> str:
    """A period, as short as possible."""
    first, last = getdate(row.starts_on), getdate(row.ends_on)
    if first == last:
        return str(format_date(first, "d MMM yyyy"))
    begin = format_date(first, "d MMM yyyy" if first.year != last.year else "d MMM")
    return f"{begin} – {format_date(last, 'd MMM yyyy')}"


def place(name: str | None) -> str:
    """A place by its local name; empty without one."""
    return str(frappe.get_cached_value("CFM Location", name, "location_name") or "") if name else ""

"""Monthly repeated releases: the same tables for the same readers, about last month.

Nothing is sent automatically: the composer of the last one is told, checks the new one and submits it.
"""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, get_first_day, getdate, now_datetime

from cfm_app.base import clock_jobs, notices
from cfm_app.figures.releases import entry, states


def repeat(name: str, each_month: object) -> Document:
    """Start or stop repeating."""
    release = entry.composed(name, *states.COMPOSING, states.WAITING, states.RELEASED)
    release.each_month = cint(each_month)
    return entry.save(release)


@clock_jobs.destroys
def begin_due() -> int:
    """Create last month's releases that do not exist yet. Returns their number."""
    last = get_first_day(getdate()) - timedelta(days=1)
    due = frappe.get_all(
        entry.DOCTYPE,
        filters={"each_month": 1, "last_day": ["<", last]},
        pluck="name",
        order_by="name asc",
    )
    begun = 0
    for name in due:
        try:
            begun += _begin_next(name, get_first_day(last), last)
        except frappe.ValidationError:
            frappe.db.rollback()
            _end(name)
        frappe.db.commit()  # nosemgrep: one that fails neither undoes nor stops the others
    return begun


def _begin_next(name: str, first: date, last: date) -> bool:
    """Create the next release and move the mark to it, in one transaction, so nothing is created twice.

    Returns whether it was created; throws if blocks or readers are no longer valid.
    """
    before = frappe.get_doc(entry.DOCTYPE, name, for_update=True)
    if not before.each_month:
        return False
    release = frappe.new_doc(entry.DOCTYPE)
    release.update({"title": before.title, "first_day": first, "last_day": last})
    release.update({"composed_by": before.composed_by, "composed_on": now_datetime()})
    release.each_month = 1
    for row in before.blocks:
        release.append("blocks", {"rows_by": row.rows_by, "columns_by": row.columns_by})
    for row in before.recipients:
        release.append("recipients", {"email": row.email, "language": row.language})
    release.insert(ignore_permissions=True)
    before.each_month = 0
    entry.save(before)
    notices.tell_each(
        {before.composed_by},
        lambda lang: _(
            "Read the figures of the month and send them for approval: {0}", lang
        ).format(release.title),
        entry.DOCTYPE,
        release.name,
    )
    return True


def _end(name: str) -> None:
    """Stop repeating, and tell the composer to fix it."""
    frappe.db.set_value(entry.DOCTYPE, name, "each_month", 0)
    release = frappe.db.get_value(entry.DOCTYPE, name, ["title", "composed_by"], as_dict=True)
    notices.tell_each(
        {release.composed_by},
        lambda lang: _(
            "These figures could not be begun for the new month: {0}. Compose them by hand; what no longer"
            " fits is said there.",
            lang,
        ).format(release.title),
        entry.DOCTYPE,
        name,
    )

"""The cases of an alert are counted anew with each change of one: what it says is what its page lists.

A number of the night beside a list of now would tell by their difference that a case became restricted
meanwhile, and the parts of the branch would tell which.
"""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app import consts
from cfm_app.trend_alerts import series, states

COUNTED_BY = ("received_on", "category", "duplicate_of", "is_restricted", *series.DIMENSIONS)


def follow_case(doc: Document, method: str | None = None) -> None:
    """A case that is new, or counts elsewhere or no more."""
    if not any(doc.has_value_changed(field) for field in COUNTED_BY):
        return
    before = doc.get_doc_before_save()
    of_class = before and bool(before.is_restricted) != bool(doc.is_restricted)
    # The duplicates of a case that becomes restricted stand on their own, whatever their days.
    _recount(_covering(doc.received_on, before and before.received_on), of_class or False)


def forget_case(doc: Document, method: str | None = None) -> None:
    """A case that was deleted."""
    _recount(_covering(doc.received_on))


def follow_class(doc: Document, method: str | None = None) -> None:
    """All cases of a class that becomes restricted, or open, count elsewhere."""
    if doc.has_value_changed("hidden"):
        recount_all()


def recount_all() -> None:
    """Count all ordinary alerts anew."""
    _recount([[]])


def number_of(alert: Any) -> int:
    """The cases of an ordinary alert as they are now."""
    days = getdate(alert.first_day), getdate(alert.last_day)
    return sum(each.number for each in series.counts_of(alert, series.DIMENSIONS[0], *days))


def _covering(*moments: Any) -> list[list[Any]]:
    days = sorted({getdate(moment) for moment in moments if moment})
    return [[["first_day", "<=", day], ["last_day", ">=", day]] for day in days]


def _recount(windows: list[list[Any]], with_open: bool = False) -> None:
    if with_open:
        windows = [*windows, [["state", "in", states.OPEN]]]
    for window in windows:
        for alert in frappe.get_all(
            consts.TREND_ALERT,
            filters=[["sensitivity", "is", "not set"], *window],
            fields=["name", "first_day", "last_day", "category", *series.DIMENSIONS],
            order_by="name asc",
        ):
            observed = {"observed": number_of(alert)}
            frappe.db.set_value(consts.TREND_ALERT, alert.name, observed, update_modified=False)

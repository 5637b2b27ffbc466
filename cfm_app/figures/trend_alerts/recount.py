"""The cases of an alert are counted anew with each change of one: what it says is what its page lists.

A number of the night beside a list of now would tell by their difference that a case became restricted
meanwhile, and the parts of the branch would tell which.
"""

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.base import consts
from cfm_app.figures.trend_alerts import series, states

COUNTED_BY = ("received_on", "category", "duplicate_of", "is_restricted", *series.DIMENSIONS)
ORDINARY = f"""select name, first_day, last_day, category, {", ".join(series.DIMENSIONS)}
    from `tab{consts.TREND_ALERT}` where ifnull(sensitivity, '') = ''"""
ON_DAY = "first_day <= %(day)s and last_day >= %(day)s"
IS_OPEN = "state in %(states)s"


def follow_case(doc: Document, method: str | None = None) -> None:
    """A case that is new, or counts elsewhere or no more."""
    if not any(doc.has_value_changed(field) for field in COUNTED_BY):
        return
    before = doc.get_doc_before_save()
    of_class = before and bool(before.is_restricted) != bool(doc.is_restricted)
    # The duplicates of a case that becomes restricted stand on their own, whatever their days.
    if of_class:
        _recount(IS_OPEN, states=states.OPEN)
    _recount_days(doc.received_on, before and before.received_on)


def forget_case(doc: Document, method: str | None = None) -> None:
    """A case that was deleted."""
    _recount_days(doc.received_on)


def follow_class(doc: Document, method: str | None = None) -> None:
    """All cases of a class that becomes restricted, or open, count elsewhere."""
    if doc.has_value_changed("hidden"):
        recount_all()


def recount_all() -> None:
    """Count all ordinary alerts anew."""
    _recount("1 = 1")


def number_of(alert: Any) -> int:
    """The cases of an ordinary alert as they are now."""
    days = getdate(alert.first_day), getdate(alert.last_day)
    return sum(each.number for each in series.counts_of(alert, series.DIMENSIONS[0], *days))


def _recount_days(*moments: Any) -> None:
    for day in {getdate(moment) for moment in moments if moment}:
        _recount(ON_DAY, day=day)


def _recount(condition: str, **values: Any) -> None:
    """Count ordinary alerts anew. Asked with each change of a case: no rights, no filter to work out."""
    found = frappe.db.sql(f"{ORDINARY} and {condition} order by name", values, as_dict=True)
    for alert in found:
        observed = {"observed": number_of(alert)}
        frappe.db.set_value(consts.TREND_ALERT, alert.name, observed, update_modified=False)

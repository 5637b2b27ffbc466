"""The monthly figures for users who read no cases: protected and frozen when the month is over.

They are releases, so each is protected together with all others.
"""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_days, format_date, getdate, now_datetime

from cfm_app.base import clock_jobs
from cfm_app.base.languages import of_site, speaking
from cfm_app.figures import suppression
from cfm_app.figures.releases import entry, figures
from cfm_app.figures.releases.cells import months_between
from cfm_app.figures.spans import days_of

TABLES = (
    "Main category",
    "Province",
    "Channel",
    "Sex",
    "Age group",
    "Disability",
    "Answered at first contact",
    "Resolved or not",
    "In time",
    "Person informed or not",
    "Satisfaction",
)
GRACE_DAYS = 3
"""What is entered late belongs to its month."""
MOST_MONTHS = 24
"""How far back figures are made where there are none yet."""


@clock_jobs.destroys
def freeze() -> None:
    """Freeze each month that is over and has no figures yet, the oldest first."""
    for month in _missing(getdate()):
        try:
            _freeze(month)
        except frappe.ValidationError:
            frappe.db.rollback()
            frappe.log_error(title=f"Figures of {month}")
        frappe.db.commit()  # nosemgrep: a month that fails does not undo those before


def _missing(today: date) -> list[str]:
    last = add_days(today, -GRACE_DAYS).replace(day=1) - timedelta(days=1)
    first = frappe.db.get_value("Case", {}, "received_on", order_by="received_on asc")
    if not first or getdate(first) > last:
        return []
    known = {
        f"{row.first_day:%Y-%m}"
        for row in frappe.get_all(
            entry.DOCTYPE,
            filters={"monthly": 1},
            fields=["first_day"],
            order_by="first_day asc",
            limit_page_length=0,
        )
    }
    months = months_between(getdate(first), last)[-MOST_MONTHS:]
    return [month for month in months if month not in known]


def _freeze(month: str) -> None:
    entry.wait_for_others()
    first, last = days_of(month)
    same = {"monthly": 1, "first_day": first}
    if frappe.db.get_value(entry.DOCTYPE, same, "name", for_update=True):
        return
    release = frappe.new_doc(entry.DOCTYPE)
    release.update({"monthly": 1, "first_day": first, "last_day": last})
    with speaking(of_site()):
        release.title = _("Figures of {0}").format(format_date(first, "MMMM yyyy"))
    for name in TABLES:
        release.append("blocks", {"rows_by": name})
    known = len(figures.ever_out())
    release.figures = figures.frozen(figures.counted(release))
    release.update({"threshold": suppression.least_told(), "known_releases": known})
    release.released_on = now_datetime()
    release.insert(ignore_permissions=True)

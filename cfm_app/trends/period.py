"""What a report says about its figures: of which days they are, and which of them are left out."""

from datetime import timedelta

from frappe import _
from frappe.utils import format_datetime, now_datetime

from cfm_app.trends import suppression
from cfm_app.trends.figures import DEFAULT_DAYS


def note(days: int = DEFAULT_DAYS) -> str:
    """The days of the period, and what the user does not see of it."""
    last = now_datetime()
    first = last - timedelta(days=days or DEFAULT_DAYS)
    told = _("Received, resolved and informed: {0} to {1}. Open and late: as they stand now.")
    span = told.format(*(format_datetime(moment, "d MMM y") for moment in (first, last)))
    return " ".join(filter(None, (span, suppression.note())))

"""Tells accountability and gender focal points what was resolved, without names."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate, nowdate

from cfm_app.base import clock_jobs, consts, notices
from cfm_app.base.counting import counted
from cfm_app.base.settings import setting
from cfm_app.procedures.sop import phases
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement.handlers import holders

ROLES = (consts.AAP, consts.GENDER)
# A machine that was off over a long weekend still tells of each day.
DAYS_BACK = 5
TOP = 3
AT_ONCE, DAILY, WEEKLY = "At once", "Daily", "Weekly"


@dataclass(frozen=True)
class Period:
    """A period of days, first and last included."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """The name of a period in the ledger of notices."""
        return str(self.first) if self.first == self.last else f"{self.first} {self.last}"


@clock_jobs.escalates
def send() -> int:
    """Send one line about each past period, once. Returns the number of lines.

    The office chooses daily, weekly, or at once (a line for each resolved case).
    """
    rhythm = _rhythm()
    if rhythm == AT_ONCE:
        return 0
    users = _receivers()
    periods = _weeks() if rhythm == WEEKLY else _days()
    languages = notices.languages(set(users))
    return sum(_tell(user, period, languages.get(user)) for period in periods for user in users)


def send_for_period(case: Document) -> None:
    """Send the line about one case that has just been resolved, if the office wants that."""
    before = case.get_doc_before_save()
    was_open = not before or not phases.has_reached(before.phase, consts.PHASE_RESOLVED)
    is_new = was_open and phases.has_reached(case.phase, consts.PHASE_RESOLVED)
    if not is_new or _rhythm() != AT_ONCE:
        return
    for user in _receivers():
        if user == frappe.session.user or not access.may_see_case(case.name, user):
            continue
        about, turn = ("Case", case.name), str(case.reopened_count or 0)
        if notices.claim(notices.RESOLUTIONS, turn, user, about):
            language = notices.languages({user}).get(user)
            subject = _("Resolved: {0}, {1}", language).format(
                case.name, _(case.category or "", language)
            )
            notices.tell(user, subject, "Case", case.name)


def sentence(rows: list[Any], period: Period, language: str | None = None) -> str:
    """How many cases were resolved in a period, about what, and how many of them by women."""
    women = sum(row.sex == "Female" for row in rows)
    if period.last == period.first:
        text = _("Resolved on {0}: {1} cases, {2} of women", language)
        parts = [counted(text, formatdate(period.first), len(rows), women, language=language)]
    else:
        text = _("Resolved from {0} to {1}: {2} cases, {3} of women", language)
        moments = (formatdate(period.first), formatdate(period.last))
        parts = [counted(text, *moments, len(rows), women, language=language)]
    about = Counter(_(row.category, language) for row in rows if row.category).most_common(TOP)
    parts += [f"{number} × {category}" for category, number in about]
    return " · ".join(parts)


def _rhythm() -> str:
    return setting("resolutions_told") or DAILY


def _receivers() -> list[str]:
    return sorted({user for role in ROLES for user in holders(role)})


def _days() -> list[Period]:
    today = date.fromisoformat(nowdate())
    return [
        Period(day, day) for day in (today - timedelta(back) for back in range(DAYS_BACK, 0, -1))
    ]


def _weeks() -> list[Period]:
    """The last whole week, Monday to Sunday."""
    today = date.fromisoformat(nowdate())
    monday = today - timedelta(days=today.weekday() + 7)
    return [Period(monday, monday + timedelta(days=6))]


def _tell(user: str, period: Period, language: str | None) -> int:
    rows = _resolved(user, period)
    if not rows or not notices.claim(notices.RESOLUTIONS, period.key, user):
        return 0
    notices.tell(user, sentence(rows, period, language))
    return 1


def _resolved(user: str, period: Period) -> list[Any]:
    """The resolved cases of a period that the user may see; restricted ones are not even counted."""
    condition = access.case_condition(user) or "1=1"
    return frappe.db.sql(
        f"""select `category`, `sex` from `tabCase`
        where `resolved_on` >= %(first)s and `resolved_on` < %(next)s and {condition}
        order by `name`""",
        {"first": period.first, "next": period.last + timedelta(days=1)},
        as_dict=True,
    )

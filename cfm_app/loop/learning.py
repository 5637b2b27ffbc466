"""Telling the focal points for accountability and gender what was resolved, and nobody's name."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from cfm_app import consts
from cfm_app.privacy import access
from cfm_app.privacy.handlers import holders
from cfm_app.sop import notices

ROLES = (consts.AAP, consts.GENDER)
# A machine that was off over a long weekend still tells of each day.
DAYS_BACK = 5
TOP = 3
FIELDS = ["category", "sex"]


def tell() -> int:
    """Tell of each of the last days once, in one line a day. Returns how many lines were written."""
    users = sorted({user for role in ROLES for user in holders(role)})
    today = getdate(nowdate())
    days = [today - timedelta(days=back) for back in range(DAYS_BACK, 0, -1)]
    languages = notices.languages(set(users))
    return sum(_tell(user, day, languages.get(user)) for day in days for user in users)


def sentence(rows: list[Any], day: date, language: str | None = None) -> str:
    """How many cases were resolved on a day, about what, and of how many women."""
    women = sum(row.sex == "Female" for row in rows)
    text = _("Resolved on {0}: {1} cases, {2} of women", language)
    about = Counter(_(row.category, language) for row in rows if row.category).most_common(TOP)
    parts = [text.format(formatdate(day), len(rows), women)]
    parts += [f"{number} × {category}" for category, number in about]
    return " · ".join(parts)


def _tell(user: str, day: date, language: str | None) -> int:
    rows = _resolved(user, day)
    if not rows or not notices.claim(notices.RESOLUTIONS, str(day), user):
        return 0
    frappe.get_doc(
        {
            "doctype": "Notification Log",
            "for_user": user,
            "from_user": frappe.session.user,
            "type": "Alert",
            "subject": sentence(rows, day, language),
        }
    ).insert(ignore_permissions=True)
    return 1


def _resolved(user: str, day: date) -> list[Any]:
    """The cases resolved on a day that the user may see: a restricted one is not even counted."""
    condition = access.case_condition(user) or "1=1"
    return frappe.db.sql(
        f"""select `category`, `sex` from `tabCase`
        where `resolved_on` >= %(day)s and `resolved_on` < %(next)s and {condition}
        order by `name`""",
        {"day": day, "next": day + timedelta(days=1)},
        as_dict=True,
    )

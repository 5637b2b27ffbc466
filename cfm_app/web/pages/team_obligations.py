"""The team and the duties of its people, for whoever looks after it."""

from typing import Any

from frappe import _
from frappe.utils import formatdate

from cfm_app.security.obligations import compliance, names, team
from cfm_app.security.obligations.duties import CLOSED, IN_GRACE, SOON
from cfm_app.web.pages import obligations, routes

ROUTE = "/cfm/team"
# Where something is to be done, somebody may be reminded of it.
TO_REMIND = (CLOSED, IN_GRACE, SOON)


def overview() -> dict[str, Any]:
    """Everybody with duties, overdue ones first, and where to set duties up."""
    members = [_line(each) for each in team.overview()]
    counts = {
        label: sum(each["standing"] == key for each in members)
        for key, (label, _tone) in obligations.PILLS.items()
    }
    return {
        "members": members,
        "filters": [
            {"value": key, "label": _(label), "count": counts[label]}
            for key, (label, _tone) in obligations.PILLS.items()
            if counts[label]
        ],
        "unpublished": _unpublished(),
        "asks_nothing": not compliance.rows(),
        "settings": routes.record_address(names.SETTINGS, names.SETTINGS),
        "agreements": _list(names.AGREEMENT),
        "new_session": f"{_list(names.SESSION)}/new",
        "sessions": _list(names.SESSION),
    }


def _list(doctype: str) -> str:
    return f"{routes.desk()}/{doctype.lower().replace(' ', '-')}"


def _line(member: team.Member) -> dict[str, Any]:
    label, tone = obligations.PILLS[member.status]
    return {
        "user": member.user,
        "name": member.name,
        "standing": member.status,
        "label": _(label),
        "tone": tone,
        "duties": [obligations.status_in_words(duty) for duty in member.duties],
        "may_remind": member.status in TO_REMIND,
        "reminded": _reminded(member),
    }


def _reminded(member: team.Member) -> dict[str, Any]:
    on = formatdate(member.reminded_on) if member.reminded_on else ""
    return {"count": member.reminders, "on": on}


def _unpublished() -> list[str]:
    """Required kinds of agreements without a published version, which nobody can sign."""
    asked = sorted({row.agreement_kind for row in compliance.rows() if row.agreement_kind})
    published = compliance.versions_of(asked) if asked else {}
    return [_(kind) for kind in asked if kind not in published]

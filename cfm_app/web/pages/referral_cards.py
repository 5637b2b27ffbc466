"""The cards of a focal point: each referral in one sentence."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date

from cfm_app.base import consts
from cfm_app.cases import referral_rounds, worklists
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import circle
from cfm_app.web.pages import messages, state_colours, time_left
from cfm_app.web.pages.case import view

ANSWERED_SHOWN = 10
SHOWN = 50
"""How many cards a phone on a slow line gets at once."""


def cards(shown: int = SHOWN, only: str = "") -> list[dict[str, Any]]:
    """Open referrals, most urgent first, or only one of them."""
    rows = worklists.referrals_of_user(False, shown, only)
    written = messages.of_referrals([row.name for row in rows])
    returned = referral_rounds.last_returned([row.name for row in rows])
    restricted = clearance.restricted_among([row.cfm_case for row in rows])
    sealed = circle.sealed_among([*restricted]) if restricted else set()
    circumstances = _circumstances([row.cfm_case for row in rows if row.cfm_case not in restricted])
    return [
        {
            **_common(row),
            "circumstances": circumstances.get(row.cfm_case, ""),
            # Nothing about such a case stays on a phone, not even words that were not sent.
            "is_restricted": row.cfm_case in restricted,
            "is_sealed": row.cfm_case in sealed,
            "messages": written.get(row.name, []),
            "due": time_left.words(row.due_on),
            "again": _again(returned.get(row.name)),
            "is_accepted": row.workflow_state == consts.REFERRAL_ACCEPTED,
        }
        for row in rows
    ]


def _circumstances(cases: list[str]) -> dict[str, str]:
    """By case, where and when it was and in which programme: what its receiver needs, and nothing of who the person is.

    Places and programmes are those of the office's lists. What somebody wrote of a place may name people.
    """
    meta = frappe.get_meta("Case")
    fields = ["name", "received_on", "incident_location", "location", "programme"]
    rows = frappe.get_all("Case", {"name": ["in", cases or [""]]}, fields, order_by="name asc")
    found = {}
    for row in rows:
        place = "incident_location" if row.incident_location else "location"
        told = [view.title(meta, field, row[field]) for field in (place, "programme") if row[field]]
        found[row.name] = " · ".join([*told, format_date(row.received_on, "d MMM y")])
    return found


def _again(last: Any) -> str:
    """That a referral was returned before, and why."""
    if not last:
        return ""
    if last.focal_point == frappe.session.user:
        return _("Sent again after you returned it: {0}").format(last.rejection_reason or "–")
    return _("Sent again after it was returned: {0}").format(last.rejection_reason or "–")


def answered() -> list[dict[str, Any]]:
    """The last answered or returned referrals."""
    return [_common(row) for row in worklists.referrals_of_user(True, ANSWERED_SHOWN)]


def _common(row: Any) -> dict[str, Any]:
    area = _(row.functional_area) if row.functional_area else _("Feedback mechanism")
    return {
        "name": row.name,
        "case": row.cfm_case,
        "area": area,
        "asked": row.reason or _("Please look into this and answer."),
        "summary": row.shared_summary or _("No summary was shared."),
        "pill": state_colours.pill_of_referral(row.workflow_state, is_mine=True),
        "text": row.response or row.rejection_reason or "",
    }

"""What waits for the user, as lines of a home page; the same lists as on the app's pages."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import batch_cache
from cfm_app.cases import worklists
from cfm_app.cases.wellbeing import advice, difficult_calls
from cfm_app.data_protection.breaches import waiting
from cfm_app.data_protection.person_requests import waiting as requests_waiting
from cfm_app.office.improvement import lists as improvements
from cfm_app.office.missions import waiting as missions_waiting
from cfm_app.office.quality import results as second_looks
from cfm_app.security.access_rule import user_limits
from cfm_app.web.pages import roles, shell, time_left

PAGES = {
    "work": "/cfm/console",
    "calls": "/cfm/call-backs",
    "conversations": "/cfm/inbox",
    "referrals": "/cfm/approvals",
    "breaches": "/cfm/breaches",
    "person_requests": "/cfm/person-requests",
    "missions": "/cfm/missions",
    "improvements": "/cfm/improvements",
    "second_looks": "/cfm/quality",
}
"""Which page shows which of the lists."""


def counts() -> dict[str, int]:
    """How much waits on each page that the user may enter."""
    with batch_cache.cached_batch():
        return by_page(all_counts())


def all_counts() -> dict[str, int]:
    """How much waits for the user, by list."""
    found = worklists.counts()
    if waiting.handles_breaches():
        found["breaches"] = len(waiting.entries())
    if asked := requests_waiting.requests():
        found["person_requests"] = len(asked)
    if missions := missions_waiting.missions():
        found["missions"] = len(missions)
    if proposals := improvements.waiting():
        found["improvements"] = len(proposals)
    if looks := second_looks.waiting():
        found["second_looks"] = len(looks)
    return found


def by_page(found: dict[str, int]) -> dict[str, int]:
    """Counts by the address of the page that shows them."""
    return {route: found[key] for key, route in PAGES.items() if key in found}


def lines() -> list[dict[str, Any]]:
    """What waits, by kind: breaches, requests, missions, questions, talks, referrals, answers, calls, cases.

    Calls are placed by their hour, not behind everything that is late.
    """
    with batch_cache.cached_batch():
        return [*_of_registers(), *_of_cases()]


def _of_registers() -> list[dict[str, Any]]:
    found = [_breach(row) for row in waiting.entries()]
    found += [_request(row) for row in requests_waiting.requests()]
    found += [_mission(row) for row in missions_waiting.missions()]
    found += [_question(row) for row in advice.waiting()]
    found += [_talk(row) for row in difficult_calls.to_talk_about()]
    return found + (_referrals() if frappe.has_permission("Referral", "read") else [])


def _of_cases() -> list[dict[str, Any]]:
    if not user_limits.writes_cases(frappe.session.user):
        return []
    lists = worklists.work()
    found = [_case(row, _("Answered or returned")) for row in lists["answered"]]
    found += [_missed(row) for row in worklists.missed_calls()]
    found += [_call(row) for row in worklists.calls()]
    found += [_case(row, _("Late")) for row in lists["late"]]
    found += [_case(row, _("Due today")) for row in lists["today"]]
    return found


def _referrals() -> list[dict[str, Any]]:
    has_page = shell.may_enter(roles.APPROVALS)
    rows = frappe.get_list(
        "Referral",
        filters={"name": ["in", worklists.referrals(worklists.MOST) or [""]]},
        fields=["name", "cfm_case", "functional_area", "owner", "due_on"],
        order_by="due_on asc, creation asc",
    )
    return [
        {
            "url": f"/cfm/approvals#{row.name}" if has_page else f"{shell.CASE}{row.cfm_case}",
            "title": _(row.functional_area or "Referral"),
            "name": row.name,
            "kind": _("To answer"),
            "note": get_fullname(row.owner),
            **_due(row.due_on),
        }
        for row in rows
    ]


def _breach(row: Any) -> dict[str, Any]:
    return {
        "url": f"/cfm/breach?name={row.name}",
        "title": _(row.breach_kind or "Data breach"),
        "name": row.name,
        "kind": _("Data breach"),
        "note": _(row.state),
        **_due(row.assess_by if row.assessed_on is None else None),
    }


def _request(row: Any) -> dict[str, Any]:
    return {
        "url": f"/cfm/person-request?name={row.name}",
        "title": _(row.kind),
        "name": row.name,
        "kind": _("Request of a person"),
        "note": _(row.state),
        **_due(row.due_on),
    }


def _mission(row: Any) -> dict[str, Any]:
    return {
        "url": f"/cfm/mission?name={row.name}",
        "title": frappe.get_cached_value("CFM Location", row.location, "location_name"),
        "name": row.name,
        "kind": _("Field mission"),
        "note": missions_waiting.what_is_to_do(row.state),
        **_due(None),
    }


def _question(row: Any) -> dict[str, Any]:
    return {
        "url": f"/cfm/advice#{row.name}",
        "title": row.cfm_case,
        "name": row.name,
        "kind": _("Advice is asked for"),
        "note": get_fullname(row.asked_by),
        **_due(None),
    }


def _talk(row: Any) -> dict[str, Any]:
    return {
        "url": "/cfm/difficult-calls",
        "title": _("Wishes to talk"),
        "name": row.name,
        "kind": _("Difficult call"),
        "note": get_fullname(row.user),
        **_due(None),
    }


def _case(row: Any, kind: str) -> dict[str, Any]:
    return {
        "url": f"{shell.CASE}{row['name']}",
        "title": _(row["category"]) if row["category"] else _("Restricted"),
        "name": row["name"],
        "kind": kind,
        "note": _(row["workflow_state"] or ""),
        **_due(row["next_due_on"]),
    }


def _call(row: dict[str, Any]) -> dict[str, Any]:
    shown = {**row, "next_due_on": row["next_contact_on"]}
    return {**_case(shown, _("To call")), "url": f"/cfm/call-backs#{row['name']}"}


def _missed(row: Any) -> dict[str, Any]:
    return {
        "url": f"/cfm/call-backs#{row.name}",
        "title": row.number,
        "name": row.name,
        "kind": _("To call back"),
        "note": _("Missed call"),
        **_due(row.call_back_due_on),
    }


def _due(moment: Any) -> dict[str, Any]:
    told = time_left.words(moment)
    return {"due": told["text"], "late": told["tone"] == "late"}

"""What waits for the user, as lines of a home page; the same lists as on the app's pages."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import batch_cache, declarations
from cfm_app.cases import worklists
from cfm_app.security.access_rule import user_limits
from cfm_app.web.pages import admission, roles, routes, time_left

PAGES = {
    "work": "/cfm/console",
    "calls": "/cfm/call-backs",
    "conversations": "/cfm/inbox",
    "referrals": "/cfm/approvals",
}
"""Which page shows which of the lists of cases."""


def counts() -> dict[str, int]:
    """How much waits on each page that the user may enter."""
    with batch_cache.cached_batch():
        return by_page(all_counts())


def all_counts() -> dict[str, int]:
    """How much waits for the user, by list."""
    found = worklists.counts()
    for each in declarations.waiting():
        if each.key and (rows := each.rows()) is not None:
            found[each.key] = len(rows)
    return found


def by_page(found: dict[str, int]) -> dict[str, int]:
    """Counts by the address of the page that shows them."""
    return {route: found[key] for key, route in _pages().items() if key in found}


def _pages() -> dict[str, str]:
    return {**PAGES, **{each.key: each.page for each in declarations.waiting() if each.key}}


def lines() -> list[dict[str, Any]]:
    """What waits, by kind: breaches, requests, missions, questions, talks, referrals, answers, calls, cases.

    Calls are placed by their hour, not behind everything that is late.
    """
    with batch_cache.cached_batch():
        return [*_of_registers(), *_of_cases()]


def _of_registers() -> list[dict[str, Any]]:
    found = [
        _register_line(each.line(row))
        for each in declarations.waiting()
        if each.line
        for row in each.rows() or ()
    ]
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
    has_page = admission.may_enter(roles.APPROVALS)
    rows = frappe.get_list(
        "Referral",
        filters={"name": ["in", worklists.referrals(worklists.MOST) or [""]]},
        fields=["name", "cfm_case", "functional_area", "owner", "due_on"],
        order_by="due_on asc, creation asc",
    )
    return [
        {
            "url": f"/cfm/approvals#{row.name}" if has_page else f"{routes.CASE}{row.cfm_case}",
            "title": _(row.functional_area or "Referral"),
            "name": row.name,
            "kind": _("To answer"),
            "note": get_fullname(row.owner),
            **_due(row.due_on),
        }
        for row in rows
    ]


def _register_line(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, **_due(line.pop("due_on"))}


def _case(row: Any, kind: str) -> dict[str, Any]:
    return {
        "url": f"{routes.CASE}{row['name']}",
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

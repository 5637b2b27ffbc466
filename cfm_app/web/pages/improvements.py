"""Proposals: waiting ones, the user's own, decided ones; standard answers with their owners."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, format_datetime, get_fullname, nowdate

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.office.improvement import changes, decide, lists, states
from cfm_app.procedures.answers import answer_uses
from cfm_app.web.pages import form_choices, routes

LIST, FORM, ANSWERS = "/cfm/improvements", "/cfm/improve", "/cfm/standard-answers"
TONES = {
    states.NEW: "blue",
    states.ACCEPTED: "amber",
    states.DONE: "green",
    states.DECLINED: "grey",
}


# --- proposals --------------------------------------------------------------------------------
def overview(kind: str = "") -> dict[str, Any]:
    """The three lists, and whether the user decides on any of them."""
    kinds = form_choices.options(consts.IMPROVEMENT, "kind")
    chosen = kind if kind in [each["value"] for each in kinds] else ""
    rows = lists.undecided(chosen)
    seconded = lists.seconded_by_user([row.name for row in rows])
    shown = [_shown(row, row.name in seconded) for row in rows]
    return {
        "open": shown,
        "own": [_shown(row, True) for row in lists.own()],
        "decided": [_shown(row, True) for row in lists.decided()],
        "kinds": [
            {**each, "address": routes.address_of(LIST, kind=each["value"])} for each in kinds
        ],
        "kind": chosen,
        "all": routes.address_of(LIST),
        "form": routes.address_of(FORM),
        "changes": _changes() if any(each["may_decide"] for each in shown) else [],
    }


def _shown(row: Any, is_seconded: bool) -> dict[str, Any]:
    is_open = row.state in states.OPEN
    is_own = row.proposed_by == frappe.session.user
    return {
        "name": row.name,
        "kind": _(row.kind),
        "pill": {"state": row.state, "label": _(row.state), "tone": TONES.get(row.state, "grey")},
        "seen": row.seen or "",
        "proposal": row.proposal or "",
        "where": where(row),
        "who": f"{get_fullname(row.proposed_by)}, {format_datetime(row.proposed_on, 'd MMM HH:mm')}",
        "seconded": counted(_("Seconded by {0} colleagues"), row.seconded) if row.seconded else "",
        "may_second": is_open and not is_own and not is_seconded,
        "is_seconded": is_open and not is_own and is_seconded,
        "is_open": is_open,
        "is_accepted": row.state == states.ACCEPTED,
        "may_decide": is_open and decide.may_decide(row),
        "answer": row.answer or "",
        "answered": f"{get_fullname(row.decided_by)}, {format_datetime(row.decided_on, 'd MMM HH:mm')}"
        if row.decided_on
        else "",
        "change": _change(row),
    }


def where(row: Any) -> dict[str, str]:
    """Where it was noticed: in words, with a link if there is one."""
    if row.cfm_case:
        return {"label": row.cfm_case, "address": f"{routes.CASE}{row.cfm_case}"}
    if row.conversation:
        return {"label": row.conversation, "address": f"/cfm/inbox#{row.conversation}"}
    if row.ref_doctype:
        address = routes.record_address(row.ref_doctype, row.ref_name)
        return {"label": _named(row.ref_doctype, row.ref_name), "address": address}
    titles = {page["route"]: page["label"] for page in frappe.get_hooks("app_pages")}
    return {
        "label": _(titles[row.place]) if row.place in titles else row.place or "",
        "address": "",
    }


def _change(row: Any) -> dict[str, str] | None:
    """The change of configuration that followed, for users who may read it."""
    if not row.changed_doctype or not frappe.has_permission(row.changed_doctype, "read"):
        return None
    return {
        "label": _named(row.changed_doctype, row.changed_name),
        "address": routes.record_address(row.changed_doctype, row.changed_name),
    }


def _named(doctype: str, name: str) -> str:
    """A configuration record in words; settings by the name of their DocType."""
    return str(_(doctype)) if doctype == name else f"{_(doctype)} “{_(name)}”"


def _changes() -> list[dict[str, str]]:
    return [
        {
            "value": each.key,
            "label": f"{_named(each.doctype, each.name)} ({format_datetime(each.moment, 'd MMM HH:mm')})",
        }
        for each in changes.recent()
    ]


# --- standard answers -------------------------------------------------------------------------
def answers() -> list[dict[str, Any]]:
    """The standard answers: outdated ones first, then those that help least.

    Uses are None for users who read no cases.
    """
    rows = frappe.get_list(
        answer_uses.STANDARD_ANSWER,
        filters={"enabled": 1},
        fields=["name", "title", "category", "responsible", "valid_until", "source"],
        order_by="title asc",
        limit_page_length=0,
    )
    uses = answer_uses.counts([row.name for row in rows])
    may_write = frappe.has_permission(answer_uses.STANDARD_ANSWER, "write")
    found = [_answer(row, uses.get(row.name), may_write) for row in rows]
    return sorted(found, key=lambda row: (not row["is_expired"], -(row["unhelpful"] or 0)))


def _answer(row: Any, uses: answer_uses.Uses | None, may_write: bool) -> dict[str, Any]:
    return {
        "title": row.title,
        "category": _(row.category or ""),
        "owner": get_fullname(row.responsible) if row.responsible else "",
        "is_own": row.responsible == frappe.session.user,
        "source": row.source or "",
        "until": format_date(row.valid_until) if row.valid_until else "",
        "is_expired": bool(row.valid_until) and str(row.valid_until) < nowdate(),
        "used": uses.given if uses else None,
        "unhelpful": uses.unhelpful if uses else None,
        "address": routes.record_address(answer_uses.STANDARD_ANSWER, row.name)
        if may_write
        else "",
    }

"""Requests of persons: the form, the list, and one request with its next step."""

from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, cstr, format_date, format_datetime, get_fullname, now_datetime

from cfm_app.base.counting import counted
from cfm_app.base.fields import field_of
from cfm_app.data_protection.person_requests import (
    before_erasure,
    changes,
    contact_until_told,
    deciding,
    deletion,
    entry,
    files_along,
    held,
    identity_check,
    letters,
    other_records,
    parts,
    register,
    states,
    uses,
)
from cfm_app.data_protection.personal_data import compaction
from cfm_app.security.access_rule import access
from cfm_app.web.pages import person_request_copy, routes, time_left

LIST, ENTRY, FORM = "/cfm/person-requests", "/cfm/person-request", "/cfm/new-person-request"
TONES = {
    states.RECEIVED: "blue",
    states.IDENTIFIED: "amber",
    states.DECIDED: "amber",
    states.CARRIED_OUT: "amber",
    states.CLOSED: "green",
    states.DROPPED: "grey",
}
ROW_FIELDS = "name state kind received_on received_via due_on decision closed_on".split()
DAYS_OF_FIGURES, CLOSED_SHOWN = 365, 50
MEMBER = "Community Member"


def kinds() -> list[dict[str, str]]:
    """The kinds of requests, each with a sentence."""
    told = {
        states.ACCESS: _("A copy of what we hold, and who read it"),
        states.CORRECTION: _("Something is wrong and is to be put right"),
        states.DELETION: _("It is to be erased"),
        states.RESTRICTION: _("It is kept and used for nothing for now"),
        states.OBJECTION: _("It is not to be used for something any more"),
        states.WITHDRAWAL: _("They take back what they agreed to"),
    }
    return [{"value": kind, "label": _(kind), "hint": told[kind]} for kind in states.KINDS]


def asked_in_public() -> list[dict[str, str]]:
    """The same, in the words of the person."""
    told = {
        states.ACCESS: _("I want to know what you hold about me"),
        states.CORRECTION: _("Something about me is wrong"),
        states.DELETION: _("I want it to be erased"),
        states.RESTRICTION: _("I want it to be kept and used for nothing for now"),
        states.OBJECTION: _("I do not want it to be used for something"),
        states.WITHDRAWAL: _("I take back what I agreed to"),
    }
    return [{"value": kind, "label": told[kind]} for kind in states.KINDS]


# --- whoever registers ------------------------------------------------------------------------
def form(case: str, conversation: str) -> dict[str, Any]:
    """The choices of the form, and what the user has registered before."""
    ways = tuple(way for way in register.WAYS if way != register.PUBLIC)
    is_open = bool(conversation) and access.may_see("CFM Conversation", conversation)
    return {
        "kinds": kinds(),
        "ways": choices(ways),
        "way": register.MESSAGE if is_open else register.PHONE,
        "languages": _languages(),
        "subject": case if case and access.may_see("Case", case) else "",
        "conversation": conversation if is_open else "",
        "own": [_line(row) for row in register.own_requests()],
    }


def _languages() -> list[dict[str, str]]:
    rows = frappe.get_all(
        "CFM Language",
        filters={"enabled": 1},
        fields=["name", "native_name", "language_name"],
        order_by="sort_index asc, name asc",
    )
    return [{"value": row.name, "label": row.native_name or row.language_name} for row in rows]


def _pill(state: str) -> dict[str, str]:
    return {"state": state, "label": _(state), "tone": TONES.get(state, "grey")}


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Open requests, most pressing first; the last closed ones; figures of a year."""
    ended = _rows(["not in", states.OPEN], "closed_on desc", CLOSED_SHOWN)
    return {
        "open": [_line(row) for row in _rows(["in", states.OPEN], "due_on asc", 0)],
        "ended": [_line(row) for row in ended],
        "figures": _figures(),
        "form": routes.address_of(FORM),
    }


def _rows(state: list[Any], order_by: str, limit: int) -> list[Any]:
    return frappe.get_list(
        entry.DOCTYPE,
        filters={"state": state},
        fields=ROW_FIELDS,
        order_by=order_by,
        limit_page_length=limit,
    )


def _line(row: Any) -> dict[str, Any]:
    is_open = row.state in states.OPEN
    return {
        "name": row.name,
        "address": routes.address_of(ENTRY, name=row.name),
        "kind": _(row.kind),
        "pill": _pill(row.state),
        "received": format_date(row.received_on),
        "via": _(row.get("received_via") or ""),
        "decision": _(row.get("decision") or ""),
        "due": time_left.words(row.due_on) if is_open and row.get("due_on") else None,
        "closed": format_date(row.closed_on) if row.get("closed_on") else "",
    }


def _figures() -> list[tuple[str, str]]:
    since = add_to_date(now_datetime(), days=-DAYS_OF_FIGURES)
    rows = frappe.get_list(
        entry.DOCTYPE,
        filters={"received_on": [">=", since]},
        fields=ROW_FIELDS,
        order_by="received_on asc",
        limit_page_length=0,
    )
    done = [row for row in rows if row.state == states.CLOSED]
    in_time = sum(str(row.closed_on) <= str(row.due_on) for row in done)
    by_kind = Counter(row.kind for row in rows)
    told = [(_(kind), str(by_kind[kind])) for kind in states.KINDS if by_kind[kind]]
    refused = sum(row.decision == states.REFUSED for row in done)
    sums = [(_("Answered in time"), _("{0} of {1}").format(in_time, len(done)))]
    return [*told, *sums, (_("Refused"), str(refused))] if rows else []


# --- one request ------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One request with its history, and the acts open to the user."""
    request = frappe.get_doc(entry.DOCTYPE, name)
    is_open = request.state in states.OPEN
    may_act = is_open and entry.may_handle(request)
    return {
        "request": request,
        "kind": next(each for each in kinds() if each["value"] == request.kind),
        "pill": _pill(request.state),
        "due": time_left.words(request.due_on) if is_open else None,
        "may_act": may_act,
        "may_decide": is_open and deciding.may_decide(request),
        "may_check": request.state == states.RECEIVED and identity_check.may_check(request),
        "is_erased": bool(request.kind == states.DELETION and request.carried_out_on),
        "tells_first": bool(request.decision) and before_erasure.is_of(request),
        "is_agreed": before_erasure.is_agreed(request),
        "why_untold": choices(before_erasure.WHY_UNTOLD),
        "told": _told(request),
        "telling": contact_until_told.telling(request) if may_act else None,
        "other_records": _other_records(request) if may_act else [],
        "overwritten": _overwritten(request),
        "is_known": identity_check.is_known(request),
        "may_name": may_act and request.state == states.RECEIVED and not request.community_member,
        "is_identified": request.identity == states.PASSED,
        "questions": _questions(request) if request.state == states.RECEIVED else [],
        "asked": [
            {"label": _(row.question), "outcome": _(row.outcome)} for row in request.questions
        ],
        "outcomes": choices((identity_check.RIGHT, identity_check.WRONG)),
        "decisions": choices(deciding.DECISIONS),
        "grounds": [{"value": each, "label": _(each)} for each in deciding.grounds()],
        "may_copy": may_act and request.identity == states.PASSED,
        "files": files_along.of_request(request) if _is_copied(request, may_act) else [],
        "copy_page": person_request_copy.ROUTE,
        "copy_language": person_request_copy.language_of(request),
        "changes": _changes(request),
        "ways": choices(before_erasure.WAYS),
        "proof": [_proof_line(line) for line in (request.proof or "").splitlines()],
        "parts": [_part(row, request) for row in parts.of_request(name)],
        "facts": _facts(request),
        "story": _story(request),
        **(_to_carry_out(request) if may_act else {}),
        "letter": _letter(request) if may_act and request.decision else "",
    }


def _told(request: Any) -> dict[str, str] | None:
    """When and how the person was told; None before."""
    if not request.told_on:
        return None
    return {"on": str(format_datetime(request.told_on)), "via": _(request.told_via or "")}


def _letter(request: Any) -> str:
    """What was agreed before an erasure, or what is proposed."""
    return contact_until_told.telling(request).words or letters.proposed(request)


def _other_records(request: Any) -> list[dict[str, str]]:
    if request.identity != states.PASSED or request.carried_out_on:
        return []
    return [
        {
            "name": row.name,
            "facts": " · ".join(
                filter(None, (row.full_name, row.other_names, row.phone, row.second_phone))
            ),
        }
        for row in other_records.of(request)
    ]


def _overwritten(request: Any) -> str:
    """When the bytes of what was erased were overwritten; empty while that is not done."""
    if request.kind != states.DELETION or not request.carried_out_on:
        return ""
    done = compaction.done_since(request.carried_out_on)
    return str(format_datetime(done)) if done else ""


def _to_carry_out(request: Any) -> dict[str, Any]:
    """The choices of the next act, by kind of request, once it is decided."""
    if request.state != states.DECIDED:
        return {}
    if request.kind == states.CORRECTION and request.community_member:
        return {"fields": _own_fields(request.community_member)}
    if request.kind == states.DELETION:
        return {"plan": _plan(request)}
    if request.kind in (states.OBJECTION, states.WITHDRAWAL):
        granted = uses.granted(request)
        offered = uses.offered(request.kind)
        found = [(each, len(granted.get(each, []))) for each in offered]
        return {"uses": [{"value": each, "label": _(each), "count": n} for each, n in found]}
    return {}


def _questions(request: Any) -> list[dict[str, str]]:
    found = identity_check.questions(request)
    return [
        {"value": each.question, "label": _(each.question), "held": each.held} for each in found
    ]


def _own_fields(member: str) -> list[dict[str, Any]]:
    person = frappe.get_doc(MEMBER, member)
    person.check_permission("read")
    return [
        {
            "name": df.fieldname,
            "label": _(df.label),
            "value": cstr(person.get(df.fieldname)),
            "options": _options(df),
            "is_number": df.fieldtype == "Int",
        }
        for df in changes.fields()
    ]


def _options(df: Any) -> list[dict[str, str]] | None:
    """The values of a Select field; links to long lists are typed."""
    if df.fieldtype == "Select":
        return choices(tuple(filter(None, (df.options or "").split("\n"))))
    if df.fieldtype == "Link" and df.options in ("CFM Language", "CFM Channel"):
        names = frappe.get_all(df.options, pluck="name", order_by="name asc")
        return choices(tuple(names))
    return None


def _plan(request: Any) -> dict[str, Any]:
    rows, kept = deletion.plan(request)
    counts = Counter(row.doctype for row in rows)
    return {
        "total": counted(_("{0} records"), len(rows)),
        "counts": sorted((_(doctype), count) for doctype, count in counts.items()),
        "kept": [{"name": each.name, "why": _(each.why)} for each in kept],
        "unlinked": len(held.unlinked(request)),
    }


def _changes(request: Any) -> list[dict[str, str]]:
    return [
        {
            "label": _(field_of(MEMBER, row.changed_field).label),
            "before": row.value_before or "–",
            "after": row.value_after or "–",
        }
        for row in request.changes
    ]


def _is_copied(request: Any, may_act: bool) -> bool:
    return may_act and request.kind == states.ACCESS and request.identity == states.PASSED


def _part(row: Any, request: Any) -> dict[str, Any]:
    may_settle = not row.outcome and (request.state in states.OPEN or bool(row.asked_by))
    return {
        "name": row.name,
        "subject": row.cfm_case or row.conversation,
        "address": f"{routes.CASE}{row.cfm_case}" if row.cfm_case else "",
        "outcome": _(row.outcome or ""),
        "asked_by": get_fullname(row.asked_by) if row.asked_by else "",
        "is_mine": row.asked_by == frappe.session.user,
        "reason": row.reason or "",
        "settled": format_datetime(row.settled_on) if row.settled_on else "",
        "may_settle": may_settle,
        "files": files_along.of_part(row.name) if _is_copied(request, may_settle) else [],
        "proof": [_proof_line(line) for line in (row.proof or "").splitlines()],
    }


def _proof_line(line: str) -> tuple[str, str]:
    label, _colon, value = line.partition(": ")
    return _(label), _(value)


def _facts(request: Any) -> list[tuple[str, str]]:
    facts = [
        (_("Received"), str(format_datetime(request.received_on))),
        (_("How it came"), _(request.received_via)),
    ]
    if request.registered_by:
        facts.append((_("Registered by"), get_fullname(request.registered_by)))
    facts.append((_("Answer by"), str(format_date(request.due_on))))
    if request.extended_from:
        facts.append((_("Extended, because"), request.extension_reason or ""))
    if request.community_member:
        facts.append((_("Person"), request.community_member))
    for field, label in (("cfm_case", _("Case")), ("conversation", _("Conversation"))):
        if request.get(field):
            facts.append((label, request.get(field)))
    return facts


def _story(request: Any) -> list[dict[str, str]]:
    """Its timeline, from stored facts."""
    moments = [
        (request.identity_on, _("Identity: {0}").format(_(request.identity or "")), "identity_by"),
        (request.decided_on, _(request.decision or ""), "decided_by"),
        *sorted(_done(request), key=lambda each: str(each[0] or "")),
        (request.closed_on if request.dropped_because else None, _("Dropped"), "closed_by"),
    ]
    return [
        {"moment": str(format_datetime(moment)), "text": text, "by": get_fullname(request.get(who))}
        for moment, text, who in moments
        if moment
    ]


def _done(request: Any) -> list[tuple[Any, str, str]]:
    """What is told before an erasure, and otherwise after what was done."""
    return [
        (request.carried_out_on, _("Carried out"), "carried_out_by"),
        (request.told_on, _("The person was told"), "told_by"),
    ]


def choices(values: tuple[str, ...]) -> list[dict[str, str]]:
    """Values with their labels."""
    return [{"value": value, "label": _(value)} for value in values]

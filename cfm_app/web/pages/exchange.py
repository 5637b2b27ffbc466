"""Exchange with other agencies on screen: the agreements, the form of a new one, one with its files."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import (
    add_days,
    format_date,
    format_datetime,
    get_first_day,
    get_fullname,
    nowdate,
)

from cfm_app.base.fields import options_of
from cfm_app.exchange.agencies import (
    entry,
    facts,
    files,
    messages,
    own_class,
    received,
    retrying,
    states,
)
from cfm_app.figures.dimensions import DIMENSIONS, MONTH
from cfm_app.security.administration import access_requests
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import exchange_words, routes

OFFICES = "/cfm/offices"
LIST, ENTRY, FORM = "/cfm/exchange", "/cfm/exchange-agreement", "/cfm/new-exchange"
SHOWN, MONTHS_BACK, ROWS_SHOWN = 60, 13, 20
LISTED = (
    "name title partner state direction valid_from valid_until shares_points shares_referrals"
    " shares_cases restricted_class composed_by submitted_by had_a_part"
).split()
LEVELS = ("Country", "Province", "Department", "Sub-prefecture")
OVER = "Over"
TONES = {states.WAITING: "amber", states.RETURNED: "amber"}
MESSAGES_SHOWN = 40
MESSAGE_TONES = {
    messages.WAITING: "amber",
    messages.DELIVERED: "green",
    messages.DONE: "green",
    messages.ANSWERED: "green",
    messages.TAKEN_BACK: "grey",
    messages.FAILED: "red",
}


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """The agreements, those that hold or are being made before those that ended."""
    # Handlers of a class that the office made for itself enter by their class; rights are given to roles.
    may_read = frappe.has_permission(entry.DOCTYPE, "read")
    asked: dict[str, Any] = {"order_by": "creation desc", "limit_page_length": SHOWN}
    rows = frappe.get_list(entry.DOCTYPE, fields=LISTED, **asked) if may_read else []
    ended = [row for row in rows if _is_over(row)]
    return {
        "open": [_line(row) for row in rows if row not in ended],
        "ended": [_line(row) for row in ended],
        "form": routes.address_of(FORM),
        "may_compose": entry.may_compose(),
    }


def _line(row: Any) -> dict[str, Any]:
    waits = row.state == states.WAITING and entry.may_decide(row)
    return {
        "address": routes.address_of(ENTRY, name=row.name),
        "name": row.name,
        "title": row.title,
        "notes": [row.partner, _what(row), days(row)],
        "pill": _pill(row),
        "to_do": _("Agree or send back") if waits else "",
    }


def _is_over(row: Any) -> bool:
    is_past = row.state == states.AGREED and str(row.valid_until) < nowdate()
    return row.state == states.ENDED or is_past


def _pill(row: Any) -> dict[str, str]:
    if row.state == states.AGREED:
        label = _(OVER) if _is_over(row) else _(states.AGREED)
        return {"state": row.state, "label": label, "tone": "grey" if _is_over(row) else "green"}
    return {"state": row.state, "label": _(row.state), "tone": TONES.get(row.state, "grey")}


def days(row: Any) -> str:
    """From when until when an agreement holds."""
    return f"{format_date(row.valid_from)} – {format_date(row.valid_until)}"


def _what(row: Any) -> str:
    shared = [_("Common data points")] if row.shares_points else []
    shared += [_("Referrals between agencies")] if row.shares_referrals else []
    shared += [_("Whole cases, between two offices of ours")] if row.shares_cases else []
    shared += (
        [_("Restricted class: {0}").format(_(row.restricted_class))] if row.restricted_class else []
    )
    return ", ".join(filter(None, [*shared, row.direction and _(row.direction)]))


# --- the form ---------------------------------------------------------------------------------
def form(agreement: Any = None) -> dict[str, Any]:
    """What the form of an agreement offers and holds."""
    partners = frappe.get_all(
        "CFM Partner", filters={"enabled": 1}, pluck="name", order_by="name asc"
    )
    return {
        "partners": [{"value": each, "label": each} for each in partners],
        "directions": _choices("direction"),
        "purposes": _choices("consent_purpose"),
        "classes": _rows(list(clearance.restricted_classes()), _),
        "first": str(agreement.valid_from) if agreement else nowdate(),
        "last": str(agreement.valid_until) if agreement else str(add_days(nowdate(), 365)),
    }


def _choices(field: str) -> list[dict[str, str]]:
    return [{"value": each, "label": _(each)} for each in options_of(entry.DOCTYPE, field)]


# --- one agreement ----------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One agreement with what it covers, its files and what the user may do next."""
    agreement = entry.readable(name)
    may_keep = entry.may_compose()
    may_compose = may_keep and agreement.state in states.COMPOSING
    in_force = states.is_in_force(agreement)
    sends = bool(agreement.shares_points) and agreement.direction in states.OUT
    takes = bool(agreement.shares_points) and agreement.direction in states.IN
    return {
        "agreement": agreement,
        "pill": _pill(agreement),
        "days": days(agreement),
        "what": _what(agreement),
        "form": form(agreement),
        "facts": _covered_facts(agreement),
        "categories": _rows([row.category for row in agreement.categories], _),
        "places": _rows([row.place for row in agreement.places], DIMENSIONS["Province"].words),
        "choices": _offered(agreement) if may_compose else {},
        "may_compose": may_compose,
        "may_decide": agreement.state == states.WAITING and entry.may_decide(agreement),
        "waits_for_handler": _waits_for_handler(agreement),
        "requests": routes.address_of("/cfm/access-requests"),
        "may_end": agreement.state != states.ENDED and entry.may_end(agreement),
        "may_keep_secret": may_keep and agreement.state != states.ENDED,
        "has_secret": bool(agreement.get_password("signing_secret", raise_exception=False)),
        "sends": sends,
        "takes": takes,
        "may_prepare": may_keep and in_force and sends,
        "may_take": may_keep and in_force and takes,
        "months": _months(),
        "files": _files(agreement) if sends else [],
        "received": received.overview(agreement) if takes else [],
        "words": exchange_words.view(agreement),
        "messages": _messages(agreement) if agreement.shares_referrals else [],
        "schema": files.SCHEMA,
        "offices": routes.address_of(OFFICES),
        "story": _story(agreement),
    }


def _waits_for_handler(agreement: Any) -> bool:
    """Whether data protection has agreed to the agreement of a class, and a handler of the class has not yet."""
    where = {"ref_doctype": entry.DOCTYPE, "ref_name": agreement.name}
    waiting = {**where, "state": access_requests.WAITING}
    return agreement.state == states.WAITING and bool(
        frappe.db.exists(access_requests.DOCTYPE, waiting)
    )


def _covered_facts(agreement: Any) -> list[dict[str, str]]:
    return _rows((agreement.facts or "").split("\n"), _)


def _rows(values: list[str], words: Any) -> list[dict[str, str]]:
    return [{"value": each, "label": words(each)} for each in values if each]


def _offered(agreement: Any) -> dict[str, Any]:
    """What may be added yet."""
    told = (agreement.facts or "").split("\n")
    categories = {row.category for row in agreement.categories}
    places = {row.place for row in agreement.places}
    return {
        "facts": [each for each in _rows(list(facts.FACTS), _) if each["value"] not in told],
        "categories": [
            each
            for each in _rows(
                [
                    name
                    for name in frappe.get_all(
                        "Case Category", filters={"enabled": 1}, pluck="name", order_by="lft asc"
                    )
                    if own_class.fits(agreement, name)
                ],
                _,
            )
            if each["value"] not in categories
        ],
        "places": [
            {"value": row.name, "label": row.location_name}
            for row in frappe.get_all(
                facts.PLACES,
                filters={"enabled": 1, "admin_level": ["in", LEVELS]},
                fields=["name", "location_name"],
                order_by="lft asc",
            )
            if row.name not in places
        ],
    }


def _months() -> list[dict[str, str]]:
    """The months that are over, the last one first."""
    found, first = [], get_first_day(nowdate())
    for _each in range(MONTHS_BACK):
        first = get_first_day(add_days(first, -1))
        month = str(first)[:7]
        found.append({"value": month, "label": DIMENSIONS[MONTH].words(month)})
    return found


def _files(agreement: Any) -> list[dict[str, Any]]:
    rows = frappe.get_all(
        files.DOCTYPE,
        filters={"agreement": agreement.name, "state": ["!=", files.REPLACED]},
        fields=[
            *("name", "month", "state", "rows_told", "rows_kept_back", "threshold"),
            *("fetched_count", "fetched_on", "composed_on", "released_on", "released_by"),
        ],
        order_by="month desc, creation desc",
        limit_page_length=2 * MONTHS_BACK,
    )
    return [_file(row) for row in rows]


def _file(row: Any) -> dict[str, Any]:
    is_draft = row.state == files.DRAFT
    found = {
        **row,
        "title": DIMENSIONS[MONTH].words(row.month),
        "pill": {
            "state": row.state,
            "label": _("Not released") if is_draft else _("Released"),
            "tone": "amber" if is_draft else "green",
        },
        "is_draft": is_draft,
        "made": _moment(row.composed_on),
        "released": f"{_person(row.released_by)}, {_moment(row.released_on)}"
        if not is_draft
        else "",
        "fetched": _moment(row.fetched_on),
    }
    return {**found, "table": _table(row.name) if is_draft else None}


def _table(name: str) -> dict[str, Any]:
    """What exactly would leave: the first rows, and how often each fact is told."""
    doc = frappe.get_doc(files.DOCTYPE, name)
    rows, columns = files.rows(doc), files.columns(doc)
    return {
        "columns": [column.key for column in columns],
        "tags": [column.hxl for column in columns],
        "rows": [[row[column.key] for column in columns] for row in rows[:ROWS_SHOWN]],
        "told": [sum(bool(row[column.key]) for row in rows) for column in columns],
        "more": max(0, len(rows) - ROWS_SHOWN),
    }


def _messages(agreement: Any) -> list[dict[str, Any]]:
    """What went to and fro about cases that the user sees, the newest first; and what belongs to no case yet."""
    rows = frappe.get_all(
        messages.DOCTYPE,
        filters={"agreement": agreement.name},
        fields=[
            *("name", "agreement", "direction", "kind", "state", "cfm_case", "noted_on"),
            *("attempts", "next_attempt_on", "settled_on", "error"),
        ],
        order_by="noted_on desc, name asc",
        limit_page_length=MESSAGES_SHOWN,
    )
    cases = sorted({row.cfm_case for row in rows if row.cfm_case})
    seen = set(frappe.get_list("Case", filters={"name": ["in", cases]}, pluck="name"))
    # Only handlers may know that something restricted is under way.
    is_open = not agreement.restricted_class
    shown_rows = [row for row in rows if row.cfm_case in seen or (is_open and not row.cfm_case)]
    return [_message(row) for row in shown_rows]


def _message(row: Any) -> dict[str, Any]:
    waits = row.state == messages.WAITING
    is_out = row.direction == messages.OUT
    return {
        "name": row.name,
        "kind": _(row.kind),
        "way": _("Sent by us") if is_out else _("Came to us"),
        "case": row.cfm_case,
        "address": routes.address_of("/cfm/case", name=row.cfm_case) if row.cfm_case else "",
        "pill": {"state": row.state, "label": _(row.state), "tone": MESSAGE_TONES[row.state]},
        "noted": _moment(row.noted_on),
        "attempts": row.attempts,
        "next": _moment(row.next_attempt_on) if waits else "",
        "settled": _moment(row.settled_on),
        "error": row.error if is_out else "",
        "may_try": row.state in retrying.OPEN and retrying.may_try(row.agreement, row.cfm_case),
    }


def _story(agreement: Any) -> list[dict[str, str]]:
    """What was done, by whom and when, from the facts."""
    moments = [
        (agreement.composed_on, _("Begun"), agreement.composed_by, ""),
        (agreement.returned_on, _("Sent back"), agreement.returned_by, agreement.return_reason),
        (agreement.submitted_on, _("Sent for approval"), agreement.submitted_by, ""),
        (agreement.agreed_on, _(states.AGREED), agreement.agreed_by, ""),
        *_agreed_for_class(agreement),
        (agreement.ended_on, _("Ended"), agreement.ended_by, agreement.end_reason),
    ]
    return [
        {"label": text, "by": f"{_person(user)}, {_moment(moment)}", "words": words or ""}
        for moment, text, user, words in sorted(
            (each for each in moments if each[0]), key=lambda each: str(each[0])
        )
    ]


def _agreed_for_class(agreement: Any) -> list[tuple[Any, str, str, str]]:
    """Who agreed to the agreement of a restricted class beside data protection."""
    done = {"ref_doctype": entry.DOCTYPE, "ref_name": agreement.name, "state": access_requests.DONE}
    rows = frappe.get_all(
        access_requests.DOCTYPE, filters=done, fields=["decided_on", "decided_by"]
    )
    return [(row.decided_on, _("Agreed for the class"), row.decided_by, "") for row in rows]


def _person(user: str | None) -> str:
    return str(get_fullname(user)) if user else ""


def _moment(moment: Any) -> str:
    return str(format_datetime(moment, "d MMM y HH:mm")) if moment else ""

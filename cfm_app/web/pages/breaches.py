"""The register of breaches: the form for reporting, the list, and one breach."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_to_date, format_datetime, get_fullname, now_datetime

from cfm_app.base import consts, fields
from cfm_app.base.counting import counted
from cfm_app.data_protection.breaches import (
    audience,
    clock,
    closing,
    concerned,
    entry,
    figures,
    measures,
    report,
    states,
)
from cfm_app.data_protection.breaches.telling import WAYS
from cfm_app.security.access_rule import access
from cfm_app.security.entitlement import handlers
from cfm_app.web.pages import routes, time_left

LIST = "/cfm/breaches"
ENTRY = "/cfm/breach"
FORM = "/cfm/report-breach"
TONES = {
    states.SUSPECTED: "amber",
    states.CONFIRMED: "red",
    states.CLOSED: "green",
    states.NO_BREACH: "grey",
}
RISK_TONES = {"High": "red", "Medium": "amber", "Low": "blue", "None": "grey"}
ROW_FIELDS = (
    "name state breach_kind risk discovered_on report_by assess_by assessed_on persons_count closed_on"
).split()
# Proposed values; others are typed.
DATA = (
    "Names and phones",
    "Complaints and words",
    "Places and households",
    "Consents",
    "Photos or voices",
    "Numbers of beneficiaries",
    "Restricted cases",
)
DAYS_OF_FIGURES = 365
CLOSED_SHOWN = 50


# --- whoever reports --------------------------------------------------------------------------
def form(case: str) -> dict[str, Any]:
    """The choices of the form, and what the user has reported before."""
    return {
        "kinds": _kinds(),
        "data": [_(each) for each in DATA],
        "people": _readers(),
        "case": case if case and access.may_see("Case", case) else "",
        "now": now_datetime().strftime("%Y-%m-%dT%H:%M"),
        "own": [_own(row) for row in report.own_reports()],
    }


def _kinds() -> list[dict[str, Any]]:
    names = frappe.get_all(
        "CFM Breach Kind", filters={"enabled": 1}, pluck="name", order_by="sort_index asc, name asc"
    )
    kinds = [frappe.get_cached_doc("CFM Breach Kind", name) for name in names]
    return [
        {"value": kind.name, "label": _(kind.name), "steps": [_(row.step) for row in kind.steps]}
        for kind in kinds
    ]


def _readers() -> list[dict[str, str]]:
    """The readers of the register, any of whom may be concerned by a breach."""
    roles = (consts.DATA_PROTECTION, consts.MANAGER)
    users = {user for role in roles for user in handlers.holders(role)}
    return [{"value": user, "label": get_fullname(user)} for user in sorted(users)]


def _own(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": _(row.breach_kind or ""),
        "reported_on": format_datetime(row.reported_on),
        "pill": _pill(row.state),
    }


def _pill(state: str) -> dict[str, str]:
    return {"state": state, "label": _(state), "tone": TONES.get(state, "grey")}


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Open breaches, most pressing first; the last closed ones; figures of a year."""
    rows = frappe.get_list(
        audience.DOCTYPE,
        filters={"state": ["in", states.OPEN]},
        fields=ROW_FIELDS,
        order_by="report_by asc",
        limit_page_length=0,
    )
    ended = frappe.get_list(
        audience.DOCTYPE,
        filters={"state": ["not in", states.OPEN]},
        fields=ROW_FIELDS,
        order_by="closed_on desc",
        limit_page_length=CLOSED_SHOWN,
    )
    told = clock.reported([row.name for row in rows])
    since = add_to_date(now_datetime(), days=-DAYS_OF_FIGURES)
    found = figures.of(since, add_to_date(now_datetime(), days=1))
    return {
        "open": [_line(row, row.name in told) for row in rows],
        "ended": [_line(row, True) for row in ended],
        "figures": _figures(found),
        "report": routes.address_of(FORM),
    }


def _line(row: Any, is_reported: bool) -> dict[str, Any]:
    is_open = row.state in states.OPEN
    return {
        "name": row.name,
        "address": f"{ENTRY}?name={row.name}",
        "kind": _(row.breach_kind or "") or _("Not classified"),
        "pill": _pill(row.state),
        "risk": _(row.risk) if row.risk else "",
        "risk_tone": RISK_TONES.get(row.risk, "grey"),
        "noticed": format_datetime(row.discovered_on),
        "persons": counted(_("{0} persons"), row.persons_count) if row.persons_count else "",
        "limits": _limits(row, is_reported) if is_open else [],
        "closed": format_datetime(row.closed_on) if row.closed_on else "",
    }


def _limits(row: Any, is_reported: bool) -> list[dict[str, Any]]:
    """The next limit, in words."""
    found = []
    if not is_reported:
        found.append({"label": _("Tell headquarters"), **time_left.words(row.report_by)})
    if not row.assessed_on:
        found.append({"label": _("Assess"), **time_left.words(row.assess_by)})
    return found


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    hours = {
        _("until reported"): found["hours"]["reported"],
        _("until contained"): found["hours"]["contained"],
        _("until assessed"): found["hours"]["assessed"],
        _("until closed"): found["hours"]["closed"],
    }
    in_time = _("{0} of {1}")
    sums = [
        (_("Reported"), found["reported"]),
        (_("No breach"), found["dismissed"]),
        (_("Still open"), found["open"]),
        (_("Persons concerned, about"), found["persons"]),
        (_("Headquarters told in time"), in_time.format(found["told_in_time"], found["counted"])),
        (_("Assessed in time"), in_time.format(found["assessed_in_time"], found["counted"])),
    ]
    return {
        "sums": sums,
        "hours": [{"label": label, "value": value} for label, value in hours.items()],
        "kinds": [(_(name) or _("Not classified"), count) for name, count in found["kinds"]],
        "sources": [(_(name) or _("Not assessed"), count) for name, count in found["sources"]],
        "risks": [(_(name) or _("Not assessed"), count) for name, count in found["risks"]],
    }


# --- one entry --------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One breach with its history, and the acts open to the user."""
    breach = frappe.get_doc(audience.DOCTYPE, name)
    breach.check_permission("read")
    is_open = breach.state in states.OPEN
    may_act = entry.may_handle(breach)
    return {
        "breach": breach,
        "kind": _(breach.breach_kind or "") or _("Not classified"),
        "pill": _pill(breach.state),
        "is_open": is_open,
        "may_act": may_act and is_open,
        "may_reopen": may_act and not is_open,
        "limits": _limits(breach, name in clock.reported([name])) if is_open else [],
        "remains": closing.what_remains(breach) if is_open else [],
        "facts": _facts(breach),
        "measures": [_measure(row) for row in breach.measures],
        "purposes": _choices(measures.PURPOSES),
        "notices": [_notice(row) for row in breach.notices],
        "audiences": _options("CFM Breach Notice", "audience"),
        "ways": _choices(WAYS),
        "kinds": _kinds(),
        "sources": _options(audience.DOCTYPE, "threat_source"),
        "risks": _options(audience.DOCTYPE, "risk"),
        "people": _people(),
        "cases": [_case(row) for row in breach.cases],
        "readings": [_reading(row) for row in concerned.readings(breach)],
        "form_address": routes.record_address(audience.DOCTYPE, name) if may_act else "",
        "story": _story(breach),
    }


def _facts(breach: Any) -> list[tuple[str, str]]:
    moments = ("discovered_on", "happened_from", "happened_until", "reported_on")
    facts: list[tuple[str, str]] = [
        (breach.meta.get_label(field), str(format_datetime(breach.get(field))))
        for field in moments
        if breach.get(field)
    ]
    facts.append((breach.meta.get_label("reported_by"), get_fullname(breach.reported_by)))
    for field in ("data_concerned", "persons_count", "restricted_count", "location", "partner"):
        if breach.get(field):
            facts.append((breach.meta.get_label(field), str(breach.get(field))))
    return [(_(label), value) for label, value in facts]


def _measure(row: Any) -> dict[str, Any]:
    return {
        "row": row.name,
        "measure": _(row.measure),
        "purpose": _(row.purpose),
        "responsible": get_fullname(row.responsible) if row.responsible else "",
        "due": frappe.format(row.due_on, {"fieldtype": "Date"}) if row.due_on else "",
        "is_settled": bool(row.done_on),
        "is_needless": bool(row.is_needless),
        "done": _by(row.done_by, row.done_on),
        "note": row.note or "",
    }


def _notice(row: Any) -> dict[str, Any]:
    return {
        "audience": row.audience,
        "label": _(row.audience),
        "is_settled": bool(row.told_on or row.needless_because),
        "told": _by(row.told_by, row.told_on),
        "via": _(row.told_via or ""),
        "words": row.words or "",
        "because": row.needless_because or "",
    }


def _people() -> list[dict[str, str]]:
    """Colleagues whose readings may belong to it, or who may be responsible for a measure."""
    rows = frappe.get_all(
        "User",
        filters={"enabled": 1, "user_type": "System User", "name": ["!=", "Administrator"]},
        fields=["name", "full_name"],
        order_by="full_name asc",
        limit_page_length=0,
    )
    return [{"value": row.name, "label": row.full_name or row.name} for row in rows]


def _case(row: Any) -> dict[str, Any]:
    told = format_datetime(row.told_on) if row.told_on else ""
    return {"row": row.name, "name": row.cfm_case, "told": told}


def _reading(row: Any) -> dict[str, Any]:
    return {
        "moment": format_datetime(row.accessed_on),
        "action": _(row.action),
        "what": " ".join(filter(None, (_(row.ref_doctype or ""), row.ref_name))),
    }


def _story(breach: Any) -> list[dict[str, str]]:
    """Its timeline, from stored facts and comments."""
    moments = [
        (breach.reported_on, _("Reported by {0}").format(get_fullname(breach.reported_by))),
        (breach.contained_on, _("Contained")),
        (breach.assessed_on, _("Assessed by {0}").format(get_fullname(breach.assessed_by))),
        (breach.closed_on, _("Ended by {0}").format(get_fullname(breach.closed_by))),
    ]
    comments = frappe.get_all(
        "Comment",
        filters={
            "reference_doctype": breach.doctype,
            "reference_name": breach.name,
            "comment_type": "Comment",
        },
        fields=["creation", "content"],
        order_by="creation asc",
    )
    moments += [(row.creation, frappe.utils.strip_html(row.content or "")) for row in comments]
    told = sorted((str(moment), text) for moment, text in moments if moment)
    return [{"moment": str(format_datetime(moment)), "text": text} for moment, text in told]


def _by(user: str | None, moment: Any) -> str:
    return f"{get_fullname(user)}, {format_datetime(moment)}" if moment else ""


def _choices(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": value, "label": _(value)} for value in values]


def _options(doctype: str, field: str) -> list[dict[str, str]]:
    options = fields.options_of(doctype, field)
    return _choices(tuple(filter(None, options)))

"""Unusual trends: the list, and one of them with its evidence and acts."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, format_datetime, get_fullname, getdate, nowdate

from cfm_app.base import consts
from cfm_app.base.counting import counted, decimal
from cfm_app.figures import suppression
from cfm_app.figures.trend_alerts import acts, kinds, looking, recount, series, states, words
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import place_map, routes, trend_chart

LIST, ENTRY = "/cfm/trend-alerts", "/cfm/trend-alert"
TONES = {
    states.NEW: "amber",
    states.TAKEN: "blue",
    states.DECIDED: "blue",
    states.DISMISSED: "grey",
    states.CLOSED: "green",
}
ENDED_SHOWN, CASES_SHOWN, PARTS_SHOWN = 50, 20, 12
PLACE = "location"
# A longer time than an office lives says no more.
LONGEST_TOLD = 10_000
ROW_FIELDS = [
    *"name state kind category first_day last_day observed expected recurrence_days".split(),
    *"responsible follow_up_on outcome closed_on sensitivity detected_on".split(),
    *series.DIMENSIONS,
]


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Open alerts, unassigned ones first, and the last closed ones."""
    rows = _rows(["in", states.OPEN], "detected_on desc", 0)
    rows.sort(key=lambda row: states.OPEN.index(row.state))
    ended = _rows(["in", states.ENDED], "closed_on desc", ENDED_SHOWN)
    every = looking.recurrence_wanted()
    return {
        "open": [_line(row) for row in rows],
        "ended": [_line(row) for row in ended],
        "watched": _watched(every),
        "settings": routes.record_address("CFM Settings", "CFM Settings")
        if consts.MANAGER in frappe.get_roles()
        else "",
    }


def _watched(every: int) -> str:
    if not every:
        return _("Trends are not looked for: the settings say 0 days.")
    every_night = _(
        "Every night all categories are looked at by place, channel, programme and sex."
    )
    told = counted(_("What chance alone does once in {0} days or less often stands here."), every)
    return f"{every_night} {told}"


def _rows(state: list[Any], order_by: str, limit: int) -> list[Any]:
    return frappe.get_list(
        consts.TREND_ALERT,
        filters={"state": state},
        fields=ROW_FIELDS,
        order_by=order_by,
        limit_page_length=limit,
    )


def _line(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "address": routes.address_of(ENTRY, name=row.name),
        "title": title(row),
        "numbers": numbers(row),
        "pill": pill(row.state),
        "kind": _(row.kind),
        "is_restricted": bool(row.sensitivity),
        "responsible": get_fullname(row.responsible) if row.responsible else "",
        "follow_up": _follow_up(row),
        "outcome": row.outcome or "",
        "closed": format_datetime(row.closed_on) if row.closed_on else "",
    }


def pill(state: str) -> dict[str, str]:
    """A state with its label and colour."""
    return {"state": state, "label": _(state), "tone": TONES.get(state, "grey")}


def title(row: Any) -> str:
    """The branch in words: its category, and place or group."""
    category = _(row.category) if row.category else _("All categories")
    told = [_member(each, row.get(each)) for each in series.DIMENSIONS if row.get(each)]
    return ", ".join([category, *told]) if told else f"{category}, {_('the whole office')}"


def _member(dimension: str, name: str) -> str:
    if dimension == "location":
        return str(frappe.get_cached_value("CFM Location", name, "location_name") or name)
    return _(name)


def numbers(row: Any) -> str:
    """How unusual it is, in one sentence; without numbers that are too small to show."""
    days = (getdate(row.last_day) - getdate(row.first_day)).days + 1
    chance = _chance(row.recurrence_days)
    if row.sensitivity and not (row.observed and row.expected):
        least = suppression.least_told()
        few = _("more than usual") if row.kind != kinds.DECLINE else _("fewer than usual")
        note = _("numbers below {0} are not told").format(least)
        return " · ".join((few, chance, note))
    expected = decimal(row.expected or 0)
    told = counted(_("{0} cases instead of {1} in {2} days"), row.observed or 0, expected, days)
    return f"{told} · {chance}"


def _chance(recurrence_days: int) -> str:
    if recurrence_days >= LONGEST_TOLD:
        return counted(_("by chance less than once in {0} days"), LONGEST_TOLD)
    return counted(_("by chance once in {0} days"), recurrence_days)


def _follow_up(row: Any) -> dict[str, str] | None:
    if row.state != states.DECIDED or not row.follow_up_on:
        return None
    is_due = str(row.follow_up_on) <= nowdate()
    return {
        "label": _("Follow up on {0}").format(format_date(row.follow_up_on)),
        "tone": "late" if is_due else "near",
    }


# --- one alert --------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One alert with its evidence, and the acts open to the user."""
    alert = frappe.get_doc(consts.TREND_ALERT, name)
    alert.check_permission("read")
    if not alert.sensitivity:
        # Two that became restricted at the same moment did not count each other.
        alert.observed = recount.number_of(alert)
    may_act = acts.may_act(alert) and alert.state in states.OPEN
    return {
        "alert": alert,
        "title": title(alert),
        "numbers": numbers(alert),
        "pill": pill(alert.state),
        "kind": _(alert.kind),
        "class": _(alert.sensitivity or ""),
        "days": f"{format_date(alert.first_day)} – {format_date(alert.last_day)}",
        "may_act": may_act,
        "may_take": may_act and alert.responsible != frappe.session.user,
        "may_close": may_act and alert.state == states.DECIDED,
        "follow_up": _follow_up(alert),
        "today": nowdate(),
        "facts": _facts(alert),
        "earlier": routes.address_of(ENTRY, name=alert.earlier) if alert.earlier else "",
        **_evidence(alert),
        "words": [_expression(each) for each in words.new_expressions(alert)],
        **_cases(alert),
    }


def _evidence(alert: Any) -> dict[str, Any]:
    evidence = trend_chart.Evidence.of(alert)
    if evidence is None:
        return {"chart": None, "weeks": [], "members": [], "categories": [], "map": None}
    dimension = evidence.kept["dimension"]
    return {
        "map": _map(alert, evidence) if dimension == PLACE else None,
        "chart": trend_chart.drawn(alert, evidence),
        "weeks": trend_chart.by_week(evidence),
        "members": _parts(alert, evidence, dimension),
        "categories": _parts(alert, evidence, "category"),
    }


def _map(alert: Any, evidence: trend_chart.Evidence) -> dict[str, Any] | None:
    """Its map: the parts with an outline, or the place among its neighbours."""
    told = {
        each["name"]: place_map.MapEntry(
            str(each["cases"]),
            _("{0}: {1}").format(each["label"], f"{each['cases']} · {each['usual']}"),
            each["tone"],
        )
        for each in _in_words(alert, evidence, PLACE)
    }
    if found := place_map.of_entries(told):
        return found
    if not alert.location:
        return None
    tone = "blue" if alert.kind == kinds.DECLINE else "red"
    return place_map.around(alert.location, tone, lambda name: _member(PLACE, name))


def _parts(alert: Any, evidence: trend_chart.Evidence, dimension: str) -> list[dict[str, Any]]:
    return _in_words(alert, evidence, dimension)[:PARTS_SHOWN]


def _in_words(alert: Any, evidence: trend_chart.Evidence, dimension: str) -> list[dict[str, Any]]:
    found = trend_chart.parts(alert, evidence, dimension)
    for each in found:
        each["label"] = _member(dimension, each["name"])
        each["usual"] = _("usual: {0}").format(decimal(each["expected"]))
    return found


def _facts(alert: Any) -> list[tuple[str, str]]:
    facts: list[tuple[str, str | None]] = [
        ("Found on", format_datetime(alert.detected_on)),
        ("Told again on", format_datetime(alert.grown_on) if alert.grown_on else None),
        ("Responsible", get_fullname(alert.responsible) if alert.responsible else None),
        ("Decided by", _by(alert.decided_by, alert.decided_on)),
        ("Closed by", _by(alert.closed_by, alert.closed_on)),
    ]
    return [(_(label), value) for label, value in facts if value]


def _by(user: str | None, moment: Any) -> str | None:
    return f"{get_fullname(user)}, {format_datetime(moment)}" if user else None


def _expression(each: words.Expression) -> dict[str, str]:
    return {"text": each.text, "persons": counted(_("{0} persons"), each.persons)}


def _cases(alert: Any) -> dict[str, Any]:
    """The cases behind it, for users who may read them."""
    if not frappe.has_permission("Case", "read"):
        return {"cases": [], "more_cases": ""}
    period = [f"{alert.first_day} 00:00:00", f"{alert.last_day} 23:59:59"]
    filters: list[list[Any]] = [["received_on", "between", period]]
    if clearance.is_restricted(alert.sensitivity):
        filters += [["sensitivity", "=", alert.sensitivity], ["name", "in", _entrusted(alert)]]
    else:
        filters += [*series.branch_filters(alert), ["is_restricted", "=", 0]]
    rows = frappe.get_list(
        "Case",
        filters=filters,
        fields=["name", "received_on", "category", "location", "workflow_state"],
        order_by="received_on desc",
        limit_page_length=CASES_SHOWN + 1,
    )
    more = _("Only the newest {0} are shown.").format(CASES_SHOWN)
    return {
        "cases": [_case(row) for row in rows[:CASES_SHOWN]],
        "more_cases": more if len(rows) > CASES_SHOWN else "",
    }


def _entrusted(alert: Any) -> list[str]:
    filters = [["sensitivity", "=", alert.sensitivity]]
    filters += [each for each in series.branch_filters(alert) if each[0] != "duplicate_of"]
    found = frappe.get_list(
        "Sensitive Report",
        filters=filters,
        pluck="cfm_case",
        order_by="name asc",
        limit_page_length=0,
    )
    return found or [""]


def _case(row: Any) -> dict[str, str]:
    place = _member("location", row.location) if row.location else ""
    about = ", ".join(filter(None, (_(row.category or ""), place)))
    return {
        "name": row.name,
        "about": about,
        "moment": str(format_datetime(row.received_on)),
        "state": _(row.workflow_state or ""),
    }

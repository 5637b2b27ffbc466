"""Field missions: the list, the form of a plan, and one mission with its next step."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, format_date, format_datetime, get_fullname, getdate, today

from cfm_app.base import consts
from cfm_app.office.missions import approval, checklist, entry, figures, report, states, words
from cfm_app.office.missions import waiting as missions_waiting
from cfm_app.web.pages import routes

LIST, ENTRY, FORM = "/cfm/missions", "/cfm/mission", "/cfm/new-mission"
KIT, REPORT = "/cfm/mission-kit", "/cfm/mission-report"
TONES = {
    states.PLANNED: "grey",
    states.WAITING: "amber",
    states.RETURNED: "amber",
    states.APPROVED: "blue",
    states.REPORTED: "amber",
    states.CLOSED: "green",
    states.CANCELLED: "grey",
}
ROW_FIELDS = "name state purpose location place_details starts_on ends_on leader".split()
DAYS_OF_FIGURES, ENDED_SHOWN, PLACES_SHOWN = 365, 50, 300


# --- the list ---------------------------------------------------------------------------------
def overview() -> dict[str, Any]:
    """Missions under way, the last ended ones, and figures by month and place."""
    waiting = {
        row.name: missions_waiting.what_is_to_do(row.state) for row in missions_waiting.missions()
    }
    under_way = _rows(["in", states.UNDER_WAY], "starts_on asc", 0)
    # Missions that wait for the user come first.
    under_way.sort(key=lambda row: row.name not in waiting)
    ended = _rows(["not in", states.UNDER_WAY], "starts_on desc", ENDED_SHOWN)
    return {
        "under_way": [_line(row, waiting.get(row.name, "")) for row in under_way],
        "ended": [_line(row, "") for row in ended],
        "figures": [
            {
                **row,
                "month": format_date(f"{row['month']}-01", "MMMM yyyy"),
                "place": words.place(row["place"]),
            }
            for row in figures.of_missions(add_days(today(), -DAYS_OF_FIGURES))
        ],
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


def _line(row: Any, to_do: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "address": routes.address_of(ENTRY, name=row.name),
        "title": words.where(row),
        "notes": [words.days(row), get_fullname(row.leader), row.purpose],
        "pill": pill(row.state),
        "to_do": to_do,
    }


def pill(state: str) -> dict[str, str]:
    """A state with its label and colour."""
    return {"state": state, "label": _(state), "tone": TONES.get(state, "grey")}


# --- whoever plans ----------------------------------------------------------------------------
def form() -> dict[str, Any]:
    """The choices of a plan's form."""
    return {"people": people(), "user": frappe.session.user, "today": today()}


def people() -> list[dict[str, str]]:
    """Users who may go on a mission."""
    users = frappe.get_all(
        "Has Role",
        filters={"role": ["in", consts.ROLES], "parenttype": "User"},
        pluck="parent",
        distinct=True,
        order_by="parent asc",
    )
    rows = frappe.get_all(
        "User",
        filters={"name": ["in", users or [""]], "enabled": 1, "user_type": "System User"},
        fields=["name", "full_name"],
        order_by="full_name asc",
    )
    return [{"value": row.name, "label": row.full_name or row.name} for row in rows]


# --- one mission ------------------------------------------------------------------------------
def detail(name: str) -> dict[str, Any]:
    """One mission with its history, and the acts open to the user."""
    mission = frappe.get_doc(entry.DOCTYPE, name)
    may_work = entry.may_work_on(mission)
    may_plan = may_work and mission.state in states.PLANNING
    may_check = may_work and mission.state in checklist.BEFORE_APPROVAL
    is_approved = mission.state == states.APPROVED
    has_begun = getdate(mission.starts_on) <= getdate()
    return {
        "mission": mission,
        "pill": pill(mission.state),
        "where": words.where(mission),
        "days": words.days(mission),
        "may_plan": may_plan,
        "may_check": may_check,
        "may_decide": mission.state in (states.WAITING, states.REPORTED)
        and entry.may_decide(mission),
        "may_send_back": is_approved and entry.may_decide(mission),
        "may_cancel": may_work and mission.state in (*checklist.BEFORE_APPROVAL, states.APPROVED),
        "is_own": entry.is_manager() and not entry.may_decide(mission),
        "may_take_kit": may_work and is_approved,
        "may_report": may_work and is_approved and has_begun,
        "has_begun": has_begun,
        "lacking": approval.what_is_lacking(mission) if may_plan else [],
        "open_checks": checklist.what_is_open(mission)
        if may_check or mission.state == states.WAITING
        else [],
        "report_lacking": report.what_is_lacking(mission) if is_approved else [],
        "members": [_member(row, mission, may_plan) for row in mission.members],
        "activities": [_activity(row) for row in mission.activities],
        "checks": [_check(row) for row in mission.security_checks],
        "forms": len(mission.paper_forms),
        "facts": _facts(mission),
        "story": _story(mission),
        "cases": [_case(row) for row in figures.cases_of(name)],
        "reads_cases": figures.may_count_cases() and mission.state in states.ACCEPTED,
        "kit": routes.address_of(KIT, name=name),
        "report": routes.address_of(REPORT, name=name),
        **(_choices(mission) if may_plan else {}),
        "outcomes": [{"value": each, "label": _(each)} for each in states.OUTCOMES],
        "groups": groups(),
    }


def groups() -> list[dict[str, str]]:
    """The groups that an activity reached, by sex and age."""
    meta = frappe.get_meta("CFM Mission Activity")
    return [{"name": field, "label": _(meta.get_label(field))} for field in report.REACHED]


def _choices(mission: Any) -> dict[str, Any]:
    gone = {row.user for row in mission.members}
    bounds = frappe.db.get_value("CFM Location", mission.location, ["lft", "rgt"])
    within = {"lft": [">=", bounds[0]], "rgt": ["<=", bounds[1]], "enabled": 1}
    rows = frappe.get_list(
        "CFM Location",
        filters=within,
        fields=["name", "location_name"],
        order_by="lft asc",
        limit_page_length=PLACES_SHOWN,
    )
    return {
        "people": [each for each in people() if each["value"] not in gone],
        "leaders": people(),
        "kinds": _kinds(),
        "places": [{"value": row.name, "label": row.location_name} for row in rows],
        "programmes": [
            {"value": each, "label": _(each)}
            for each in frappe.get_list(
                "CFM Programme",
                filters={"enabled": 1},
                pluck="name",
                order_by="name asc",
                limit_page_length=0,
            )
        ],
    }


def _kinds() -> list[dict[str, str]]:
    rows = frappe.get_all(
        "CFM Mission Kind",
        filters={"enabled": 1},
        fields=["name", "hint"],
        order_by="sort_index asc, name asc",
    )
    return [{"value": row.name, "label": _(row.name), "hint": _(row.hint or "")} for row in rows]


def _member(row: Any, mission: Any, may_plan: bool) -> dict[str, Any]:
    is_leader = row.user == mission.leader
    return {
        "row": row.name,
        "who": get_fullname(row.user),
        "task": row.task or "",
        "is_leader": is_leader,
        "may_remove": may_plan and not is_leader,
    }


def _activity(row: Any) -> dict[str, Any]:
    reached = figures.reached([row])
    return {
        "row": row.name,
        "kind": _(row.kind),
        "where": words.where(row),
        "programme": _(row.programme or ""),
        "wanted": row.wanted_result or "",
        "outcome": row.outcome or "",
        "outcome_label": _(row.outcome or ""),
        "result": row.result or "",
        "reached": reached,
        "noted": stamp(row.noted_by, row.noted_on),
    }


def _check(row: Any) -> dict[str, Any]:
    return {
        "row": row.name,
        "text": _(row.check_text),
        "is_required": bool(row.is_required),
        "is_done": bool(row.checked_on and not row.missing_because),
        "missing": row.missing_because or "",
        "stamp": stamp(row.checked_by, row.checked_on),
    }


def stamp(user: str | None, moment: Any) -> str:
    """Who did something and when; empty if nobody did."""
    return f"{get_fullname(user)}, {format_datetime(moment, 'd MMM HH:mm')}" if moment else ""


def _case(row: Any) -> dict[str, str]:
    return {
        "name": row.name,
        "address": f"{routes.CASE}{row.name}",
        "category": _(row.category or ""),
        "state": _(row.workflow_state or ""),
        "received": str(format_datetime(row.received_on, "d MMM HH:mm")),
    }


def _facts(mission: Any) -> list[tuple[str, str]]:
    facts = [
        (_("Place"), words.where(mission)),
        (_("Days"), words.days(mission)),
        (_("Leads the mission"), get_fullname(mission.leader)),
        (_("Planned by"), stamp(mission.planned_by, mission.planned_on)),
    ]
    if mission.is_confined:
        facts.append((_("Who finds it"), _("Only its people and managers")))
    return facts


def _story(mission: Any) -> list[dict[str, str]]:
    """Its timeline, from stored facts."""
    moments = [
        (mission.returned_on, _("Sent back"), mission.returned_by, mission.return_reason),
        (mission.submitted_on, _("Sent for approval"), mission.submitted_by, ""),
        (mission.approved_on, _("Approved"), mission.approved_by, ""),
        (mission.cancelled_on, _("Cancelled"), mission.cancelled_by, mission.cancel_reason),
        (mission.reported_on, _("Report sent"), mission.reported_by, ""),
        (mission.closed_on, _("Report accepted"), mission.closed_by, mission.answer),
    ]
    return [
        {"text": text, "by": stamp(user, moment), "words": words or ""}
        for moment, text, user, words in sorted(
            (each for each in moments if each[0]), key=lambda each: str(each[0])
        )
    ]

"""Whom to call: people who have not heard their answer, and agreed calls."""

from datetime import datetime
from typing import Any

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.cases import answer_to_tell, contact_attempts, duplicates
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import consent
from cfm_app.security.sealing import body, reporters

MOST = 200
PARTS_OF_THE_DAY = {
    "Morning": (6, 12),
    "Midday": (12, 15),
    "Afternoon": (15, 18),
    "Evening": (18, 22),
}
FIELDS = [
    "name",
    "category",
    "location",
    "place_details",
    "language",
    "community_member",
    "phase",
    "workflow_state",
    "sensitivity",
    "next_contact_on",
    *answer_to_tell.FIELDS,
    "response_language",
    "sop",
]
REPORT_FIELDS = [
    "cfm_case",
    "category",
    "location",
    "place_details",
    "language",
    "community_member",
    "information_given",
    "resolution",
    "response_given",
    "response_language",
]
PERSON_FIELDS = [
    "name",
    "full_name",
    "phone",
    "second_phone",
    "language",
    "contact_name",
    "contact_relation",
    "preferred_time",
    "preferred_channel",
    "preferred_hours",
    "same_gender_operator",
    "sex",
    "sealed_to",
]


def waiting(now: datetime | None = None) -> list[dict[str, Any]]:
    """The calls that wait, those first who can be called at this hour, then by due time.

    A row has the facts of the case, `person` or None, `due`, `is_good_hour`, `attempts` (how many
    failed since the person was last reached), `also` (cases of others who told the same) and
    `is_answered`. People who do not want to be called or cannot be reached are left out, and those of
    duplicates who were tried often enough.
    """
    now = now or now_datetime()
    rows = _with_particulars(_cases(now))
    names = [row["name"] for row in rows]
    decisions = consent.newest_decisions(names, consts.CALL_BACK)
    refusing = consent.refused_cases(names, consts.CALL_BACK)
    rows = [row for row in rows if row["name"] not in refusing]
    people = _people({row["community_member"] for row in rows if row["community_member"]})
    made = _attempts(rows)
    rows = [row for row in rows if not contact_attempts.is_without_way(made.get(row["name"], []))]
    also = duplicates.duplicates_of(names)
    for row in rows:
        person = people.get(row["community_member"] or "")
        row["person"] = person
        row["due"] = get_datetime(row["next_contact_on"] or row["resolved_on"] or now)
        row["is_good_hour"] = is_good_hour(person, now)
        row["attempts"] = contact_attempts.count_failed(made.get(row["name"], []))
        row["also"] = also.get(row["name"], [])
        row["is_agreed"] = decisions.get(row["name"]) == "Granted"
        row["is_answered"] = row["phase"] == consts.PHASE_RESOLVED or bool(row.get("duplicate_of"))
    rows = [row for row in rows if not row.get("duplicate_of") or not _is_given_up(row)]
    return sorted(rows, key=lambda row: (not row["is_good_hour"], row["due"]))


def later(now: datetime | None = None) -> list[dict[str, Any]]:
    """Calls planned for another day, nearest first; each with `person` or None.

    A person who gets in touch earlier can still be told today.
    """
    tomorrow = _tomorrow(now or now_datetime())
    filters = [
        ["phase", "!=", consts.PHASE_CLOSED],
        ["next_contact_on", "is", "set"],
        ["next_contact_on", ">=", tomorrow],
    ]
    found = frappe.get_list(
        "Case",
        filters=filters,
        fields=FIELDS,
        order_by="next_contact_on asc",
        limit_page_length=MOST,
    )
    rows = _with_particulars([dict(row) for row in found])
    refusing = consent.refused_cases([row["name"] for row in rows], consts.CALL_BACK)
    people = _people({row["community_member"] for row in rows if row["community_member"]})
    return [
        {**row, "person": people.get(row["community_member"] or "")}
        for row in rows
        if row["name"] not in refusing
    ]


def is_good_hour(person: dict[str, Any] | None, now: datetime) -> bool:
    """Whether a person may be called now, by their preferred part of the day; by default always."""
    part = (person or {}).get("preferred_hours")
    if part not in PARTS_OF_THE_DAY:
        return True
    begin, end = PARTS_OF_THE_DAY[part]
    return begin <= now.hour < end


def _cases(now: datetime) -> list[dict[str, Any]]:
    """Resolved cases, and those with a call due by tonight."""
    tomorrow = _tomorrow(now)
    to_inform = [["phase", "=", consts.PHASE_RESOLVED]]
    to_call = [
        ["phase", "!=", consts.PHASE_CLOSED],
        ["next_contact_on", "is", "set"],
        ["next_contact_on", "<", tomorrow],
    ]
    found: dict[str, dict[str, Any]] = {}
    for filters, order in ((to_call, "next_contact_on asc"), (to_inform, "resolved_on asc")):
        rows = frappe.get_list(
            "Case", filters=filters, fields=FIELDS, order_by=order, limit_page_length=MOST
        )
        for row in rows:
            found.setdefault(row.name, dict(row))
    states = _unreachable_states()
    waiting = [row for row in found.values() if row["workflow_state"] not in states]
    waiting += duplicates.to_tell(FIELDS)
    return [row for row in waiting if not _is_later(row, tomorrow)]


def _tomorrow(now: datetime) -> datetime:
    return add_to_date(now.replace(hour=0, minute=0, second=0, microsecond=0), days=1)


def _is_later(row: dict[str, Any], tomorrow: datetime) -> bool:
    return bool(row["next_contact_on"]) and get_datetime(row["next_contact_on"]) >= tomorrow


def _is_given_up(row: dict[str, Any]) -> bool:
    """Whether enough attempts were made, so that the case can be closed."""
    return row["attempts"] >= max(contact_attempts.needed_attempts(row.get("sop")), 1)


def _unreachable_states() -> tuple[str, ...]:
    return (contact_attempts.unreachable_state(),)


def _with_particulars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add what reports of restricted cases hold."""
    closed = [row["name"] for row in rows if clearance.is_restricted(row["sensitivity"])]
    if not closed:
        return rows
    reports = frappe.get_list(
        "Sensitive Report",
        filters={"cfm_case": ["in", closed]},
        fields=REPORT_FIELDS,
        order_by="name asc",
        limit_page_length=0,
    )
    for report in reports:
        report.update({field: body.readable(value) for field, value in report.items()})
    known = {report.cfm_case: report for report in reports}
    return [
        {**row, **{field: known[row["name"]][field] for field in REPORT_FIELDS[1:]}}
        if row["name"] in known
        else row
        for row in rows
    ]


def _people(names: set[str]) -> dict[str, dict[str, Any]]:
    if not names:
        return {}
    rows = frappe.get_list(
        "Community Member",
        filters={"name": ["in", sorted(names)]},
        fields=PERSON_FIELDS,
        order_by="name asc",
        limit_page_length=0,
    )
    reporters.fill(rows)
    return {row.name: row for row in rows}


def _attempts(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """The attempts of each of these cases. Checks no permission."""
    names = [row["name"] for row in rows]
    if not names:
        return {}
    made: dict[str, list[Any]] = {}
    for parenttype, parents in (("Case", {name: name for name in names}), _reports(names)):
        if not parents:
            continue
        tried = frappe.get_all(
            "Case Contact Attempt",
            filters={"parenttype": parenttype, "parent": ["in", list(parents)]},
            fields=["parent", "attempted_on", "reached", "outcome", "before_reopening"],
            parent_doctype=parenttype,
            order_by="parent asc, idx asc",
        )
        for row in tried:
            made.setdefault(parents[row.parent], []).append(row)
    return made


def _reports(cases: list[str]) -> tuple[str, dict[str, str]]:
    rows = frappe.get_all(
        "Sensitive Report",
        filters={"cfm_case": ["in", cases]},
        fields=["name", "cfm_case"],
        order_by="name asc",
    )
    return "Sensitive Report", {row.name: row.cfm_case for row in rows}

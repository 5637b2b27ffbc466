"""The figures of missions: people reached as they were noted, cases as far as they may be told."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import getdate

from cfm_app.figures import suppression, visible_cases
from cfm_app.office.missions import entry, report, states
from cfm_app.security.entitlement import clearance

FEMALE, MALE = report.REACHED[:3], report.REACHED[3:]


@dataclass(frozen=True)
class CasesTold:
    """Ordinary cases of a mission. None stands for a number too small to be told in a paper that travels."""

    total: int | None
    open: int | None
    by_category: list[tuple[str, int | None]]
    least: int


def reached(activities: Iterable[Any]) -> dict[str, int]:
    """People reached by group, with the sum as `total`."""
    rows = list(activities)
    found = {field: sum(row.get(field) or 0 for row in rows) for field in report.REACHED}
    return {**found, "total": sum(found.values())}


def cases_of(mission: str) -> list[Any]:
    """The ordinary cases of a mission that the user may open, the newest first."""
    if not visible_cases.reads_cases():
        return []
    rows = frappe.get_list(
        "Case",
        filters={"mission": mission},
        fields=["name", "category", "received_on", "workflow_state", "phase", "sensitivity"],
        order_by="received_on desc, name asc",
        limit_page_length=0,
    )
    return [row for row in rows if not clearance.is_restricted(row.sensitivity)]


def may_count_cases() -> bool:
    """Whether the user in the session knows figures of cases at all."""
    return visible_cases.reads_cases()


def cases_told(mission: str) -> CasesTold:
    """The cases of a mission by category, as its report tells them.

    The report is printed and passed on: small numbers are left out whoever looks. Restricted cases are
    in none of these numbers.
    """
    least = suppression.least_told()
    of_mission = [["mission", "=", mission]]
    counted = visible_cases.counted(["category"], of_mission)
    rows = sorted(
        ((row.category or "", row.number) for row in counted), key=lambda row: (-row[1], row[0])
    )
    total = sum(number for _category, number in rows)
    pending = visible_cases.count([*of_mission, ["phase", "in", visible_cases.OPEN_PHASES]])
    told = suppression.cells([number for _category, number in rows], least)
    is_told = suppression.cell(total, least) is not None
    # What is open and what is not are two parts of the total: neither may be told by the other.
    parts = suppression.cells([pending, total - pending], least)
    return CasesTold(
        total=total if is_told else None,
        open=parts[0] if is_told else None,
        by_category=[(category, number) for (category, _n), number in zip(rows, told, strict=True)],
        least=least,
    )


def of_missions(since: Any) -> list[dict[str, Any]]:
    """Missions that took place by month and province, with activities done and people reached."""
    missions = {
        row.name: row
        for row in frappe.get_list(
            entry.DOCTYPE,
            filters={"state": ["in", states.ACCEPTED], "starts_on": [">=", since]},
            fields=["name", "starts_on", "location"],
            order_by="starts_on asc",
            limit_page_length=0,
        )
    }
    activities = frappe.get_all(
        "CFM Mission Activity",
        filters={
            "parent": ["in", list(missions) or [""]],
            "outcome": ["in", (states.DONE, states.PARTLY)],
        },
        fields=["parent", *report.REACHED],
        parent_doctype=entry.DOCTYPE,
        order_by="parent asc",
    )
    provinces = visible_cases.places()
    of = {
        name: (f"{getdate(row.starts_on):%Y-%m}", provinces.get(row.location, row.location))
        for name, row in missions.items()
    }
    numbers = Counter(of.values())
    done: Counter[tuple[str, str]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    for row in activities:
        done[of[row.parent]] += 1
        people[of[row.parent]] += reached([row])["total"]
    return [
        {
            "month": month,
            "place": place,
            "missions": numbers[month, place],
            "activities": done[month, place],
            "people": people[month, place],
        }
        for month, place in sorted(numbers, reverse=True)
    ]

"""Cases by category, by province and in time; work that waits, by area."""

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.utils import (
    add_days,
    add_months,
    formatdate,
    get_datetime,
    get_first_day,
    getdate,
    now_datetime,
)

from cfm_app.base import consts
from cfm_app.figures import visible_cases
from cfm_app.figures.performance import LATE
from cfm_app.figures.period import Period
from cfm_app.procedures.sop import trees

MONTHS = 6
TRENDS = 3


def by_category(period: Period) -> list[dict[str, Any]]:
    """For each main category the cases of a period, those of the one before, and the change."""
    present = _main_categories([period.holds("received_on")])
    before = _main_categories([period.earlier.holds("received_on")])
    names = sorted({*present, *before}, key=lambda name: (-present[name], name))
    return [
        {
            "category": _(name) if name else _("Without a category"),
            "received": present[name],
            "received_before": before[name],
            "change": _change(present[name], before[name]),
        }
        for name in names
    ]


def _between(first: Any, last: Any) -> visible_cases.Filters:
    return [["received_on", "between", [str(first), str(last)]]]


def _change(number: int, before: int) -> float | None:
    return round(100 * (number / before - 1), 0) if before else None


def _main_categories(filters: visible_cases.Filters) -> dict[str, int]:
    """Cases by the category on top of theirs."""
    numbers: dict[str, int] = defaultdict(int)
    for row in visible_cases.counted(["category"], filters):
        above = trees.chain("Case Category", row.category)
        numbers[above[-1] if above else ""] += row.number
    return numbers


def trends() -> dict[str, Any]:
    """The most frequent main categories month by month, as a chart draws them."""
    first = get_first_day(getdate())
    starts = [getdate(add_months(first, -back)) for back in range(MONTHS - 1, -1, -1)]
    ends = [*starts[1:], getdate(add_months(first, 1))]
    months = [
        _main_categories(_between(start, add_days(end, -1)))
        for start, end in zip(starts, ends, strict=True)
    ]
    sums: dict[str, int] = defaultdict(int)
    for month in months:
        for name, number in month.items():
            sums[name] += number
    largest = sorted(sums, key=lambda name: (-sums[name], name))[:TRENDS]
    return {
        "labels": [formatdate(start, "MMM yyyy") for start in starts],
        "datasets": [
            {
                "name": _(name) if name else _("Without a category"),
                "values": [month[name] for month in months],
            }
            for name in largest
        ],
    }


def by_province(period: Period) -> list[dict[str, Any]]:
    """For each province the cases received in a period, those open now, and those that are late."""
    provinces = visible_cases.places()
    open_now = visible_cases.counted(
        ["location", "sla_status"], [["phase", "in", visible_cases.OPEN_PHASES]]
    )
    late = [row for row in open_now if row.sla_status == LATE]
    columns = {
        "received": _by_place(
            visible_cases.counted(["location"], [period.holds("received_on")]), provinces
        ),
        "open_cases": _by_place(open_now, provinces),
        "late": _by_place(late, provinces),
    }
    names = sorted(
        {name for numbers in columns.values() for name in numbers},
        key=lambda name: (-columns["received"][name], -columns["open_cases"][name], name),
    )
    return [
        {
            "province": _place_name(name),
            **{key: numbers[name] for key, numbers in columns.items()},
        }
        for name in names
    ]


def _place_name(name: str) -> str:
    if not name:
        return _("Without a place")
    return frappe.get_cached_value("CFM Location", name, "location_name") or name


def _by_place(rows: list[Any], provinces: dict[str, str]) -> dict[str, int]:
    numbers: dict[str, int] = defaultdict(int)
    for row in rows:
        numbers[provinces.get(row.location, row.location or "")] += row.number
    return numbers


def by_area() -> list[dict[str, Any]]:
    """Referrals that wait for an answer by functional area, and how many of them are late."""
    now = now_datetime()
    rows = visible_cases.referrals(
        ["functional_area", "due_on"],
        [["workflow_state", "in", list(consts.REFERRALS_PENDING)]],
    )
    waiting: dict[str, int] = defaultdict(int)
    late: dict[str, int] = defaultdict(int)
    for functional_area, due_on in rows:
        area = functional_area or ""
        waiting[area] += 1
        late[area] += int(bool(due_on and get_datetime(due_on) < now))
    names = sorted(waiting, key=lambda name: (-waiting[name], name))
    return [
        {
            "area": _(name) if name else _("Without an area"),
            "waiting": waiting[name],
            "late": late[name],
        }
        for name in names
    ]

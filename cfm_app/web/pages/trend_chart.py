"""The curve of a trend: cases by day, the expectation, and its interval."""

import json
import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from frappe.utils import format_date, getdate

from cfm_app.base.counting import decimal
from cfm_app.figures.trend_alerts import series
from cfm_app.figures.trend_alerts.series import Count

HEIGHT, DAY = 100.0, 10.0
WEEKS_SHOWN = 12
WITHIN = 1.96
"""The interval holds 19 of 20 days of an office that is as usual."""


@dataclass(frozen=True)
class Evidence:
    """The evidence that was stored with an alert, and the present cases of its branch."""

    first: date
    expected: list[float]
    deviations: list[float]
    counts: list[Count]
    kept: dict[str, Any]

    @classmethod
    def of(cls, alert: Any) -> "Evidence | None":
        """The evidence of an alert; None if none is stored, as for restricted classes."""
        if not alert.evidence:
            return None
        kept = json.loads(alert.evidence)
        expected, first = kept["expected"], getdate(kept["first"])
        last = first + timedelta(days=len(expected) - 1)
        # As the scan takes it: Poisson with the unrest of the branch, and a share known from so many cases.
        deviations = [
            math.sqrt(kept["unrest"] * each + each**2 / max(kept["certainty"], 1e-6))
            for each in expected
        ]
        return cls(
            first,
            expected,
            deviations,
            series.counts_of(alert, kept["dimension"], first, last),
            kept,
        )

    def days(self) -> list[dict[str, Any]]:
        """Each day: cases, expected ones, and the interval."""
        numbers = [0] * len(self.expected)
        for each in self.counts:
            numbers[(each.day - self.first).days] += each.number
        return [
            {
                "day": self.first + timedelta(days=at),
                "cases": number,
                "expected": expected,
                "low": max(0.0, expected - WITHIN * deviation),
                "high": expected + WITHIN * deviation,
            }
            for at, (number, expected, deviation) in enumerate(
                zip(numbers, self.expected, self.deviations, strict=True)
            )
        ]


def drawn(alert: Any, evidence: Evidence) -> dict[str, Any]:
    """The curve in units of its own: a day is `DAY` wide, the chart `HEIGHT` high."""
    days = evidence.days()
    top = max([1.0, *(each["high"] for each in days), *(float(each["cases"]) for each in days)])

    def height(value: float) -> float:
        return round(HEIGHT * (1 - value / top), 2)

    first, last = getdate(alert.first_day), getdate(alert.last_day)
    upper = [f"{at * DAY + DAY / 2:g},{height(each['high'])}" for at, each in enumerate(days)]
    lower = [f"{at * DAY + DAY / 2:g},{height(each['low'])}" for at, each in enumerate(days)]
    usual = [f"{at * DAY + DAY / 2:g},{height(each['expected'])}" for at, each in enumerate(days)]
    return {
        "width": DAY * len(days),
        "height": HEIGHT,
        "band": " ".join([*upper, *reversed(lower)]),
        "usual": " ".join(usual),
        "bars": [
            {
                "x": at * DAY + 1,
                "y": height(each["cases"]),
                "height": round(HEIGHT - height(each["cases"]), 2),
                "is_within": first <= each["day"] <= last,
            }
            for at, each in enumerate(days)
        ],
        "bar": DAY - 2,
        "top": f"{top:.0f}",
        "from": format_date(days[0]["day"], "d MMM"),
        "to": format_date(days[-1]["day"], "d MMM"),
        "middle": format_date(days[len(days) // 2]["day"], "d MMM"),
    }


def by_week(evidence: Evidence) -> list[dict[str, str]]:
    """The same numbers by week, newest first, for the table."""
    days = evidence.days()
    found = []
    for end in range(len(days), len(days) - 7 * WEEKS_SHOWN, -7):
        if end < 7:
            break
        week = days[end - 7 : end]
        expected = sum(each["expected"] for each in week)
        spread = math.sqrt(sum(((each["high"] - each["expected"]) / WITHIN) ** 2 for each in week))
        low, high = max(0.0, expected - WITHIN * spread), expected + WITHIN * spread
        found.append(
            {
                "week": format_date(week[0]["day"], "d MMM"),
                "cases": str(sum(each["cases"] for each in week)),
                "expected": decimal(expected),
                "within": f"{low:.0f}–{high:.0f}",
            }
        )
    return found


def parts(alert: Any, evidence: Evidence, dimension: str) -> list[dict[str, Any]]:
    """Parts of the branch by category or dimension in the window, most unusual first."""
    is_category = dimension == "category"
    usual: dict[str, float] = evidence.kept["categories" if is_category else "members"]
    branch_of = {each: name for name in usual for each in series.branch(dimension, name)}
    first, last = getdate(alert.first_day), getdate(alert.last_day)
    numbers = dict.fromkeys(usual, 0)
    for each in evidence.counts:
        part = branch_of.get(each.category if is_category else each.member)
        if part and first <= each.day <= last:
            numbers[part] += each.number
    names = sorted(usual, key=lambda name: (-abs(numbers[name] - usual[name]), name))
    return [
        {
            "name": name,
            "cases": numbers[name],
            "expected": usual[name],
            "tone": _tone(numbers[name], usual[name]),
        }
        for name in names
    ]


def _tone(cases: int, expected: float) -> str:
    deviation = math.sqrt(max(expected, 1.0))
    if cases > expected + 2 * deviation:
        return "red"
    return "blue" if cases < expected - 2 * deviation else "grey"

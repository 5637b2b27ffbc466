"""The facts by which figures group and filter cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from frappe import _
from frappe.utils import format_date

from cfm_app.base.arguments import as_day
from cfm_app.figures.dimensions import DIMENSIONS, MONTH, Dimension, Reading

DAY, WEEK = "Day", "Week"
TIMES = (DAY, WEEK, MONTH)


def _day_of(moment: Any) -> date:
    return as_day(moment, _("Choose the first day."))


def _day() -> Reading:
    return lambda moment: str(moment)[:10]


def _week() -> Reading:
    def monday(moment: Any) -> str:
        day = _day_of(moment)
        return str(day - timedelta(days=day.weekday()))

    return monday


def _month() -> Reading:
    return lambda moment: str(moment)[:7]


def _day_name(value: str) -> str:
    return str(format_date(value, "EEE d MMM"))


def _week_name(value: str) -> str:
    last = _day_of(value) + timedelta(days=6)
    return f"{format_date(value, 'd MMM')} – {format_date(last, 'd MMM')}"


FACTS: dict[str, Dimension] = {
    DAY: Dimension(DAY, "", _day, _day_name, hxl="#date"),
    WEEK: Dimension(WEEK, "", _week, _week_name, hxl="#date+week"),
    MONTH: Dimension(MONTH, "", _month, DIMENSIONS[MONTH].words, hxl="#date+month"),
    **{name: each for name, each in DIMENSIONS.items() if name != MONTH},
}
"""Days, weeks (by their Monday) and months are read from the moment of the measure, others from the case."""

FILTERS = tuple(name for name in FACTS if name not in TIMES)


def key_of(fact: str) -> str:
    """The name of a fact in a URL."""
    return fact.lower().replace(" ", "_")

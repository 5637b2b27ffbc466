"""Conditions in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..i18n.translator import _

WHOLE = ("=", "!=", "in", "not in", "descendants of (inclusive)")
"""Operators whose values are ones that the field may hold, not parts or bounds."""


def operator_label(operator: str) -> str:
    labels = {
        "=": _("is", context="filter"),
        "!=": _("is not", context="filter"),
        "like": _("contains"),
        "not like": _("does not contain"),
        "in": _("is one of"),
        "not in": _("is none of"),
        ">": _("after or more than"),
        "<": _("before or less than"),
        ">=": _("from"),
        "<=": _("up to"),
        "is": _("is filled in"),
        "between": _("between"),
        "timespan": _("within"),
        "descendants of (inclusive)": _("is or lies below"),
    }
    return str(labels.get(operator, operator))


def timespans() -> list[list[str]]:
    """Value and label of each period that can be chosen: those that every version of Frappe knows."""
    spans = {
        "today": _("today"),
        "yesterday": _("yesterday"),
        "this week": _("this week"),
        "last week": _("last week"),
        "this month": _("this month"),
        "last month": _("last month"),
        "this quarter": _("this quarter"),
        "last quarter": _("last quarter"),
        "this year": _("this year"),
        "last 6 months": _("the last six months"),
        "last year": _("last year"),
        "next week": _("next week"),
        "next month": _("next month"),
    }
    return [[span, str(label)] for span, label in spans.items()]


def condition_in_words(label: str, operator: str, value: Any, shown: Callable[[Any], str]) -> str:
    """A condition as a reader says it: field, operator, value."""
    if operator == "is":
        return f"{label} {_('is filled in') if value == 'set' else _('is empty')}"
    if operator == "timespan":
        period = dict(timespans()).get(str(value).lower(), value)
        return str(_("{0}, period: {1}").format(label, period))
    values = value if isinstance(value, (list, tuple)) else [value]
    return f"{label} {operator_label(operator)} {', '.join(map(shown, values))}"


def as_typed(value: Any) -> str:
    """A value without the marks that stand for any text."""
    return str(value).strip("%")

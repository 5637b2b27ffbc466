"""Conditions of lists and reports in words."""

from __future__ import annotations

from typing import Any

from ...kernel.document.display_values import shown
from ...kernel.document.titles import link_title
from ...kernel.i18n import _
from ...kernel.meta.docfield import DocField

_PLAIN = ("=", "!=", "in", "not in", "descendants of (inclusive)")
"""Operators whose values are shown as they are in the field."""


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


def sentence(label: str, df: DocField | None, operator: str, value: Any) -> str:
    """A condition as a reader says it: field, operator, value."""
    if operator == "is":
        return f"{label} {_('is filled in') if value == 'set' else _('is empty')}"
    if operator == "timespan":
        period = dict(timespans()).get(str(value).lower(), value)
        return str(_("{0}, period: {1}").format(label, period))
    values = value if isinstance(value, list) else [value]
    if df is not None and df.fieldname == "_assign":
        text = link_title("User", str(value).strip("%"))
    else:
        text = ", ".join(
            shown(df, each) if df and operator in _PLAIN else str(each).strip("%")
            for each in values
        )
    return f"{label} {operator_label(operator)} {text}"

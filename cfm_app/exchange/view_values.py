"""Values that the pages of imports and of a migration show alike."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from cfm_app.base.fields import field_of, options_of
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.security.entitlement import clearance


def choices_of(field: str) -> list[dict[str, str]]:
    """The values of a field of Case, each as `value` and `label`."""
    df = field_of("Case", field)
    if df.fieldtype == "Link":
        labels = Vocabulary.of(df.options).labels
        return [{"value": value, "label": label} for value, label in labels.items()]
    return [{"value": option, "label": _(option)} for option in options_of("Case", field)]


def classes() -> list[dict[str, Any]]:
    """The classes that a case with an unmapped category can take: `value`, `label`, `is_restricted`."""
    names = frappe.get_all("Case Sensitivity", pluck="name", order_by="sort_index asc, name asc")
    return [
        {"value": name, "label": _(name), "is_restricted": clearance.is_restricted(name)}
        for name in names
    ]


def iso(moment: Any) -> str | None:
    """A date and time in ISO 8601 to the second; None for None."""
    return get_datetime(moment).isoformat(timespec="seconds") if moment else None

"""What differs between the versions of Frappe that the app runs on; nothing else of the app depends on the version."""

from typing import Any, Final

import frappe
from frappe.query_builder.functions import Count

# From Frappe 16 on, the fields of a list name a function by a mapping, and a text with one is refused.
NAMES_FUNCTIONS: Final = int(frappe.__version__.split(".")[0]) >= 16


def aggregate(function: str, field: str, name: str) -> Any:
    """An entry of `fields` for `get_all` and `get_list`: a function over a field, told under a name.

    The field may be `*` for `count`.
    """
    if NAMES_FUNCTIONS:
        return {function.upper(): field, "as": name}
    return f"{function}({field}) as {name}"


def count_listed(doctype: str, filters: Any) -> int:
    """How many documents a list would show the user in the session, each once, whatever tables the filters join."""
    if NAMES_FUNCTIONS:
        asked: dict[str, Any] = {
            "fields": ["name"],
            "distinct": True,
            "order_by": None,
            "run": False,
        }
        listed = frappe.get_list(doctype, filters=filters, **asked)
        return int(frappe.qb.from_(listed).select(Count("*")).run()[0][0])
    total = f"count(distinct `tab{doctype}`.`name`) as total"
    rows = frappe.get_list(doctype, filters=filters, fields=[total], order_by=None)
    return int(rows[0].total or 0) if rows else 0

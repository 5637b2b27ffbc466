"""Parts of SQL conditions; all values are escaped."""

from collections.abc import Iterable

import frappe


def exists(doctype: str, field: str, column: str, condition: str) -> str:
    """An `exists` for the row to which a column of the list refers, with a condition.

    It is evaluated for the rows shown; `in (select …)` would collect everything visible first.
    """
    table = f"`tab{doctype}`"
    return f"exists (select 1 from {table} where {table}.`{field}` = {column} and {condition})"


def in_list(values: Iterable[str]) -> str:
    """An escaped list of values, for `in`."""
    return "(" + ", ".join(frappe.db.escape(value) for value in values) + ")"


def is_storable(value: object) -> bool:
    """Whether a database can hold what a client sent as a name: half of a pair of UTF-16 is no sign."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return False
    return True

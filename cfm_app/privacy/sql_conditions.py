"""Pieces of conditions in SQL; every value in them is escaped."""

from collections.abc import Iterable

import frappe


def exists(doctype: str, field: str, column: str, condition: str) -> str:
    """That a row which a column of the list refers to meets a condition.

    It is looked up for the rows that are shown: a list of all that may be seen would be made first.
    """
    table = f"`tab{doctype}`"
    return f"exists (select 1 from {table} where {table}.`{field}` = {column} and {condition})"


def in_list(values: Iterable[str]) -> str:
    """A list of values, for what follows `in`."""
    return "(" + ", ".join(frappe.db.escape(value) for value in values) + ")"

"""Naming counters, which Frappe keeps when it drops a DocType."""

import re
from collections.abc import Iterator

import frappe

# Date parts in naming patterns, with their digits.
DATES = {"YYYY": 4, "YY": 2, "MM": 2, "DD": 2, "WW": 2}


def erase(doctypes: dict[str, str]) -> None:
    """Delete the counters of DocTypes, given with naming patterns, unless another one uses them."""
    gone = {counter for each in doctypes.values() if (counter := _counter(each))}
    kept = {counter for each in _of_others(list(doctypes)) if (counter := _counter(each))}
    patterns = [re.compile(each) for each in gone - kept]
    names = frappe.db.sql_list("select name from `tabSeries`")
    if ended := [name for name in names if any(each.fullmatch(name) for each in patterns)]:
        frappe.db.delete("Series", {"name": ["in", ended]})


def _of_others(doctypes: list[str]) -> Iterator[str]:
    others = {"name": ["not in", doctypes]}
    yield from frappe.get_all("DocType", filters=others, pluck="autoname", order_by="name asc")
    offered = {"fieldname": "naming_series", "parent": ["not in", doctypes]}
    for options in frappe.get_all(
        "DocField", filters=offered, pluck="options", order_by="name asc"
    ):
        yield from (options or "").splitlines()


def _counter(pattern: str | None) -> str:
    """Which counters a pattern such as ``PRE-.YYYY.-.#####`` uses, as an expression; empty if none."""
    before, counts, _after = (pattern or "").partition(".#")
    if not counts or before.startswith("format:"):
        return ""
    parts = before.split(".")
    return "".join(rf"\d{{{DATES[each]}}}" if each in DATES else re.escape(each) for each in parts)

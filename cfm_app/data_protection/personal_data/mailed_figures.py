"""Suppresses small counts in reports by mail for receivers who read no cases.

A desk passes the lines of a report before it is mailed (hook `leaving_report`). Where none does, the mail
itself is checked, and is not sent if it has a small number.
"""

import json
import re
from itertools import groupby
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base.framework import aggregate
from cfm_app.figures import suppression
from cfm_app.security.access_rule import own_types

_COUNTS = re.compile(r"\b(?:count|sum|avg|total)\s*\(|\bgroup\s+by\b", re.IGNORECASE)
_TABLE = re.compile(r"[`\"\[]tab([^`\"\]]+)[`\"\]]|\btab(\w+)", re.IGNORECASE)
# Whose lines were handed over, until the mail that they are in: the framework names a report, not a mail.
GUARDED = "cfm_guarded_reports"
COUNT = "count"


def guard(doc: Document, columns: list[Any], rows: list[list[Any]]) -> str:
    """Hook `leaving_report`: empty small counts in a report, with a sentence about it."""
    counted = _counted(doc.report)
    if not counted or not _goes_out(counted["doctype"], (doc.email_to or "").split()):
        return ""
    _require_counts(counted)
    frappe.flags.setdefault(GUARDED, set()).add(doc.name)
    least = suppression.least_told()
    if counted["is_crossed"]:
        hidden = sum(_guard_line(row, least) for row in rows)
    else:
        hidden = _guard_lists(rows, least)
    if not hidden:
        return ""
    return str(
        _("What is empty is not told: numbers below {0} would show who it is.").format(least)
    )


def require_guarded(name: str, report: str, user: str, addresses: list[str]) -> None:
    """Throw for a mail with an unchecked small count."""
    counted = _counted(report)
    if not counted or not _goes_out(counted["doctype"], addresses):
        return
    _require_counts(counted)
    guarded = frappe.flags.get(GUARDED, set())
    if name in guarded:
        # The lines of one mail were looked at, not those of the next one.
        guarded.discard(name)
        return
    least = suppression.least_told()
    rows = frappe.get_list(
        counted["doctype"],
        fields=[counted["by"], aggregate("count", "*", "number")],
        filters=counted["filters"],
        group_by=counted["by"],
        order_by=None,
        limit_page_length=0,
        user=user,
    )
    if any(suppression.cell(row.number, least) is None for row in rows):
        frappe.throw(
            _(
                "This report has numbers below {0}, which would show who it is. Figures leave as a release."
            ).format(least)
        )


def tables_of(query: str) -> list[str]:
    """The DocTypes whose tables a query names, with repetitions."""
    return [quoted or bare for quoted, bare in _TABLE.findall(query)]


def refuse_query(report: str, addresses: list[str]) -> None:
    """Throw for a query report, whose counts cannot be checked."""
    query = frappe.db.get_value("Report", report, "query") or ""
    if not _COUNTS.search(query):
        return
    closed = [each for each in tables_of(query) if own_types.closes(each)]
    if any(_goes_out(each, addresses) for each in closed):
        frappe.throw(
            _(
                "The counts of a query do not leave by mail. Build the report by ticking, or make a release."
            )
        )


def _counted(report: str) -> dict[str, Any] | None:
    """What a report counts, if it counts documents of a protected DocType."""
    doctype, text = frappe.db.get_value("Report", report, ["ref_doctype", "json"])
    try:
        settings = json.loads(text or "{}")
    except ValueError:
        return None
    group = settings.get("group_by") if isinstance(settings, dict) else None
    if not group or not group.get("group_by") or not own_types.closes(doctype):
        return None
    return {
        "doctype": doctype,
        "by": group["group_by"],
        "function": str(group.get("aggregate_function") or COUNT).lower(),
        "is_crossed": bool(group.get("then_by") and group.get("across")),
        "filters": [list(each)[:4] for each in settings.get("filters") or []],
    }


def _goes_out(doctype: str, addresses: list[str]) -> bool:
    """Whether a receiver may not read such documents."""
    users = [
        frappe.db.get_value("User", {"email": each.strip(), "enabled": 1}, "name")
        for each in addresses
    ]
    return not all(user and frappe.has_permission(doctype, "read", user=user) for user in users)


def _require_counts(counted: dict[str, Any]) -> None:
    if counted["function"] != COUNT:
        frappe.throw(
            _(
                "Sums and averages of {0} do not leave by mail: nobody sees of how few. Count them."
            ).format(_(counted["doctype"]))
        )


def _guard_lists(rows: list[list[Any]], least: int) -> int:
    """Lines grouped by one or two fields with the count last; those of one first group are one breakdown."""
    has_two = any(len(row) > 2 for row in rows)
    hidden = 0
    for _first, lines in groupby(rows, key=lambda row: row[0] if has_two else None):
        together = list(lines)
        told = _suppressed([int(row[-1] or 0) for row in together], least)
        for row, number in zip(together, told, strict=True):
            hidden += int(number is None)
            row[-1] = number
    return hidden


def _guard_line(row: list[Any], least: int) -> int:
    """A line of a cross-table: a name, counts, and their sum."""
    numbers = [int(each or 0) for each in row[1:-1]]
    told = _suppressed(numbers, least)
    total = suppression.cell(int(row[-1] or 0), least)
    gaps = [number for number, value in zip(numbers, told, strict=True) if value is None]
    # Each gap is one at the least: a total would tell what is left for them.
    if gaps and sum(gaps) - len(gaps) < least - 1:
        total = None
    row[1:] = [*told, total]
    return sum(value is None for value in row[1:])


def _suppressed(numbers: list[int], least: int) -> list[int | None]:
    """The numbers of one breakdown without small ones, and without those that would reveal them."""
    told = suppression.cells(numbers, least)
    while True:
        gaps = [number for number, value in zip(numbers, told, strict=True) if value is None]
        left = [at for at, value in enumerate(told) if value]
        if not gaps or not left or sum(gaps) - len(gaps) >= least - 1:
            return told
        told[min(left, key=lambda at: numbers[at])] = None

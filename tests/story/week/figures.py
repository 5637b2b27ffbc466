"""The figures of a week as an office counts them, from what the app has stored."""

from __future__ import annotations

from collections import Counter
from typing import Any

import frappe

LOOP = {
    "answered at first contact": {"first_contact_resolution": 1},
    "reopened": {"reopened_count": [">", 0]},
    "unreachable": {"workflow_state": "Unreachable"},
    "duplicates": {"workflow_state": "Duplicate"},
    "resolved": {"resolved_on": ["is", "set"]},
    "informed": {"informed_on": ["is", "set"]},
    "closed": {"closed_on": ["is", "set"]},
}


def by(field: str, doctype: str = "Case") -> Counter[Any]:
    """How many documents there are for each value of a field."""
    rows = frappe.get_all(
        doctype, fields=[field, "count(name) as number"], group_by=field, order_by=field
    )
    return Counter({row[field] or None: row.number for row in rows})


def told_by(field: str) -> Counter[Any]:
    """The same for what a case tells: of a restricted one it lies in its report."""
    apart = by(field, "Sensitive Report")
    total = by(field) + apart
    # The rows of restricted cases are empty.
    total[None] -= sum(apart.values())
    return +total


def letters_by_state() -> Counter[Any]:
    return by("workflow_state", "Referral")


def of_the_loop() -> dict[str, int]:
    """How far the loop to the people has been closed."""
    return {name: frappe.db.count("Case", filters) for name, filters in LOOP.items()}

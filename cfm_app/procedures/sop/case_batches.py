"""Reads open cases and what their clocks need, in batches.

A batch takes the same few queries whatever its size.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.procedures.sop import case_clock

BATCH = 500
OPEN_PHASES = (consts.PHASE_NEW, consts.PHASE_IN_PROGRESS, consts.PHASE_PAUSED)
FIELDS = [
    "consent_status",
    "name",
    "owner",
    "received_on",
    "sensitivity",
    "priority",
    "workflow_state",
    "state_since",
    "category",
    "phase",
    "sop",
    "first_response_on",
    "taken_up_on",
    "resolved_on",
    "next_contact_on",
    "reopened_count",
    *case_clock.DERIVED,
]
CHILDREN = {
    "clock_stops": ("Case Clock Stop", ["stop_reason", "stopped_on", "resumed_on"]),
    "extensions": ("CFM Case Extension", ["hours", "decision"]),
    "sop_steps": (
        "Case SOP Step",
        [
            "name",
            "step_title",
            "instruction",
            "responsible_role",
            "required_before_phase",
            "act",
            "by_act",
            "due_hours",
            "due_on",
            "done",
            "note",
        ],
    ),
}


def batches(filters: list[list[Any]]) -> Iterator[list[Any]]:
    """Cases with the child rows of their clocks, ordered by number.

    Checks no permission: whoever tells a user about a case asks the access rule first.
    """
    last = ""
    while rows := _cases(filters, last):
        add_children(rows)
        yield rows
        last = rows[-1].name


def open_cases(*filters: list[Any]) -> Iterator[list[Any]]:
    """Filters for cases that are not resolved."""
    return batches([["phase", "in", list(OPEN_PHASES)], *filters])


def add_children(rows: list[Any]) -> None:
    """Attach the child rows to the cases."""
    names = [row.name for row in rows]
    for table, (doctype, fields) in CHILDREN.items():
        found = defaultdict(list)
        for child in frappe.get_all(
            doctype,
            filters={"parent": ["in", names], "parenttype": "Case"},
            fields=["parent", *fields],
            parent_doctype="Case",
            order_by="parent asc, idx asc",
        ):
            found[child.parent].append(child)
        for row in rows:
            row[table] = found[row.name]


def _cases(filters: list[list[Any]], after: str) -> list[Any]:
    return frappe.get_all(
        "Case",
        filters=[*filters, ["name", ">", after]],
        fields=FIELDS,
        order_by="name asc",
        limit_page_length=BATCH,
    )

"""Whoever works on cases holds one role for it, and the workflow of cases names that one.

A workflow that nobody edited follows the shipped one. In an edited one, the rows of an act which still
name every role that the app shipped for it become one row; all other rows stay as the office has them.
"""

from collections.abc import Callable
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.procedures.setup import defaults, workflow_vocabulary
from cfm_app.security.entitlement import casework_role

OFFICE = frozenset((consts.OPERATOR, consts.MANAGER))
HANDLERS = frozenset((consts.PSEA, consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION))
# What the app shipped for operators and managers alone, by state.
STATES_OF_OFFICE = ("Answered", "Out of Mandate")
ACTS_OF_OFFICE = {
    "New": ("Answer", "Mark as Duplicate", "Out of Mandate"),
    "Registered": ("Answer", "Mark as Duplicate", "Out of Mandate"),
    "Referred": ("Put on Hold", "Mark as Duplicate"),
    "In Progress": ("Mark as Duplicate",),
    "Reopened": ("Refer", "Mark as Duplicate"),
    "Answered": ("Close",),
    "Out of Mandate": ("Inform the Person",),
    "Duplicate": ("Reopen",),
}


def execute() -> None:
    workflow_vocabulary.ensure()
    casework_role.give_to_all()
    for name in frappe.get_all("Workflow", filters={"document_type": "Case"}, pluck="name"):
        if not _follows_the_app(name):
            _shorten(frappe.get_doc("Workflow", name))


def _follows_the_app(name: str) -> bool:
    entry = frappe.db.get_value(
        defaults.LEDGER, {"ref_doctype": "Workflow", "ref_name": name}, "name"
    )
    return bool(entry) and defaults.status_of(frappe.get_doc(defaults.LEDGER, entry)) == "Installed"


def _shorten(workflow: Any) -> None:
    states = _merged(
        workflow.states,
        "allow_edit",
        lambda row: (row.state,),
        lambda row: row.state in STATES_OF_OFFICE,
    )
    transitions = _merged(
        workflow.transitions,
        "allowed",
        lambda row: (
            row.state,
            row.action,
            row.next_state,
            row.condition or "",
            row.allow_self_approval,
        ),
        lambda row: row.action in ACTS_OF_OFFICE.get(row.state, ()),
    )
    if len(states) == len(workflow.states) and len(transitions) == len(workflow.transitions):
        return
    workflow.set("states", states)
    workflow.set("transitions", transitions)
    for table in (workflow.states, workflow.transitions):
        for number, row in enumerate(table, start=1):
            row.idx = number
    workflow.save(ignore_permissions=True)


def _merged(
    rows: list[Any],
    field: str,
    act: Callable[[Any], tuple[Any, ...]],
    is_of_office: Callable[[Any], bool],
) -> list[Any]:
    """The rows with those of each act that is open to all who work on cases made one."""
    roles: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        roles.setdefault(act(row), set()).add(row.get(field))
    kept, merged = [], set()
    for row in rows:
        shipped = OFFICE if is_of_office(row) else OFFICE | HANDLERS
        if not shipped <= roles[act(row)] or row.get(field) not in OFFICE | HANDLERS:
            kept.append(row)
        elif act(row) not in merged:
            merged.add(act(row))
            row.set(field, consts.CASEWORKER)
            kept.append(row)
    return kept

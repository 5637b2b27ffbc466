"""Entries whose state is taken out of a workflow get another one."""

from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.events import run_method
from ...kernel.i18n import _
from ...kernel.permissions.api import has_permission
from ...kernel.permissions.lists import count_visible
from ...kernel.utils.numbers import cint


def removed_states(workflow: Any) -> list[str]:
    """The states that the stored workflow has and this one has no more."""
    before = workflow.get_doc_before_save()
    if before is None or before.document_type != workflow.document_type:
        return []
    kept = {row.state for row in workflow.states}
    return list(dict.fromkeys(row.state for row in before.states if row.state not in kept))


def visible_entries(doctype: str, fieldname: str, state: str) -> int:
    """How many entries in a state the user may see; none if they may not list them at all."""
    return count_visible(doctype, {fieldname: state}) if has_permission(doctype, "read") else 0


@dataclass(frozen=True)
class Removal:
    """A state that goes, and what is asked of whoever takes it out."""

    state: str
    label: str
    count: int
    """The entries in it that the user sees."""
    choices: list[dict[str, str]]
    """The states that its entries may get."""


def removals(workflow: Any) -> list[Removal]:
    """The states that a workflow loses, each with those that its entries may get instead."""
    field = workflow.workflow_state_field
    return [
        Removal(
            state,
            str(_(state)),
            visible_entries(workflow.document_type, field, state),
            [{"state": each, "label": str(_(each))} for each in _fitting(workflow, state)],
        )
        for state in removed_states(workflow)
    ]


def _fitting(workflow: Any, state: str) -> list[str]:
    """The states that are as final as the one that goes."""
    rows = workflow.get_doc_before_save().states
    levels = {cint(row.doc_status) for row in rows if row.state == state}
    kept = (row.state for row in workflow.states if row.state and cint(row.doc_status) in levels)
    return list(dict.fromkeys(kept))


def check_moves(workflow: Any, moves: dict[str, str]) -> None:
    """Refuse a workflow that lost states, unless ``moves`` names those that entries get instead.

    Asked for each of them, whether or not entries are in it: the question must not tell that there
    are some which the user may not see.
    """
    docstatus = {row.state: cint(row.doc_status) for row in workflow.states}
    for state in removed_states(workflow):
        target = moves.get(state)
        if not target:
            throw(
                _("Choose the state that entries in {0} get when it is gone.").format(_(state)),
                title=_("A state is taken out"),
            )
        if target not in docstatus:
            throw(_("{0} not a valid State").format(_(target)))
        before = workflow.get_doc_before_save().states
        if docstatus[target] not in {cint(row.doc_status) for row in before if row.state == state}:
            throw(
                _(
                    "Entries in {0} cannot get the state {1}: one is final and the other is not."
                ).format(_(state), _(target))
            )


def move_entries(workflow: Any, moves: dict[str, str]) -> int:
    """Give entries of removed states the state that ``moves`` names; how many there were.

    What the user saw of them is left in ``workflow.flags.moved_entries``: state, new state, how many.
    Each notes the change, and runs ``on_state_moved`` so that apps bring along what follows from a
    state.
    """
    count = 0
    field = workflow.workflow_state_field
    workflow.flags.moved_entries = []
    for state in removed_states(workflow):
        if seen := visible_entries(workflow.document_type, field, state):
            workflow.flags.moved_entries.append([state, moves.get(state) or "", seen])
        names = local.db.get_all(workflow.document_type, filters={field: state}, pluck="name")
        for name in names if moves.get(state) else ():
            doc = get_doc(workflow.document_type, name)
            doc.db_set(field, moves[state])
            doc.add_comment("Workflow", _(moves[state]))
            # Read anew: apps may take what the user must not see out of a document that was changed.
            run_method(get_doc(workflow.document_type, name), "on_state_moved")
            count += 1
    return count

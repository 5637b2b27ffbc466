"""What is doubtful about a workflow, in sentences for whoever draws it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ...kernel.core.context import local
from ...kernel.core.hooks import call_hooks
from ...kernel.document.conditions import condition_fault
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.roles import get_roles, get_users_with_role
from ...kernel.utils.numbers import cint

CONDITION_NAMES = ("doc", "frappe")
EVERYBODY = ("All", "Desk User")


@dataclass(frozen=True)
class WorkflowFinding:
    """One doubt: ``stop`` if somebody's work ends, ``error`` if steps will fail, ``warning`` if they may,
    ``hint`` if it may be meant. What stops work is said again before it is saved.

    ``state`` names the state that it is about, if it is about one.
    """

    level: Literal["stop", "error", "warning", "hint"]
    message: str
    state: str = ""


def examine(workflow: Any) -> list[WorkflowFinding]:
    """All doubts about a workflow, stored or not, the gravest first.

    Apps add theirs by the hook ``workflow_findings``: functions of the workflow that give tuples of
    level, message and state.
    """
    found = [
        *_states(workflow),
        *_steps(workflow),
        *_approvals(workflow),
        *_roles(workflow),
        *(
            WorkflowFinding(*each)
            for told in call_hooks("workflow_findings", workflow)
            for each in told
        ),
    ]
    order = ("stop", "error", "warning", "hint")
    return sorted(dict.fromkeys(found), key=lambda finding: order.index(finding.level))


def reachable_states(workflow: Any) -> set[str]:
    """The states to which steps lead from the first one."""
    if not workflow.states:
        return set()
    reached = {str(workflow.states[0].state)}
    grows = True
    while grows:
        following = {row.next_state for row in workflow.transitions if row.state in reached}
        grows = not following <= reached
        reached |= following
    return reached


def _states(workflow: Any) -> Iterator[WorkflowFinding]:
    if not workflow.states:
        yield WorkflowFinding(
            "error", str(_("There is no state yet; the first one is where entries begin."))
        )
        return
    reached = reachable_states(workflow)
    leaving = {row.state for row in workflow.transitions if row.next_state != row.state}
    counted = Counter((row.state, row.allow_edit) for row in workflow.states)
    twice = {key for key, count in counted.items() if count > 1}
    for row in workflow.states:
        name = str(_(row.state or ""))
        if (row.state, row.allow_edit) in twice:
            text = str(_("{0} stands twice among the states, with the same role.")).format(name)
            yield WorkflowFinding("hint", text, row.state)
        elif row.state not in reached:
            text = str(_("No step leads to {0} from the beginning.")).format(name)
            yield WorkflowFinding("warning", text, row.state)
        elif row.state not in leaving and cint(row.doc_status) == 0:
            text = str(_("{0} is an end: no step leads out of it.")).format(name)
            yield WorkflowFinding("hint", text, row.state)


def _steps(workflow: Any) -> Iterator[WorkflowFinding]:
    states = {row.state for row in workflow.states}
    known: set[tuple[Any, ...]] = set()
    for row in workflow.transitions:
        step = f"{_(row.action or '')} ({_(row.state or '')} → {_(row.next_state or '')})"
        for state in (row.state, row.next_state):
            if state and state not in states:
                text = str(_("{0}: {1} is not among the states.")).format(step, _(state))
                yield WorkflowFinding("error", text, row.state if row.state in states else "")
        fault = condition_fault(row.condition, workflow.document_type, CONDITION_NAMES)
        if fault:
            text = str(_("{0}: the condition cannot be used. {1}")).format(step, fault.message)
            yield WorkflowFinding("error", text, row.state)
        key = (row.state, row.action, row.next_state, row.allowed, row.condition or "")
        if key in known:
            yield WorkflowFinding("hint", str(_("{0} stands there twice.")).format(step), row.state)
        known.add(key)


def _approvals(workflow: Any) -> Iterator[WorkflowFinding]:
    """A state in which entries wait for somebody else to decide, and where any one of several roles may."""
    for state in dict.fromkeys(row.state for row in workflow.states):
        steps = [row for row in workflow.transitions if row.state == state]
        roles = list(dict.fromkeys(row.allowed for row in steps))
        decides = {(row.action, row.next_state, row.allowed) for row in steps}
        is_shared = len(decides) == len({each[:2] for each in decides}) * len(roles)
        if len(roles) > 1 and is_shared and not any(cint(row.allow_self_approval) for row in steps):
            text = str(
                _(
                    "In {0} one of these is enough: {1}. If each has to approve, ask for a further approval"
                    " before the step that leads on."
                )
            )
            told = ", ".join(str(_(role)) for role in roles)
            yield WorkflowFinding("hint", text.format(_(state), told), state)


def _roles(workflow: Any) -> Iterator[WorkflowFinding]:
    if not workflow.document_type or not meta_exists(workflow.document_type):
        return
    writers = _writing_roles(workflow.document_type)
    editors = [(row.allow_edit, row.state) for row in workflow.states]
    takers = [(row.allowed, row.state) for row in workflow.transitions]
    for role, state in dict.fromkeys([*takers, *editors]):
        if not role or role in EVERYBODY:
            continue
        if not local.db.exists("Role", role):
            yield WorkflowFinding("error", str(_("There is no role {0}.")).format(_(role)), state)
        elif role not in writers and not _is_held_beside(role, writers):
            text = str(_("{0} has a task here but no right to change entries of {1}."))
            yield WorkflowFinding("error", text.format(_(role), _(workflow.document_type)))
        elif not get_users_with_role(role):
            yield WorkflowFinding("warning", str(_("Nobody has the role {0}.")).format(_(role)))


def _is_held_beside(role: str, writers: set[str]) -> bool:
    """Whether all who hold a role may change the entries by another role of theirs."""
    users = get_users_with_role(role)
    return bool(users) and all(writers.intersection(get_roles(user)) for user in users)


def _writing_roles(doctype: str) -> set[str]:
    return {
        str(row.role)
        for row in get_meta(doctype).permissions
        if cint(row.get("write")) and not cint(row.permlevel)
    }

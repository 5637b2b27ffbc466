"""Close a case, once the loop to the person is closed."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.cases import contact_attempts, duplicates, evidence, transitions
from cfm_app.procedures.sop import phases, workflow_guard
from cfm_app.security.access_rule import open_documents
from cfm_app.security.lawful_basis import consent, unrecorded


def close(name: str) -> Document:
    """Close a case whose person is informed, cannot be reached, or does not want to be told.

    A case whose person refused to be recorded needs nothing else.
    """
    case = open_documents.get_open("Case", name, for_update=True)
    way = way_of_unrecorded(case) if unrecorded.is_case_of(case) else []
    for state in way[:-1]:
        case = transitions.move_to_state(case, state)
    return transitions.move_to_phase(case, consts.PHASE_CLOSED)


def way_of_unrecorded(case: Document) -> list[str]:
    """The states by which the user closes such a case: the shortest path, the closed state last.

    Empty where the workflow has no path, or a referral waits for its answer.
    """
    workflow = workflow_guard.active_workflow("Case")
    if not workflow or evidence.referrals(case.name, *evidence.UNANSWERED):
        return []
    roles, is_own = frappe.get_roles(), case.owner == frappe.session.user
    steps = [
        row
        for row in workflow.transitions
        if row.allowed in roles and not row.condition and (row.allow_self_approval or not is_own)
    ]
    ways, seen = [[case.workflow_state]], _states_with_acts() | {case.workflow_state}
    for way in ways:
        for row in steps:
            if row.state != way[-1] or row.next_state in seen:
                continue
            if phases.phase_of(row.next_state) == consts.PHASE_CLOSED:
                return [*way[1:], row.next_state]
            seen.add(row.next_state)
            ways.append([*way, row.next_state])
    return []


def _states_with_acts() -> set[str]:
    """The states whose evidence a person who is not recorded cannot provide."""
    named = {
        evidence.referred_state(),
        contact_attempts.unreachable_state(),
        duplicates.duplicate_state(),
    }
    return named | set(phases.states_of(consts.PHASE_INFORMED))


def check(case: Document) -> None:
    """Throw for closing a case whose person does not know the outcome."""
    before = case.get_doc_before_save()
    if not before or case.phase != consts.PHASE_CLOSED or before.phase == consts.PHASE_CLOSED:
        return
    if case.duplicate_of:
        return
    _check_satisfaction(case)
    if is_loop_closed(case):
        return
    wanted = counted(
        _(
            "Inform the person of the outcome before closing, or record {0} failed contact"
            " attempts (so far {1}), or the person's refusal to be called back."
        ),
        max(contact_attempts.needed_attempts(case.sop), 1),
        contact_attempts.failed_attempts(case),
    )
    frappe.throw(
        " ".join(filter(None, (wanted, contact_attempts.why_fewer(case)))),
        title=_("The loop is not closed"),
    )


def _check_satisfaction(case: Document) -> None:
    """Where the SOP requires it, throw if the informed person was not asked how satisfied they are."""
    wanted = case.sop and frappe.db.get_value("CFM SOP", case.sop, "require_satisfaction")
    if not wanted or not case.informed_on or unrecorded.is_case_of(case):
        return
    report = {"cfm_case": case.name}
    if not (case.satisfaction or frappe.db.get_value("Sensitive Report", report, "satisfaction")):
        frappe.throw(_("Ask whether the person is satisfied before closing."))


def is_loop_closed(case: Document) -> bool:
    """Whether the person knows the outcome, cannot or does not want to be told, or need not be."""
    if case.informed_on or contact_attempts.are_exhausted(case):
        return True
    if unrecorded.is_case_of(case):
        return True
    if case.sop and not frappe.db.get_value("CFM SOP", case.sop, "require_informed"):
        return True
    return consent.is_refused(case.name, consts.CALL_BACK)

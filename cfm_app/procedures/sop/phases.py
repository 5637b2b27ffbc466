"""The phase that a state of a case means, and when phases were reached."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, consts
from cfm_app.base.clock import believed_now
from cfm_app.procedures.sop import case_clock, class_reach
from cfm_app.security.lawful_basis import unrecorded

_KEPT = (consts.PHASE_RESOLVED, consts.PHASE_INFORMED)


@batch_cache.cached_in_batch
def phase_of(state: str | None, reached: str | None = None) -> str:
    """The phase of a state, by the settings.

    A state without one keeps the phase `reached` so far, so that waiting for an approval in it causes no
    new notices; a new case counts as in progress.
    """
    if not state:
        return consts.PHASE_NEW
    settings = frappe.get_cached_doc("CFM Settings")
    for row in settings.case_phases:
        if row.workflow_state == state:
            return row.phase
    return reached if reached in _KEPT else consts.PHASE_IN_PROGRESS


def states_of(*phases: str) -> list[str]:
    """The states with one of these phases."""
    settings = frappe.get_cached_doc("CFM Settings")
    return [row.workflow_state for row in settings.case_phases if row.phase in phases]


def has_reached(phase: str, wanted: str) -> bool:
    """Whether a phase is equal to or after another; paused comes before all that end a case."""
    return _rank(phase) >= _rank(wanted)


def apply(case: Document) -> None:
    """Set the phase from the state, and stamp phases that were just reached."""
    _stamp_state(case)
    before = case.get_doc_before_save()
    # Use the stored value: a client may send another.
    old, new = case.phase, phase_of(case.workflow_state, before.phase if before else None)
    case.phase = new
    if old == new:
        return
    now = believed_now()
    case_clock.note_phase(case, old, new, now)
    if old in (None, "", consts.PHASE_NEW) and new != consts.PHASE_NEW:
        if class_reach.has_handlers(case.sensitivity):
            case.first_response_on = case.first_response_on or now
        if new == consts.PHASE_INFORMED:
            case.first_contact_resolution = 1
    if has_reached(new, consts.PHASE_RESOLVED):
        case.resolved_on = case.resolved_on or now
        case.answered_on = None
    if new == consts.PHASE_INFORMED:
        case.informed_on = case.informed_on or now
    if new == consts.PHASE_CLOSED:
        case.closed_on = now
    if is_reopened(old, new):
        case.reopened_count = (case.reopened_count or 0) + 1
        case.resolved_on = case.informed_on = case.closed_on = None


def _stamp_state(case: Document) -> None:
    before = case.get_doc_before_save()
    if not before or before.workflow_state != case.workflow_state:
        case.state_since = believed_now()


def check_steps(case: Document) -> None:
    """Throw for a phase that a step of the procedure must precede.

    Reopening a case makes steps due but requires none; a person who refused to be recorded has no steps.
    """
    before = case.get_doc_before_save()
    if not before or before.phase == case.phase or is_reopened(before.phase, case.phase):
        return
    missing = [row.step_title for row in steps_before(case, case.phase)]
    if missing:
        frappe.throw(
            _("First do these steps of the procedure: {0}").format(", ".join(missing)),
            title=_("Steps are missing"),
        )


def steps_before(case: Document, phase: str) -> list[Document]:
    """The open steps that a phase requires."""
    if unrecorded.is_case_of(case):
        return []
    return [
        row
        for row in case.get("sop_steps") or []
        if row.required_before_phase
        and not row.done
        and has_reached(phase, row.required_before_phase)
    ]


def stamp_steps(case: Document) -> None:
    """Note who completed a step, and when."""
    for row in case.get("sop_steps") or []:
        if row.done and not row.done_on:
            row.done_on, row.done_by = believed_now(), frappe.session.user
        elif not row.done:
            row.done_on = row.done_by = None


def _rank(phase: str | None) -> int:
    if phase == consts.PHASE_PAUSED:
        return consts.PHASE_ORDER.index(consts.PHASE_IN_PROGRESS)
    return consts.PHASE_ORDER.index(phase) if phase in consts.PHASE_ORDER else 0


def is_reopened(old: str | None, new: str) -> bool:
    """Whether a change of phase reopens a resolved case."""
    return has_reached(old or "", consts.PHASE_RESOLVED) and not has_reached(
        new, consts.PHASE_RESOLVED
    )

"""No state without its evidence: what must be stored before a case may enter a state.

It runs while a case is validated, so it holds for forms, bulk actions, imports and plain saves as for the
verbs of this package. Each refusal names the act that adds what is missing.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.settings import setting
from cfm_app.cases import contact_attempts, duplicates
from cfm_app.procedures.sop import phases
from cfm_app.security.lawful_basis import unrecorded
from cfm_app.security.restricted_cases import particulars

UNANSWERED = (*consts.REFERRALS_PENDING, consts.REFERRAL_RETURNED)


def check(case: Document) -> None:
    """Throw for a new state without its evidence."""
    before = case.get_doc_before_save()
    old_state = before.workflow_state if before else None
    if duplicates.is_duplicate(case):
        return
    if case.workflow_state == old_state:
        _check_still_repeats(case, before)
        check_kept(case, case.phase)
        return
    old_phase = before.phase if before else consts.PHASE_NEW
    if case.workflow_state == referred_state():
        _check_referred(case)
    if _enters(case, old_phase, consts.PHASE_RESOLVED):
        _check_answered(case)
        _check_words(case)
    if case.phase == consts.PHASE_INFORMED and old_phase != consts.PHASE_INFORMED:
        _check_informed(case)


def _check_still_repeats(case: Document, before: Document | None) -> None:
    """Throw for a duplicate without an original: it would be a closed case without an answer."""
    if before and duplicates.is_duplicate(before) and not duplicates.is_duplicate(case):
        frappe.throw(_("A duplicate names the case that it repeats. Reopen it instead."))


def check_kept(holder: Document, phase: str) -> None:
    """Throw for removing words that the state depends on.

    `holder` has the words: the case, or the report of a restricted one. `phase` is that of the case.
    """
    before = holder.get_doc_before_save()
    if not before:
        return
    fields = []
    if phases.has_reached(phase, consts.PHASE_RESOLVED):
        fields.append("resolution")
    if phases.has_reached(phase, consts.PHASE_INFORMED):
        fields.append("response_given")
    for field in fields:
        if _has_words(before, field) and not _has_words(holder, field):
            label = _(holder.meta.get_label(field))
            frappe.throw(
                _("The state of the case stands on this: {0}. Write it anew.").format(label)
            )


def referred_state() -> str:
    """The state of a case that waits for the answer to a referral."""
    return setting("referred_state") or consts.CASE_REFERRED


def referrals(case: str, *states: str) -> list[Any]:
    """The referrals of a case in some states, oldest first. Checks no permission."""
    return frappe.get_all(
        "Referral",
        filters={"cfm_case": case, "workflow_state": ["in", list(states)]},
        fields=["name", "focal_point", "partner", "workflow_state"],
        order_by="creation asc, name asc",
    )


def _enters(case: Document, old_phase: str, wanted: str) -> bool:
    return phases.has_reached(case.phase, wanted) and not phases.has_reached(old_phase, wanted)


def _check_referred(case: Document) -> None:
    if not case.name or not referrals(case.name, *consts.REFERRALS_PENDING):
        frappe.throw(
            _("Nobody has been asked yet. Open a referral of this case: that moves it there."),
            title=_("No referral"),
        )


def _check_answered(case: Document) -> None:
    waiting = referrals(case.name, *UNANSWERED) if case.name else []
    if waiting:
        frappe.throw(
            _(
                "Referral {0} has no answer yet. Wait for it, record the answer that you got, or"
                " revoke the referral with a reason."
            ).format(", ".join(row.name for row in waiting)),
            title=_("A referral waits"),
        )


def _check_words(case: Document) -> None:
    """Throw for a resolved case without words, in the first answer or the resolution.

    A person who refused to be recorded needs none.
    """
    if unrecorded.is_case_of(case):
        return
    fields = ["resolution"]
    if case.phase != consts.PHASE_RESOLVED:
        fields += ["information_given", "response_given"]
    if not any(_written(case, field) for field in fields):
        frappe.throw(
            _("Write what was done about the case before you resolve it."),
            frappe.MandatoryError,
            title=_("No words of resolution"),
        )


def _check_informed(case: Document) -> None:
    if not contact_attempts.has_informed(case):
        frappe.throw(
            _("Record the contact in which the person was told, with what you said."),
            title=_("Nobody was informed"),
        )
    if not _written(case, "response_given"):
        frappe.throw(_("Write what you told the person."), frappe.MandatoryError)


def _has_words(doc: Document, field: str) -> bool:
    return bool((doc.get(field) or "").strip())


def _written(case: Document, field: str) -> bool:
    """Whether a field has words, in the case or in the report of a restricted one."""
    return bool((case.get(field) or particulars.particular(case, field) or "").strip())

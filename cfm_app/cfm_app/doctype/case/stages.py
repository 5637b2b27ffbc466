"""A case is saved in six stages, each written once, in the order in which they stand here.

It lies beside the controller, since rules of rooms above `cases` have a place in it. A stage may read what those
before it have settled. What DocTypes have in common comes before (`declares.py` of each room):
whether the user may write at all, and moments to the minute.

Before the rows are stored, `settle` asks the first five; once they are, `follow` goes on with the evidence that names
the stored case, and tells.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, declarations
from cfm_app.cases import (
    answer,
    assignment,
    close,
    contact,
    contact_attempts,
    digest,
    duplicates,
    form_rules,
    from_call,
    from_conversation,
    narrowed_choices,
    places,
    reopen,
    step_completion,
)
from cfm_app.cases import evidence as evidence_of_states
from cfm_app.exchange.field_desk import page_photos
from cfm_app.exchange.paper_forms import numbers
from cfm_app.procedures.sop import (
    case_clock,
    class_reach,
    classification,
    extensions,
    immutable_rows,
    integrity,
    phases,
    timestamps,
    workflow_guard,
)
from cfm_app.procedures.sop import procedure as procedures
from cfm_app.security.access_rule import access, status_codes
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.lawful_basis import consent, unrecorded_writes
from cfm_app.security.restricted_cases import case_stubs, particulars
from cfm_app.security.sealing import body, lifting
from cfm_app.security.sealing import files as sealed_files

CRUCIAL_LINKS = (
    "channel",
    "language",
    "community_member",
    "location",
    "category",
    "sensitivity",
    "priority",
    "duplicate_of",
    "sop",
    *(each.field for each in declarations.added_fields("Case") if each.is_crucial),
)
# What features above ask of a case.
FEATURE_RULES = declarations.case_rules()
SUBSTANCE = ("description", "category", "information_given", "community_member", "source_id")
SYSTEM_FIELDS = (
    "phase",
    "sla_status",
    "consent_status",
    "reopened_count",
    "first_contact_resolution",
    "sop_reason",
    "respond_by",
    "resolve_by",
    "first_response_on",
    "resolved_on",
    "informed_on",
    "informed_by",
    "is_appeal",
    "closed_on",
    "paused_on",
    "paused_hours",
    "at_risk_on",
    "next_due_on",
    "answered_on",
    "taken_up_on",
    "state_since",
    "clock_stops",
    "is_restricted",
    assignment.FIELD,
)


@batch_cache.cached_batch()
def settle(case: Document) -> None:
    """Before it is stored. What managers set up is read once for all stages."""
    whole(case)
    who_may(case)
    sensitivity(case)
    procedure(case)
    evidence(case)


@batch_cache.cached_batch()
def follow(case: Document) -> None:
    """Once it is stored."""
    evidence_kept(case)
    told(case)


def whole(case: Document) -> None:
    """Its fields are complete and name what there is: first, since every rule after it reads them."""
    body.disarm(case)
    integrity.restore_system_fields(case, SYSTEM_FIELDS)
    timestamps.set_received_on(case)
    immutable_rows.protect(case, case.received_on)
    case.consent_status = "None" if case.is_new() else consent.derived_status(case.name)
    integrity.require_existing(case, CRUCIAL_LINKS)
    for rule in FEATURE_RULES:
        rule(case)
    numbers.check(case)
    _refuse_empty(case)


def who_may(case: Document) -> None:
    """Whether this user may take it there: before its class, so that nothing is worked out for who may not."""
    unrecorded_writes.check_case(case)
    _refuse_own_duplicate(case)
    workflow_guard.enforce(case)
    duplicates.forget_when_reopened(case)


def sensitivity(case: Document) -> None:
    """Its class, and who handles it: before the procedure, which goes by category and class."""
    classification.apply(case)
    class_reach.redirect_unreached(case)
    form_rules.apply(case)
    narrowed_choices.check(case)
    _refuse_restricted_duplicate(case)
    lifting.check(case)
    particulars.restore(case)
    classification.check_lifted(case)
    assignment.leave_to_handlers(case)


def procedure(case: Document) -> None:
    """Its procedure, phase, steps and clocks: before the evidence, which phases ask for."""
    procedures.apply(case)
    phases.apply(case)
    step_completion.tick_done_steps(case)
    phases.stamp_steps(case)
    phases.check_steps(case)
    extensions.check(case)
    handlers.stamp_act(case)
    case_clock.apply(case)


def evidence(case: Document) -> None:
    """What its state rests on is there: last before it is stored, and then what a report holds alone leaves its row."""
    contact.stamp(case)
    contact_attempts.settle(case)
    reopen.set_contacts_aside(case)
    answer.note_first_contact(case)
    evidence_of_states.check(case)
    contact_attempts.set_next_contact(case)
    contact_attempts.check_unreachable(case)
    close.check(case)
    particulars.withhold(case)


def evidence_kept(case: Document) -> None:
    """Report, files, stub, code and conversation follow: once it is stored, since they name it."""
    _leave_others(case)
    particulars.store(case)
    sealed_files.follow(case)
    page_photos.follow(case)
    particulars.release(case)
    if case.is_restricted or case.get_doc_before_save():
        case_stubs.update(case)
    # In a new case everything has changed.
    if case.has_value_changed("sensitivity") or case.has_value_changed("duplicate_of"):
        status_codes.ensure(case)
    from_conversation.follow_class(case)
    from_call.follow_class(case)


def told(case: Document) -> None:
    """Who has to know of it: last, since nobody is told of what could still be refused."""
    extensions.tell(case)
    digest.send_for_period(case)


def _refuse_empty(case: Document) -> None:
    if case.is_new() and not any(case.get(field) for field in SUBSTANCE):
        frappe.throw(
            _("Write what was said, or choose a category."), frappe.exceptions.MandatoryError
        )


def _refuse_own_duplicate(case: Document) -> None:
    if case.duplicate_of and case.duplicate_of == case.name:
        frappe.throw(_("A case cannot be a duplicate of itself."))


def _refuse_restricted_duplicate(case: Document) -> None:
    """Whoever opens an ordinary case must not read the number of a restricted one in it."""
    if not case.duplicate_of or clearance.is_restricted(case.sensitivity):
        return
    other = frappe.db.get_value("Case", case.duplicate_of, "sensitivity")
    if not clearance.is_restricted(other):
        return
    if not access.may_see_case(case.duplicate_of):
        integrity.refuse_missing(case, "duplicate_of")
    frappe.throw(_("An ordinary case cannot be a duplicate of a restricted one."))


def _leave_others(case: Document) -> None:
    """Once it is restricted, no duplicate and no proposal of a place leads to it."""
    before = case.get_doc_before_save()
    if before and case.is_restricted and not before.is_restricted:
        duplicates.release(case.name)
        places.withdraw(before.place_details, before.location)

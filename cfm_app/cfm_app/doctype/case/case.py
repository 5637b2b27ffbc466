"""A case: what somebody told the mechanism, and how far it has come."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import changed_records
from cfm_app.cases import (
    answer,
    close,
    contact,
    contact_attempts,
    digest,
    duplicates,
    evidence,
    form_rules,
    from_call,
    from_conversation,
    narrowed_choices,
    places,
    reopen,
    step_completion,
)
from cfm_app.exchange.field_desk import page_photos
from cfm_app.exchange.paper_forms import numbers
from cfm_app.office.missions import linking
from cfm_app.procedures.sop import (
    case_clock,
    class_reach,
    classification,
    extensions,
    immutable_rows,
    integrity,
    phases,
    procedure,
    timestamps,
    workflow_guard,
)
from cfm_app.security.access_rule import access, outgoing_data, status_codes
from cfm_app.security.access_rule.random_naming import RandomlyNamed
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
    "mission",
    "duplicate_of",
    "sop",
)
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
)


class Case(integrity.KeepsSpelling, RandomlyNamed):
    """The rules live in the services; this class says only in which order they run."""

    crucial_links = CRUCIAL_LINKS

    def before_validate(self) -> None:
        if not self.is_new() and clearance.is_restricted(self.sensitivity):
            self.flags.ignore_mandatory = True

    def validate(self) -> None:
        body.disarm(self)
        integrity.restore_system_fields(self, SYSTEM_FIELDS)
        timestamps.set_received_on(self)
        immutable_rows.protect(self, self.received_on)
        self.consent_status = "None" if self.is_new() else consent.derived_status(self.name)
        integrity.require_existing(self, CRUCIAL_LINKS)
        linking.apply(self)
        numbers.check(self)
        self._refuse_empty()
        unrecorded_writes.check_case(self)
        self._refuse_own_duplicate()
        workflow_guard.enforce(self)
        duplicates.forget_when_reopened(self)
        classification.apply(self)
        class_reach.redirect_unreached(self)
        form_rules.apply(self)
        narrowed_choices.check(self)
        self._refuse_restricted_duplicate()
        lifting.check(self)
        particulars.restore(self)
        classification.check_lifted(self)
        procedure.apply(self)
        phases.apply(self)
        step_completion.tick_done_steps(self)
        phases.stamp_steps(self)
        phases.check_steps(self)
        extensions.check(self)
        handlers.stamp_act(self)
        case_clock.apply(self)
        contact.stamp(self)
        contact_attempts.settle(self)
        reopen.set_contacts_aside(self)
        answer.note_first_contact(self)
        evidence.check(self)
        contact_attempts.set_next_contact(self)
        contact_attempts.check_unreachable(self)
        close.check(self)
        particulars.withhold(self)

    def on_update(self) -> None:
        self._leave_others()
        particulars.store(self)
        sealed_files.follow(self)
        page_photos.follow(self)
        particulars.release(self)
        if self.is_restricted or self.get_doc_before_save():
            case_stubs.update(self)
        # In a new case everything has changed.
        if self.has_value_changed("sensitivity") or self.has_value_changed("duplicate_of"):
            status_codes.ensure(self)
        from_conversation.follow_class(self)
        from_call.follow_class(self)
        extensions.tell(self)
        digest.send_for_period(self)

    def is_ordinary(self) -> bool:
        """Whether the office as a whole may know of it, by what is stored: a webhook asks this first."""
        return outgoing_data.may_leave(self)

    def on_state_moved(self) -> None:
        """A manager took its state out of the workflow: phase and clocks follow, nothing is asked."""
        phases.apply(self)
        case_clock.apply(self)
        self.db_update_all()
        changed_records.note(self.doctype, [self.name])
        status_codes.ensure(self)

    def on_change(self) -> None:
        # What was saved is sent back to whoever saved it.
        self._show()

    def onload(self) -> None:
        self._show()

    def before_print(self, settings: Any = None) -> None:
        self._show()

    def apply_fieldlevel_read_permissions(self) -> None:
        super().apply_fieldlevel_read_permissions()
        self._show()

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Cases are kept. Mark the case as a duplicate or close it instead."))
        status_codes.drop(self.name)

    def _show(self) -> None:
        """Bring it to what its reader may know, in their language."""
        particulars.show_only_stub(self)
        procedure.show_reason(self)

    def _leave_others(self) -> None:
        """Once it is restricted, no duplicate and no proposal of a place leads to it."""
        before = self.get_doc_before_save()
        if before and self.is_restricted and not before.is_restricted:
            duplicates.release(self.name)
            places.withdraw(before.place_details, before.location)

    def _refuse_empty(self) -> None:
        if self.is_new() and not any(self.get(field) for field in SUBSTANCE):
            frappe.throw(
                _("Write what was said, or choose a category."), frappe.exceptions.MandatoryError
            )

    def _refuse_own_duplicate(self) -> None:
        if self.duplicate_of and self.duplicate_of == self.name:
            frappe.throw(_("A case cannot be a duplicate of itself."))

    def _refuse_restricted_duplicate(self) -> None:
        """Whoever opens an ordinary case must not read the number of a restricted one in it."""
        if not self.duplicate_of or clearance.is_restricted(self.sensitivity):
            return
        other = frappe.db.get_value("Case", self.duplicate_of, "sensitivity")
        if not clearance.is_restricted(other):
            return
        if not access.may_see_case(self.duplicate_of):
            integrity.refuse_missing(self, "duplicate_of")
        frappe.throw(_("An ordinary case cannot be a duplicate of a restricted one."))

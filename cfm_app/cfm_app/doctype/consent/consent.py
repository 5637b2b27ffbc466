"""A consent: who agreed to what, how it was asked, and the text as it was read."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.changes import changed_fields
from cfm_app.cases import step_completion
from cfm_app.procedures.sop import integrity, workflow_guard
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.lawful_basis import consent as rules
from cfm_app.security.lawful_basis import (
    consent_givers,
    legal_bases,
    statement_reading,
    unrecorded,
    withdrawals,
)

# What may still be written once the person has decided.
AFTER_DECISION = ("withdrawal_reason", "workflow_state", "purposes")
CRUCIAL_LINKS = ("cfm_case", "community_member", "statement", "supersedes")
SYSTEM_FIELDS = ("decided_on", "withdrawn_on", "statement_text")


class Consent(integrity.KeepsSpelling, RandomlyNamed):
    """Evidence: once decided it can only be withdrawn or replaced."""

    crucial_links = CRUCIAL_LINKS

    def validate(self) -> None:
        integrity.restore_system_fields(self, SYSTEM_FIELDS)
        integrity.require_existing(self, CRUCIAL_LINKS)
        if withdrawals.was_decided(self.get_doc_before_save()):
            self._refuse_editing_evidence()
        else:
            statement_reading.correct(self)
        workflow_guard.enforce(self)
        withdrawals.restore_stored(self)
        legal_bases.check(self)
        self._keep_text()
        self._lay_out_purposes()
        self._check_purposes()
        self._decide()
        withdrawals.record(self)

    def on_update(self) -> None:
        before = self.get_doc_before_save()
        if self._is_new_state(before, consts.CONSENT_DECIDED) and self.supersedes:
            self._supersede()
        rules.refresh_case(self.cfm_case)
        if self.workflow_state == consts.CONSENT_DRAFT:
            return
        step_completion.update_stored(self.cfm_case)
        rules.revoke_dependent_referrals(self.cfm_case)
        if unrecorded.is_refused(self) and rules.refuses_record(self.cfm_case):
            unrecorded.end_record(self.cfm_case)

    def on_trash(self) -> None:
        if self.workflow_state != consts.CONSENT_DRAFT and frappe.session.user != "Administrator":
            frappe.throw(_("A decided consent is evidence and is kept. Withdraw it instead."))

    def after_delete(self) -> None:
        rules.refresh_case(self.cfm_case)

    def _refuse_editing_evidence(self) -> None:
        before = self.get_doc_before_save()
        # Paper is scanned after the person has left; a picture that is there stays.
        late = () if before.evidence else ("evidence",)
        changed = changed_fields(self, before, exclude=(*AFTER_DECISION, *late))
        if changed or not self._only_withdraws(before):
            frappe.throw(
                _("A decided consent cannot be changed. Withdraw it, or record a new one.")
            )

    def _only_withdraws(self, before: Document) -> bool:
        """Whether the rows are the same, but for grants that are taken back."""
        if len(self.purposes) != len(before.purposes):
            return False
        for new, old in zip(self.purposes, before.purposes, strict=True):
            same = all(
                str(new.get(f) or "") == str(old.get(f) or "")
                for f in ("purpose", "partner", "expires_on")
            )
            taken_back = old.decision == "Granted" and new.decision == "Withdrawn"
            if not same or not (new.decision == old.decision or taken_back):
                return False
        return True

    def _keep_text(self) -> None:
        """Keep the statement as it was read, even if it is replaced later."""
        if self.statement and (self.is_new() or self.has_value_changed("statement")):
            self.statement_text = frappe.db.get_value(
                "Consent Statement", self.statement, "statement_text"
            )

    def _lay_out_purposes(self) -> None:
        """An empty consent asks about every purpose; what the person says is still open."""
        if not self.purposes:
            for purpose in consts.PURPOSES:
                self.append("purposes", {"purpose": purpose})

    def _check_purposes(self) -> None:
        seen = set()
        for row in self.purposes:
            granted = row.decision == "Granted"
            if row.purpose == consts.SHARE_WITH_PARTNER and granted and not row.partner:
                frappe.throw(_("Name the partner with whom the case may be shared."))
            key = (row.purpose, row.partner or "")
            if key in seen:
                frappe.throw(_("The purpose {0} is there twice.").format(_(row.purpose)))
            seen.add(key)

    def _decide(self) -> None:
        before = self.get_doc_before_save()
        if not self._is_new_state(before, consts.CONSENT_DECIDED):
            return
        undecided = [_(row.purpose) for row in self.purposes if not row.decision]
        if undecided or not self.purposes:
            frappe.throw(
                _("Ask the person about each purpose first: {0}").format(", ".join(undecided))
            )
        consent_givers.check(self)
        statement_reading.check(self)
        unrecorded.check(self)
        now = now_datetime()
        self.decided_on = now
        for row in self.purposes:
            row.decided_on = now

    def _supersede(self) -> None:
        old = frappe.get_doc("Consent", self.supersedes)
        if old.cfm_case != self.cfm_case:
            frappe.throw(_("A consent can only replace one of the same case."))
        old.db_set("workflow_state", consts.CONSENT_SUPERSEDED)

    def _is_new_state(self, before: Document | None, state: str) -> bool:
        return self.workflow_state == state and (not before or before.workflow_state != state)

"""A referral: what is asked of whom, exactly what they see of it, and their answer."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, get_fullname, now_datetime

from cfm_app.base import consts, notices
from cfm_app.base.changes import changed_fields
from cfm_app.cases import answer_referral, referral_rounds, revoke, step_completion
from cfm_app.channels.act_links import links
from cfm_app.procedures.sop import (
    case_batches,
    case_clock,
    classification,
    clock,
    integrity,
    routing,
    states,
    workflow_guard,
)
from cfm_app.procedures.sop.handler_assignment import note_act
from cfm_app.security.access_rule.random_naming import RandomlyNamed
from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.entitlement.handlers import notify
from cfm_app.security.lawful_basis import consent, partners, unrecorded_writes

CRUCIAL_LINKS = ("cfm_case", "functional_area", "focal_point", "partner", "consent")
RECEIVER_FIELDS = ("response", "rejection_reason", "received_via", "workflow_state")
SYSTEM_FIELDS = (
    "responded_on",
    "override_by",
    "sent_on",
    "recorded_by",
    "asked_count",
    "last_asked_on",
    referral_rounds.TABLE,
)
ANSWERS = (consts.REFERRAL_RETURNED, consts.REFERRAL_DONE)


class Referral(integrity.KeepsSpelling, RandomlyNamed):
    """Leaves only with consent; its receiver may answer it, not rewrite it."""

    crucial_links = CRUCIAL_LINKS

    functional_area: str | None
    focal_point: str | None
    responded_on: Any

    def validate(self) -> None:
        if not self.cfm_case:
            frappe.throw(_("A referral belongs to a case. Choose the case."), frappe.MandatoryError)
        integrity.restore_system_fields(self, SYSTEM_FIELDS)
        integrity.require_existing(self, CRUCIAL_LINKS)
        workflow_guard.enforce(self)
        self._refuse_rewriting()
        referral_rounds.refuse_rewriting(self)
        unrecorded_writes.check_referral(self)
        if self.is_new():
            self._address()
        else:
            self._ask_anew()
        self._check_receiver()
        self._check_case_is_open()
        if self._leaves() or self.has_value_changed("partner"):
            consent.check_referral(self)
        self._require_receiver()
        answer_referral.check_author(self)
        self._refuse_asking_oneself()
        revoke.check(self)
        self._check_answer()
        referral_rounds.keep_round(self)

    def after_insert(self) -> None:
        if clearance.is_restricted(frappe.db.get_value("Case", self.cfm_case, "sensitivity")):
            note_act(self.cfm_case)
        step_completion.update_stored(self.cfm_case)

    def on_update(self) -> None:
        if self.send_by_email and not self.sent_on:
            partners.send_letter(self)
        before = self.get_doc_before_save()
        has_moved = bool(before) and before.workflow_state != self.workflow_state
        if has_moved:
            links.spend(self)
        self._ask_no_more(before)
        self._tell_receiver(before)
        if has_moved:
            self._tell_sender()
            self._tell_revoked()

    def on_change(self) -> None:
        answer_referral.note_on_case(self.cfm_case)
        if self.workflow_state == consts.REFERRAL_REVOKED:
            revoke.follow(self.cfm_case)

    def on_trash(self) -> None:
        if frappe.session.user != "Administrator":
            frappe.throw(_("Referrals are kept. Revoke the referral instead."))

    def _address(self) -> None:
        """Fill area, receiver and due time from the procedure of the case."""
        facts = ["category", "location", "sensitivity", "sop", "resolve_by"]
        case = frappe.db.get_value("Case", self.cfm_case, facts, as_dict=True)
        sop = frappe.get_cached_doc("CFM SOP", case.sop) if case.sop else None
        if not self.functional_area:
            area = classification.inherited(case.category, "functional_area")
            self.functional_area = area or (sop.functional_area if sop else None)
        if not self.focal_point:
            self.focal_point = routing.receiver(
                sop, self.functional_area, case.location, case.sensitivity
            )
        if not self.due_on:
            self._set_due(sop, case.resolve_by)

    def _ask_anew(self) -> None:
        """Sent again after it came back, it waits for another answer, with a due time of its own.

        One that the sender has set meanwhile stays: with it the old answer is no longer dated.
        """
        before = self.get_doc_before_save()
        if not before or before.workflow_state != consts.REFERRAL_RETURNED:
            return
        is_chosen = bool(self.due_on) and self.has_value_changed("due_on")
        is_chosen = is_chosen or not before.responded_on
        if not self._leaves():
            self.responded_on = None if is_chosen else self.responded_on
            return
        self.responded_on = None
        if not is_chosen:
            case = frappe.db.get_value("Case", self.cfm_case, ["sop", "resolve_by"], as_dict=True)
            self._set_due(case_clock.sop_of(case.sop), case.resolve_by)

    def _set_due(self, sop: Document | None, resolve_by: Any) -> None:
        hours = sop.resolve_within_hours if sop else 0
        if hours:
            self.due_on = self._due(hours, sop, resolve_by)

    def _due(self, hours: float, sop: Document | None, resolve_by: Any) -> datetime:
        """The hours of the procedure from now, but not beyond the limit of the case."""
        now = now_datetime()
        due = clock.add_hours(now, hours, case_clock.calendar_of(sop))
        limit = get_datetime(resolve_by) if resolve_by else None
        return limit if limit and now < limit < due else due

    def _require_receiver(self) -> None:
        """Whoever is asked inside the office is a person who is told: an area alone answers nothing."""
        is_readdressed = self.has_value_changed("focal_point") or self.has_value_changed("partner")
        if not (self._leaves() or is_readdressed):
            return
        if self.focal_point:
            is_open = frappe.db.get_value("User", self.focal_point, "enabled")
            if not is_open or not frappe.has_permission("Referral", "read", user=self.focal_point):
                frappe.throw(
                    _(
                        "{0} cannot receive this: the account is closed, or has no role that reads"
                        " referrals. Choose another receiver."
                    ).format(get_fullname(self.focal_point)),
                    title=_("Receiver"),
                )
        elif not self.partner:
            frappe.throw(
                _(
                    "Nobody else receives referrals of the area {0} for this case. Choose another area"
                    " or a partner; or do it yourself, and write down what you did when you resolve"
                    " the case."
                ).format(_(self.functional_area or "") or "–"),
                title=_("Receiver"),
            )

    def _check_receiver(self) -> None:
        """A restricted case is referred only to somebody who may handle its class."""
        if not self.focal_point:
            return
        sensitivity = frappe.db.get_value("Case", self.cfm_case, "sensitivity")
        if not clearance.is_restricted(sensitivity):
            return
        role = clearance.handler_role(sensitivity)
        if role not in frappe.get_roles(self.focal_point):
            frappe.throw(
                _("This case may only be referred to somebody with the role {0}.").format(_(role))
            )

    def _refuse_asking_oneself(self) -> None:
        """Nobody answers what they asked, also not for whom they stand in: it would wait for ever."""
        asking = frappe.session.user if self.is_new() else self.owner
        is_asked = self._leaves() or self.has_value_changed("focal_point")
        if not is_asked or not self.focal_point or asking == "Administrator":
            return
        own = absences.receivers_for(asking) if self.is_new() else [asking]
        if self.focal_point in own:
            frappe.throw(
                _(
                    "You would ask yourself. Choose somebody else, or do it and write down what you did."
                ),
                title=_("Receiver"),
            )

    def _check_case_is_open(self) -> None:
        """Nobody is asked about a case that is resolved: it would stand there with no answer."""
        if not self._leaves():
            return
        phase = frappe.db.get_value("Case", self.cfm_case, "phase", for_update=True)
        if phase not in case_batches.OPEN_PHASES:
            frappe.throw(
                _("The case is resolved already. Reopen it before you ask somebody."),
                title=_("The case is over"),
            )

    def _refuse_rewriting(self) -> None:
        before = self.get_doc_before_save()
        user = frappe.session.user
        if not before or user == "Administrator" or self.flags.ignore_permissions:
            return
        if before.owner == user or consts.OFFICE_ROLES & set(frappe.get_roles()):
            return
        changed = changed_fields(self, before, exclude=RECEIVER_FIELDS)
        if changed:
            frappe.throw(
                _("You may answer or return this referral, not change what was sent."),
                frappe.PermissionError,
            )

    def _check_answer(self) -> None:
        before = self.get_doc_before_save()
        if not before or before.workflow_state == self.workflow_state:
            return
        if self.workflow_state == consts.REFERRAL_RETURNED and not self.rejection_reason:
            frappe.throw(_("Say why you return the referral."))
        if self.workflow_state == consts.REFERRAL_DONE and not self.response:
            frappe.throw(_("Write the answer before you finish the referral."))
        if self.workflow_state in ANSWERS:
            self.responded_on = self.responded_on or now_datetime()

    def _leaves(self) -> bool:
        """Whether it is being sent: for the first time, or again after it came back."""
        before = self.get_doc_before_save()
        was_out = bool(before) and before.workflow_state in consts.REFERRALS_PENDING
        return not before or (not was_out and self.workflow_state in consts.REFERRALS_PENDING)

    def _tell_receiver(self, before: Document | None) -> None:
        """Tell whoever is asked now and was not asked a moment ago."""
        is_out = self.workflow_state in consts.REFERRALS_PENDING
        is_handed_over = before is not None and before.focal_point != self.focal_point
        if not is_out or not (self._leaves() or is_handed_over):
            return
        if self.focal_point and self.focal_point != frappe.session.user:
            notify(self.focal_point, self._waits, self)

    def _ask_no_more(self, before: Document | None) -> None:
        """What was asked of a receiver leaves their notices with their answer, wherever they gave it."""
        if not before or before.workflow_state not in consts.REFERRALS_PENDING:
            return
        if self.workflow_state not in consts.REFERRALS_PENDING:
            notices.mark_done(self.doctype, self.name, for_user=["!=", self.owner])
        elif before.focal_point != self.focal_point:
            notices.mark_done(self.doctype, self.name, for_user=before.focal_point)

    def _waits(self, language: str | None) -> str:
        return _("Referral {0} waits for your answer", language).format(self.name)

    def _tell_sender(self) -> None:
        if self.owner not in (frappe.session.user, "Administrator"):
            notify(self.owner, self._is_now, self)

    def _is_now(self, language: str | None) -> str:
        state = states.of_referral(self.workflow_state, is_mine=False, language=language)
        return _("Referral {0} is now: {1}", language).format(self.name, state)

    def _tell_revoked(self) -> None:
        is_revoked = self.workflow_state == consts.REFERRAL_REVOKED
        if is_revoked and self.focal_point and self.focal_point != frappe.session.user:
            notify(self.focal_point, self._is_revoked, None)

    def _is_revoked(self, language: str | None) -> str:
        text = _("Referral {0} is revoked: no answer is needed any more", language).format(
            self.name
        )
        # Nothing else tells the receiver why: they read the referral no more.
        sensitivity = frappe.db.get_value("Case", self.cfm_case, "sensitivity")
        is_told = self.revocation_reason and not clearance.is_restricted(sensitivity)
        return f"{text} · {self.revocation_reason}" if is_told else text

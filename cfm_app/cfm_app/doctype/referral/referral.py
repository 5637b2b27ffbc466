"""A referral: what is asked of whom, exactly what he sees of it, and his answer."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app import consts
from cfm_app.privacy import clearance, consent, partners
from cfm_app.privacy.handlers import note_act, notify
from cfm_app.sop import classification, clock, integrity, routing, timekeeping, workflow_guard

CRUCIAL_LINKS = ("cfm_case", "functional_area", "focal_point", "partner", "consent")
RECEIVER_FIELDS = ("response", "rejection_reason", "workflow_state")
SYSTEM_FIELDS = ("responded_on", "override_by", "sent_on")
ANSWERS = (consts.REFERRAL_RETURNED, consts.REFERRAL_DONE)


class Referral(Document):
    """Leaves only with consent; its receiver may answer it, not rewrite it."""

    def validate(self) -> None:
        integrity.keep_system_fields(self, SYSTEM_FIELDS)
        integrity.require_existing(self, CRUCIAL_LINKS)
        workflow_guard.enforce(self)
        self._refuse_rewriting()
        if self.is_new():
            self._address()
        self._check_receiver()
        if self.is_new() or self.has_value_changed("partner"):
            consent.check_referral(self)
        self._check_answer()

    def after_insert(self) -> None:
        self._ask_receiver()
        if clearance.is_restricted(frappe.db.get_value("Case", self.cfm_case, "sensitivity")):
            note_act(self.cfm_case)

    def on_update(self) -> None:
        if self.send_by_email and not self.sent_on:
            partners.send_letter(self)
        before = self.get_doc_before_save()
        if before and before.workflow_state != self.workflow_state:
            self._tell_sender()
            if before.workflow_state == consts.REFERRAL_RETURNED and self._is_pending():
                self._ask_receiver()

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
            self.focal_point = self._route(case, sop)
        hours = sop.resolve_within_hours if sop else 0
        if not self.due_on and hours:
            self.due_on = self._due(hours, sop, case.resolve_by)

    def _due(self, hours: float, sop: Document | None, resolve_by: Any) -> datetime:
        """The hours of the procedure from now, but not beyond the limit of the case."""
        now = now_datetime()
        due = clock.add_hours(now, hours, timekeeping.calendar_of(sop))
        limit = get_datetime(resolve_by) if resolve_by else None
        return limit if limit and now < limit < due else due

    def _route(self, case: frappe._dict, sop: Document | None) -> str | None:
        if sop and sop.route_to:
            return routing.stand_in(sop.route_to)
        route = routing.find(self.functional_area, case.location, case.sensitivity)
        return route.receiver if route else None

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

    def _refuse_rewriting(self) -> None:
        before = self.get_doc_before_save()
        user = frappe.session.user
        if not before or user == "Administrator" or self.flags.ignore_permissions:
            return
        if before.owner == user or consts.OFFICE_ROLES & set(frappe.get_roles()):
            return
        changed = workflow_guard.changed_fields(self, before, exclude=RECEIVER_FIELDS)
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

    def _is_pending(self) -> bool:
        return self.workflow_state in consts.REFERRALS_PENDING

    def _ask_receiver(self) -> None:
        if self.focal_point and self.focal_point != frappe.session.user:
            subject = _("Referral {0} waits for your answer").format(self.name)
            notify(self.focal_point, subject, self)

    def _tell_sender(self) -> None:
        if self.owner not in (frappe.session.user, "Administrator"):
            subject = _("Referral {0} is now: {1}").format(self.name, _(self.workflow_state))
            notify(self.owner, subject, self)

"""A user who is competent for an area, a place and a sensitivity."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from cfm_app.base import consts
from cfm_app.procedures.sop import unattended
from cfm_app.security.entitlement import clearance, deputy_notices
from cfm_app.security.lawful_basis import partners

OF_AN_ABSENCE = frozenset(("deputy", "absent_from", "absent_to"))
MANAGERS = frozenset((consts.MANAGER, "System Manager", "Administrator"))


class CFMFocalPoint(Document):
    """A focal point of a restricted class holds its handler role; so does their deputy."""

    def validate(self) -> None:
        if not self.flags.ignore_permissions and MANAGERS.isdisjoint(frappe.get_roles()):
            self._check_only_absence()
        is_dated = self.absent_from and self.absent_to
        if is_dated and getdate(self.absent_to) < getdate(self.absent_from):
            frappe.throw(_("The absence ends before it begins."))
        if self.deputy and self.deputy == self.user:
            frappe.throw(_("Somebody else has to be the deputy."))
        if self.deputy and not partners.may_stand_in(self.deputy, self.partner):
            frappe.throw(
                _(
                    "{0} answers for a partner outside, with whom nobody agreed to share this."
                ).format(self.deputy)
            )
        if clearance.is_restricted(self.sensitivity):
            self._check_roles(clearance.handler_role(self.sensitivity))
        unattended.check_absence(self)

    def on_update(self) -> None:
        if self.absent_from and self.deputy:
            deputy_notices.announce()

    def _check_only_absence(self) -> None:
        """Handlers write down who stands in for them; data protection does so for all of them."""
        changed = {df.fieldname for df in self.meta.fields if self.has_value_changed(df.fieldname)}
        is_own = self.user == frappe.session.user
        if changed <= OF_AN_ABSENCE and (is_own or consts.DATA_PROTECTION in frappe.get_roles()):
            return
        frappe.throw(_("You may change only your own absence and deputy."), frappe.PermissionError)

    def _check_roles(self, role: str) -> None:
        for user in (self.user, self.deputy):
            if user and role not in frappe.get_roles(user):
                frappe.throw(_("{0} needs the role {1} first.").format(user, _(role)))

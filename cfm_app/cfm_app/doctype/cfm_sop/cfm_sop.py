"""A standard procedure: where it applies, its limits, routing, steps and escalation."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from cfm_app.base.counting import counted
from cfm_app.cases import recompute
from cfm_app.procedures.sop import rungs
from cfm_app.security.entitlement import clearance

# Ten years: whoever asks for more has mistaken the unit.
MOST_HOURS = 87_600
HOURS = ("respond_within_hours", "refer_within_hours", "resolve_within_hours")


class CFMSOP(Document):
    """Refuses what no clock could follow; a change reaches the open cases."""

    def validate(self) -> None:
        for field in HOURS:
            self._check_hours(self.meta.get_label(field), self.get(field))
        for step in self.steps:
            self._check_hours(step.step_title, step.due_hours)
        if not 0 <= flt(self.at_risk_percent) <= 100:
            frappe.throw(_("A case is at risk after some percent of its limit, at most 100."))
        for rung in self.escalations:
            self._check_rung(rung)
        if self.extension_role:
            clearance.require_case_access(self.extension_role)

    def on_update(self) -> None:
        recompute.after_change(self)

    def _check_hours(self, label: str, hours: float | str | None) -> None:
        if flt(hours) > MOST_HOURS:
            frappe.throw(counted(_("{0}: at most {1} hours."), _(label), MOST_HOURS))

    def _check_rung(self, rung: Document) -> None:
        if not (rung.to_role or rung.to_user):
            frappe.throw(_("Say whom row {0} of the escalation tells.").format(rung.idx))
        if not rungs.counts_limit(rung) and flt(rung.threshold) <= 0:
            frappe.throw(
                _("Say after how many hours row {0} of the escalation speaks.").format(rung.idx)
            )
        if rung.to_role:
            clearance.require_case_access(rung.to_role)
        if rung.to_user:
            own = clearance.of(rung.to_user)
            if not (own.is_general or own.handled):
                frappe.throw(_("{0} sees no cases and cannot be told of one.").format(rung.to_user))

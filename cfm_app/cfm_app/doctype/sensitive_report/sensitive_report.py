"""The particulars of a restricted case, kept apart from the case itself."""

import frappe
from frappe import _

from cfm_app.cases import evidence, step_completion
from cfm_app.loop import attempts
from cfm_app.privacy import clearance, handlers, unrecorded_writes
from cfm_app.privacy.random_naming import RandomlyNamed
from cfm_app.sop import handler_assignment, immutable_rows, integrity


class SensitiveReport(RandomlyNamed):
    """One for each restricted case; written by the case, read by those entrusted with it."""

    def validate(self) -> None:
        integrity.require_existing(self, ("cfm_case",))
        facts = ["sensitivity", "phase", "received_on"]
        case = frappe.db.get_value("Case", self.cfm_case, facts, as_dict=True)
        immutable_rows.keep(self, case.received_on)
        unrecorded_writes.of_report(self)
        attempts.stamp(self)
        evidence.check_kept(self, case.phase)
        if not clearance.is_restricted(case.sensitivity):
            frappe.throw(_("Only a case of a restricted class has a sensitive report."))
        self.sensitivity = case.sensitivity
        handler_assignment.entrust(self)
        handlers.check(self)

    def on_update(self) -> None:
        handlers.tell(self)
        handler_assignment.note_act(self.cfm_case)
        # What the case itself stores here, it has looked at.
        if not self.flags.ignore_permissions:
            step_completion.follow(self.cfm_case)

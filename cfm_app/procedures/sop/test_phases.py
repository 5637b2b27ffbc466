"""What a state means to which the settings give no phase: one that a manager has just drawn."""

import frappe

from cfm_app.base import consts
from cfm_app.procedures.sop import phases
from cfm_app.testing import CFMTestCase

DRAWN = "Drawn by somebody"


class TestPhases(CFMTestCase):
    def test_whoever_waits_for_an_approval_is_not_told_anew(self) -> None:
        for reached in (consts.PHASE_RESOLVED, consts.PHASE_INFORMED):
            self.assertEqual(phases.phase_of(DRAWN, reached), reached)

    def test_every_other_case_is_in_progress(self) -> None:
        for reached in (None, consts.PHASE_NEW, consts.PHASE_PAUSED, consts.PHASE_CLOSED):
            self.assertEqual(phases.phase_of(DRAWN, reached), consts.PHASE_IN_PROGRESS)

    def test_nobody_claims_a_phase(self) -> None:
        operator = self.user(consts.OPERATOR)
        settings = frappe.get_doc("CFM Settings")
        settings.case_phases = [
            row for row in settings.case_phases if row.workflow_state != "Registered"
        ]
        settings.save()
        frappe.set_user(operator)
        self.addCleanup(frappe.set_user, "Administrator")
        case = self.act(self.case(), "Register")
        case.phase = consts.PHASE_INFORMED
        case.save()
        self.assertEqual(case.reload().phase, consts.PHASE_IN_PROGRESS)

"""A workflow that stops what everybody does says so before it is saved."""

from typing import Any

import frappe

from cfm_app.cases import standard_acts
from cfm_app.testing import CFMTestCase


class TestStandardActs(CFMTestCase):
    def found(self, workflow: Any) -> list[tuple[str, str]]:
        """What is found about a workflow that is drawn but not saved: level and message."""
        workflow.load_doc_before_save()
        return [(level, message) for level, message, _state in standard_acts.findings(workflow)]

    def stops(self, workflow: Any) -> str:
        return "\n".join(message for level, message in self.found(workflow) if level == "stop")

    def step(self, workflow: Any, action: str) -> list[Any]:
        return [row for row in workflow.transitions if row.action == action]

    def test_the_shipped_workflows_stop_nothing(self) -> None:
        for name in ("CFM Case", "CFM Referral", "CFM Consent"):
            self.assertEqual(self.found(frappe.get_doc("Workflow", name)), [], name)

    def test_an_approval_before_referring_stops_referring(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        for row in self.step(workflow, "Refer"):
            row.next_state = "On Hold"
        self.assertIn("Refer a case: nobody can do this any more.", self.stops(workflow))

    def test_a_role_that_loses_a_step_is_named_with_the_state(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        workflow.transitions = [
            row
            for row in workflow.transitions
            if (row.state, row.action) != ("In Progress", "Resolve")
        ]
        told = self.stops(workflow)
        self.assertIn("Resolve a case: CFM Caseworker can do this no more", told)
        self.assertIn("In Progress", told)

    def test_a_new_first_state_of_referrals_asks_nobody(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Referral")
        first = {"state": "On Hold", "doc_status": "0", "allow_edit": "CFM Operator"}
        workflow.states = []
        stored = frappe.get_doc("Workflow", "CFM Referral").states
        for row in (first, *[each.as_dict() for each in stored]):
            workflow.append("states", {**row, "name": None, "idx": None})
        self.assertIn("cases cannot be referred any more", self.stops(workflow))

    def test_a_condition_on_a_step_is_a_doubt(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        for row in self.step(workflow, "Close"):
            row.condition = 'doc.priority != "Urgente"'
        self.assertEqual(self.stops(workflow), "")
        self.assertTrue(
            any("only under the condition" in message for _level, message in self.found(workflow))
        )

    def test_a_workflow_that_is_off_stops_nothing(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        workflow.is_active = 0
        workflow.transitions = []
        self.assertEqual(self.found(workflow), [])

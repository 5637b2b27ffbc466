"""The workflow of an office that edited it becomes shorter, and stays what the office made of it."""

import frappe

from cfm_app.base import consts
from cfm_app.patches import one_role_of_casework as patch
from cfm_app.security.entitlement import casework_role
from cfm_app.testing import CFMTestCase

ALL = (*sorted(patch.OFFICE), *sorted(patch.HANDLERS))


class TestPatch(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")

    def office(self, rows: list[tuple[str, str, str, tuple[str, ...]]]) -> None:
        """The workflow as it was shipped before, as far as it matters, with an office's edits."""
        workflow = frappe.get_doc("Workflow", "CFM Case")
        states = [row.state for row in workflow.states]
        workflow.set("states", [])
        for state in states:
            editors = tuple(patch.OFFICE) if state in patch.STATES_OF_OFFICE else ALL
            for role in editors:
                workflow.append("states", {"state": state, "doc_status": "0", "allow_edit": role})
        workflow.set("transitions", [])
        for state, action, target, roles in rows:
            for role in roles:
                row = {"state": state, "action": action, "next_state": target, "allowed": role}
                workflow.append("transitions", {**row, "allow_self_approval": 1})
        workflow.save()

    def test_untouched_rows_become_one_and_edited_ones_stay(self) -> None:
        self.office(
            [
                ("New", "Register", "Registered", ALL),
                ("New", "Answer", "Answered", (consts.OPERATOR, consts.MANAGER)),
                ("Registered", "Start Work", "In Progress", (*ALL, consts.GENDER)),
                ("In Progress", "Resolve", "Resolved", ALL),
                # The office lets managers alone close.
                ("Loop Closed", "Close", "Closed", (consts.MANAGER,)),
            ]
        )
        patch.execute()
        workflow = frappe.get_doc("Workflow", "CFM Case")
        rows = [(row.state, row.action, row.allowed) for row in workflow.transitions]
        self.assertEqual(
            rows,
            [
                ("New", "Register", consts.CASEWORKER),
                ("New", "Answer", consts.CASEWORKER),
                ("Registered", "Start Work", consts.CASEWORKER),
                ("Registered", "Start Work", consts.GENDER),
                ("In Progress", "Resolve", consts.CASEWORKER),
                ("Loop Closed", "Close", consts.MANAGER),
            ],
        )
        self.assertEqual({row.allow_edit for row in workflow.states}, {consts.CASEWORKER})
        patch.execute()
        again = frappe.get_doc("Workflow", "CFM Case")
        self.assertEqual(len(again.transitions), len(rows))

    def test_who_works_on_cases_gets_the_role_and_loses_it_with_the_work(self) -> None:
        name = self.user(consts.PSEA, consts.ANALYST, email="migrated@test.cfm")
        frappe.db.delete("Has Role", {"parent": name, "role": consts.CASEWORKER})
        frappe.clear_cache(user=name)
        patch.execute()
        self.assertIn(consts.CASEWORKER, frappe.get_roles(name))
        user = frappe.get_doc("User", name)
        user.set("roles", [row for row in user.roles if row.role != consts.PSEA])
        casework_role.sync(user)
        self.assertEqual({row.role for row in user.roles}, {consts.ANALYST})

    def test_a_class_that_gets_a_handler_makes_caseworkers_of_those_who_hold_the_role(self) -> None:
        name = self.user(consts.GENDER, email="entrusted@test.cfm")
        self.assertNotIn(consts.CASEWORKER, frappe.get_roles(name))
        sensitivity = frappe.new_doc("Case Sensitivity")
        sensitivity.update({"sensitivity_name": "Gender", "hidden": 0})
        sensitivity.handler_role = consts.GENDER
        sensitivity.insert()
        self.assertNotIn(consts.CASEWORKER, frappe.get_roles(name))
        sensitivity.hidden = 1
        sensitivity.save()
        self.assertIn(consts.CASEWORKER, frappe.get_roles(name))

    def test_the_shipped_workflow_is_short(self) -> None:
        workflow = frappe.get_doc("Workflow", "CFM Case")
        self.assertLessEqual(len(workflow.states) + len(workflow.transitions), 47)

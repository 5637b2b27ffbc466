"""Assignment rules give cases to who sees them, and restricted ones to nobody."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.testing import CFMTestCase

PSEA_CATEGORY = "Exploitation ou abus sexuel"
FAILED = {"method": "An assignment rule failed"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class TestAssigning(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.psea = self.user(consts.PSEA)
        self.focal = self.user(consts.FOCAL_POINT)

    def rule(self, *users: str, **values: Any) -> Any:
        given = {
            "doctype": "Assignment Rule",
            "name": "Every case",
            "document_type": "Case",
            "description": "À traiter",
            "assign_condition": "name",
            "rule": "Round Robin",
            "users": [{"user": user} for user in users],
            "assignment_days": [{"day": day} for day in DAYS],
        }
        return frappe.get_doc({**given, **values}).insert()

    def recorded(self, **values: Any) -> str:
        frappe.set_user(self.operator)
        name = self.case(**values).name
        frappe.set_user("Administrator")
        return name

    def holders(self, case: str) -> list[str]:
        filters = {"reference_type": "Case", "reference_name": case, "status": "Open"}
        return frappe.get_all("ToDo", filters=filters, pluck="allocated_to")

    def test_an_ordinary_case_goes_to_who_sees_it(self) -> None:
        self.rule(self.focal, self.operator)
        for _turn in range(2):
            self.assertEqual(self.holders(self.recorded()), [self.operator])

    def test_a_restricted_case_is_given_to_nobody(self) -> None:
        self.rule(self.operator, self.psea)
        self.assertEqual(self.holders(self.recorded(category=PSEA_CATEGORY)), [])

    def test_whoever_saves_hears_nothing_of_a_rule_that_fails(self) -> None:
        failing = {"description": "{{ description.nothing[name] }}"}
        self.rule(self.operator, name="Text that fails", **failing)
        self.rule(self.operator, name="Condition that fails", assign_condition="int(description)")
        frappe.clear_messages()
        frappe.msgprint("Before")
        self.assertEqual(self.holders(self.recorded()), [])
        self.assertEqual(len(frappe.local.message_log), 1)
        logged = frappe.get_all("Error Log", filters=FAILED, pluck="error")
        for rule in ("Text that fails", "Condition that fails"):
            self.assertTrue(any(rule in each for each in logged), logged)

    def test_nor_is_what_becomes_restricted(self) -> None:
        self.rule(self.psea, assign_condition="is_restricted or priority == 'Urgente'")
        name = self.recorded(category="Quantité de la ration")
        case = frappe.get_doc("Case", name)
        case.category, case.sensitivity = PSEA_CATEGORY, None
        case.save()
        self.assertEqual(self.holders(name), [])

    def test_no_condition_is_asked_about_a_restricted_case(self) -> None:
        """What the handler was entrusted with stays theirs, whatever a rule says of it."""
        name = self.recorded(category=PSEA_CATEGORY)
        self.rule(self.psea, close_condition="name", unassign_condition="description")
        task = {"doctype": "ToDo", "reference_type": "Case", "reference_name": name}
        task |= {"allocated_to": self.psea, "description": "À traiter"}
        frappe.get_doc({**task, "assignment_rule": "Every case"}).insert()
        frappe.get_doc("Case", name).save()
        self.assertEqual(self.holders(name), [self.psea])

    def test_a_rule_opens_no_task_of_a_restricted_case_again(self) -> None:
        self.rule(self.psea, close_condition="priority == 'Urgente'")
        name = self.recorded(category="Quantité de la ration")
        task = {"doctype": "ToDo", "reference_type": "Case", "reference_name": name}
        task |= {"allocated_to": self.psea, "description": "À traiter"}
        done = frappe.get_doc({**task, "assignment_rule": "Every case"}).insert()
        done.status = "Closed"
        done.save()
        case = frappe.get_doc("Case", name)
        case.category, case.sensitivity = PSEA_CATEGORY, None
        case.save()
        frappe.get_doc("Case", name).save()
        self.assertEqual(self.holders(name), [])

    def test_restricted_cases_are_no_load_that_others_could_read(self) -> None:
        other = self.user(consts.OPERATOR, email="second.operator@test.cfm")
        frappe.get_doc("User", self.operator).add_roles(consts.PSEA)
        for _turn in range(3):
            name = self.recorded(category=PSEA_CATEGORY)
            task = {"doctype": "ToDo", "reference_type": "Case", "reference_name": name}
            task |= {"allocated_to": self.operator, "description": "À traiter"}
            frappe.get_doc(task).insert()
        self.rule(self.operator, other, rule="Load Balancing")
        given = [self.holders(self.recorded())[0] for _turn in range(4)]
        self.assertEqual(given, [self.operator, other, self.operator, other])

    def test_what_is_done_is_no_load(self) -> None:
        other = self.user(consts.OPERATOR, email="second.operator@test.cfm")
        for _turn in range(3):
            task = {"doctype": "ToDo", "reference_type": "Case", "reference_name": self.recorded()}
            task |= {"allocated_to": self.operator, "description": "Fait", "status": "Closed"}
            frappe.get_doc(task).insert()
        self.rule(self.operator, other, rule="Load Balancing")
        given = [self.holders(self.recorded())[0] for _turn in range(4)]
        self.assertEqual(given, [self.operator, other, self.operator, other])

    def test_a_field_names_who_gets_a_case(self) -> None:
        self.rule(rule="Based on Field", field="owner")
        self.assertEqual(self.holders(self.recorded()), [self.operator])

    def test_who_is_kept_to_a_province_gets_no_case_of_another(self) -> None:
        second = self.user(consts.OPERATOR, email="second.operator@test.cfm")
        here, there = frappe.get_all(
            "CFM Location", filters={"is_group": 0}, pluck="name", order_by="name asc", limit=2
        )
        kept = {"user": second, "allow": "CFM Location", "for_value": here}
        frappe.get_doc({"doctype": "User Permission", **kept}).insert()
        self.rule(second)
        self.assertEqual(self.holders(self.recorded(location=there)), [])
        self.assertEqual(self.holders(self.recorded(location=here)), [second])

    def test_a_mistaken_rule_stops_no_case(self) -> None:
        self.rule(self.operator, description="{{ description.nothing.more }}")
        name = self.recorded(description="Camion bloqué")
        self.assertEqual(frappe.db.get_value("Case", name, "description"), "Camion bloqué")
        self.assertEqual(self.holders(name), [])
        errors = frappe.get_all("Error Log", fields=["error"], order_by="creation desc", limit=3)
        self.assertNotIn(name, frappe.as_json(errors))

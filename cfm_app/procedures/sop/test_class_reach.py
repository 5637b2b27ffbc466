"""A restricted class of the office's own: where its cases go until it has handlers, and getting it some."""

import frappe

from cfm_app.base import consts
from cfm_app.procedures.setup import class_completion, unreached
from cfm_app.procedures.sop import class_reach
from cfm_app.security.access_rule import access
from cfm_app.testing import CFMTestCase

ROLE, CLASS = "High Level Corruption", "Corruption de haut niveau"
FRAUD_CLASS = "Fraude et corruption"
BRIBE = "Pot-de-vin demandé"


class TestClassReach(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator, self.manager = self.user(consts.OPERATOR), self.user(consts.MANAGER)
        self.psea, self.fraud = self.user(consts.PSEA), self.user(consts.FRAUD)
        frappe.get_doc({"doctype": "Role", "role_name": ROLE, "desk_access": 1}).insert()
        self.handler = self.user(ROLE)
        self.take_role()
        frappe.set_user(self.manager)
        values = {"sensitivity_name": CLASS, "hidden": 1, "handler_role": ROLE, "sort_index": 9}
        self.saved = frappe.get_doc(
            {"doctype": "Case Sensitivity", "respond_within_hours": 24, **values}
        ).insert()

    def take_role(self) -> None:
        frappe.db.delete("Has Role", {"parent": self.handler, "role": ROLE})
        frappe.clear_cache(user=self.handler)

    def give_role(self) -> None:
        row = {"parent": self.handler, "parenttype": "User", "parentfield": "roles"}
        for role in (ROLE, consts.CASEWORKER):
            frappe.get_doc({"doctype": "Has Role", "role": role, **row}).db_insert()
        frappe.clear_cache(user=self.handler)

    def recorded(self, **values: str) -> str:
        frappe.set_user(self.operator)
        name = str(self.case(**values).name)
        frappe.set_user("Administrator")
        return name

    def test_saving_it_says_what_it_lacks_and_tells_the_managers(self) -> None:
        told = " ".join(str(each) for each in frappe.get_message_log())
        self.assertIn("/cfm/reach", told)
        frappe.set_user("Administrator")
        deputy = self.user(consts.MANAGER, email="deputy@test.cfm")
        frappe.get_doc({"doctype": "Role", "role_name": "Empty", "desk_access": 1}).insert()
        self.saved.handler_role = "Empty"
        self.saved.save()
        self.saved.sort_index = 8
        self.saved.save()
        subjects = frappe.get_all("Notification Log", {"for_user": deputy}, pluck="subject")
        self.assertEqual(len([each for each in subjects if CLASS in each]), 1)

    def test_until_then_its_cases_go_to_a_class_with_handlers_and_say_so(self) -> None:
        name = self.recorded(sensitivity=CLASS)
        case = frappe.get_doc("Case", name)
        self.assertEqual(case.sensitivity, "EAS et harcèlement sexuel")
        reason = frappe.db.get_value("Sensitive Report", {"cfm_case": name}, "sensitivity_reason")
        self.assertIn(CLASS, reason)
        self.assertTrue(access.may_see_case(name, self.psea))
        self.assertFalse(access.may_see_case(name, self.manager))

    def test_the_class_above_the_category_comes_first(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.set_value("Case Category", BRIBE, "sensitivity", CLASS)
        frappe.clear_cache(doctype="Case Category")
        name = self.recorded(category=BRIBE)
        self.assertEqual(frappe.db.get_value("Case", name, "sensitivity"), FRAUD_CLASS)
        self.assertTrue(access.may_see_case(name, self.fraud))

    def test_where_no_class_has_handlers_the_clock_runs_on(self) -> None:
        frappe.set_user("Administrator")
        special = (consts.PSEA, consts.FRAUD, consts.PROTECTION)
        frappe.db.delete("Has Role", {"role": ["in", special], "parenttype": "User"})
        frappe.clear_cache()
        name = self.recorded(sensitivity=CLASS)
        case = frappe.get_doc("Case", name)
        self.assertEqual(case.sensitivity, CLASS)
        self.act(case, "Register")
        case.reload()
        self.assertFalse(case.first_response_on)
        self.assertTrue(case.next_due_on)

    def test_it_gets_what_a_comparable_class_has_and_takes_its_cases(self) -> None:
        frappe.set_user(self.manager)
        before = class_reach.of_class(CLASS)
        self.assertEqual(before.closed, ("Case", "Sensitive Report"))
        self.assertEqual(before.steps, ("CFM Consent", "CFM Referral"))
        class_completion.complete(CLASS)
        self.give_role()
        after = class_reach.of_class(CLASS)
        self.assertEqual((after.closed, after.rights, after.steps), ((), (), ()))
        self.assertIsNone(unreached.of_class(CLASS))
        name = self.recorded(sensitivity=CLASS)
        self.assertEqual(frappe.db.get_value("Case", name, "sensitivity"), CLASS)
        frappe.set_user(self.handler)
        case = frappe.get_doc("Case", name)
        case.check_permission("write")
        self.act(case, "Register")
        self.assertFalse(access.may_see_case(name, self.psea))

    def test_a_manager_gives_people_the_role(self) -> None:
        frappe.set_user(self.manager)
        class_completion.entrust(CLASS, self.handler)
        self.assertIn(ROLE, frappe.get_roles(self.handler))
        self.assertIn(consts.CASEWORKER, frappe.get_roles(self.handler))

    def test_an_operator_gives_nothing(self) -> None:
        frappe.set_user(self.operator)
        for act in (
            class_completion.complete,
            lambda name: class_completion.entrust(name, self.handler),
        ):
            with self.assertRaises(frappe.PermissionError):
                act(CLASS)

    def test_a_case_in_hand_is_not_sent_into_the_hole(self) -> None:
        name = self.recorded(category="Exploitation ou abus sexuel")
        frappe.set_user(self.psea)
        case = frappe.get_doc("Case", name)
        case.update({"sensitivity": CLASS, "sensitivity_reason": "High level"})
        with self.assertRaises(frappe.ValidationError):
            case.save()


class TestUnreached(CFMTestCase):
    def named(self) -> dict[tuple[str, str], str]:
        return {(gap.doctype, gap.name): gap.reason for gap in unreached.gaps()}

    def test_procedures_and_escalations_without_people_are_named(self) -> None:
        frappe.set_user("Administrator")
        gone = self.user(consts.MANAGER, email="gone@test.cfm")
        frappe.get_doc({"doctype": "Role", "role_name": "Nobody", "desk_access": 1}).insert()
        sop = frappe.get_doc({"doctype": "CFM SOP", "title": "Test", "route_to": gone})
        sop.append("steps", {"step_title": "Look", "responsible_role": "Nobody"})
        sop.append(
            "escalations", {"trigger_on": "Percent of limit", "threshold": 50, "to_user": gone}
        )
        sop.insert()
        frappe.db.set_value("User", gone, "enabled", 0)
        reasons = [gap.reason for gap in unreached.gaps() if gap.name == sop.name]
        self.assertEqual(len(reasons), 3)

    def test_a_focal_point_who_left_and_an_area_without_one(self) -> None:
        frappe.set_user("Administrator")
        gone = self.user(consts.FOCAL_POINT, email="gone.focal@test.cfm")
        area = frappe.get_doc(
            {"doctype": "CFM Functional Area", "area_name": "Test area", "enabled": 1}
        ).insert()
        self.assertIn(("CFM Functional Area", area.name), self.named())
        focal = frappe.get_doc(
            {"doctype": "CFM Focal Point", "user": gone, "functional_area": area.name, "enabled": 1}
        ).insert()
        self.assertNotIn(("CFM Functional Area", area.name), self.named())
        frappe.db.set_value("User", gone, "enabled", 0)
        self.assertIn(("CFM Focal Point", focal.name), self.named())

"""The page of a case for those who read cases and neither consents nor persons."""

import frappe

from cfm_app.base import consts
from cfm_app.security.persons import identity
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import actions, timeline, view


class TestReaders(CFMTestCase):
    def test_accountability_and_gender_read_the_case_without_its_person(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        known = {"full_name": "Zenaba Quartier", "phone": "+23566112233"}
        person = frappe.get_doc({"doctype": "Community Member", **known}).insert()
        case = self.case(description="No sorghum", community_member=person.name).name
        self.consent(case, consts.SHARE_INSIDE)
        for role in (consts.AAP, consts.GENDER):
            with self.subTest(role=role):
                frappe.set_user(self.user(role))
                shown = view.load(case)
                parts = (view.head(shown), view.facts(shown), view.person(shown))
                told = timeline.entries(shown)
                page = frappe.as_json([parts, told, actions.available(shown), view.files(shown)])
                self.assertIn("No sorghum", page)
                for secret in (*known.values(), person.name, "66112233"):
                    self.assertNotIn(secret, page)
                self.assertEqual(view.consents(shown), [])


class TestPerson(CFMTestCase):
    def test_a_phone_told_without_a_name_stands_there_once(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        told = {"doctype": "Community Member", "phone": "66 11 22 44"}
        person = frappe.get_doc(told).insert()
        shown = view.person(view.load(self.case(community_member=person.name).name))
        self.assertEqual(shown["phones"], ["66 11 22 44"])
        self.assertNotIn("66", shown["label"])

    def test_what_an_old_log_has_as_a_phone_is_shown_and_not_called(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Achta"}).insert()
        identity.keep_old_phone(person, "12")
        shown = view.person(view.load(self.case(community_member=person.name).name))
        self.assertEqual((shown["phones"], shown["no_phones"]), ([], ["12"]))


class TestFirstAct(CFMTestCase):
    def test_a_step_without_which_it_is_not_resolved_comes_before_resolving(self) -> None:
        psea = self.user(consts.PSEA)
        frappe.set_user(psea)
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        self.act(frappe.get_doc("Case", case), "Register")
        doc = self.act(frappe.get_doc("Case", case), "Start Work")
        shown = view.load(case)
        acts = actions.available(shown)
        self.assertEqual(acts["first"], "steps")
        self.assertIn(
            actions.choices(shown, acts)["before"], [step["title"] for step in view.steps(shown)]
        )
        for row in doc.sop_steps:
            if row.required_before_phase:
                row.done = 1
        doc.save()
        self.assertEqual(actions.available(view.load(case))["first"], "resolve")

    def test_a_step_that_is_open_is_named_while_somebody_else_has_to_act(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category="Quantité de la ration")
        shown = view.load(case.name)
        by_hand = [row for row in shown.case.sop_steps if not row.act]
        by_hand[0].done = 0
        self.assertEqual(
            actions.choices(shown, {"first": "", "kinds": {}})["meanwhile"],
            frappe._(by_hand[0].step_title),
        )
        for row in by_hand:
            row.done = 1
        self.assertEqual(actions.choices(shown, {"first": "", "kinds": {}})["meanwhile"], "")

"""Asking the person of a case that is there."""

from typing import Any

import frappe

from cfm_app.api import cases, console
from cfm_app.base import consts
from cfm_app.security.lawful_basis import consent
from cfm_app.testing import READ, CFMTestCase

CATEGORY = "Quantité de la ration"


class TestAskConsent(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))

    def said(self, decision: str) -> dict[str, Any]:
        rows = [{"purpose": consts.SHARE_INSIDE, "decision": decision}]
        return {"purposes": rows, "statement": READ}

    def test_the_newest_decision_counts_and_the_person_is_that_of_the_case(self) -> None:
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert()
        name = self.case(category=CATEGORY, community_member=person.name).name
        cases.record_consent(name, self.said("Granted"), preferred_hours="Evening")
        found = consent.granting_consent(name, consts.SHARE_INSIDE)
        self.assertEqual(frappe.db.get_value("Consent", found, "community_member"), person.name)
        hours = frappe.db.get_value("Community Member", person.name, "preferred_hours")
        self.assertEqual(hours, "Evening")
        cases.record_consent(name, self.said("Refused"))
        self.assertFalse(consent.granting_consent(name, consts.SHARE_INSIDE))

    def test_nothing_asked_is_nothing_recorded(self) -> None:
        name = self.case(category=CATEGORY).name
        with self.assertRaises(frappe.ValidationError):
            cases.record_consent(name, {"purposes": []})
        self.assertFalse(frappe.db.exists("Consent", {"cfm_case": name}))

    def test_a_restricted_case_is_asked_about_by_its_handlers_alone(self) -> None:
        name = self.case(category="Exploitation ou abus sexuel").name
        with self.assertRaises(frappe.DoesNotExistError):
            cases.record_consent(name, self.said("Granted"))
        frappe.set_user(self.user(consts.PSEA))
        name = self.case(category="Exploitation ou abus sexuel").name
        cases.record_consent(name, self.said("Granted"))
        self.assertTrue(consent.granting_consent(name, consts.SHARE_INSIDE))

    def test_a_known_person_does_not_change_with_a_restricted_case(self) -> None:
        """When it was recorded, of whom and by whom would stand in a record that the whole office reads."""
        handler, operator = self.user(consts.PSEA), frappe.session.user
        frappe.set_user(operator)
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert().name
        self.case(category=CATEGORY, community_member=person)
        before = frappe.get_doc("Community Member", person).as_dict()
        said = {"name": person, "preferred_hours": "Evening"}
        values = {"category": "Exploitation ou abus sexuel", "description": "x"}
        made = console.new_case(case=values, person=said)
        self.assertTrue(made["restricted"])
        frappe.set_user(handler)
        cases.record_consent(made["case"], self.said("Granted"), preferred_hours="Morning")
        # Whoever calls finds both where they work.
        noted = [row.action for row in frappe.get_doc("Case", made["case"]).follow_ups]
        report = frappe.get_doc("Sensitive Report", {"cfm_case": made["case"]})
        noted += [row.action for row in report.follow_ups]
        self.assertEqual(sum("Best time to call" in each for each in noted), 2, noted)
        frappe.set_user("Administrator")
        self.assertEqual(frappe.get_doc("Community Member", person).as_dict(), before)

    def test_but_with_an_ordinary_one(self) -> None:
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Zara"}).insert().name
        said = {"name": person, "preferred_hours": "Evening"}
        console.new_case(case={"category": CATEGORY, "description": "x"}, person=said)
        hours = frappe.db.get_value("Community Member", person, "preferred_hours")
        self.assertEqual(hours, "Evening")

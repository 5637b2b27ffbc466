"""A record that was merged into another one is as closed as that: it names the same person."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import person_merge, reclassify
from cfm_app.patches import merged_records as patch
from cfm_app.security.access_rule import access
from cfm_app.security.persons import identity
from cfm_app.testing import CFMTestCase

ORDINARY, FRAUD = "Quantité de la ration", "Fraude et corruption"
MEMBER = "Community Member"


class TestMergedRecords(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.fraud = self.user(consts.FRAUD)
        made = [
            frappe.get_doc({"doctype": MEMBER, "full_name": name}).insert().name
            for name in ("Achta Mahamat", "Achta Mahamatt", "A. Mahamat")
        ]
        self.last, self.second, self.first = map(str, made)
        person_merge.merge(self.second, self.first)
        person_merge.merge(self.last, self.second)
        self.case_of_person = self.case(community_member=self.last, category=ORDINARY)

    def seen_by(self, user: str) -> set[str]:
        """As found by name and in lists."""
        names = (self.last, self.second, self.first)
        found = {name for name in names if access.may_see(MEMBER, name, user)}
        frappe.set_user(user)
        listed = set(frappe.get_list(MEMBER, {"name": ["in", names]}, pluck="name"))
        frappe.set_user("Administrator")
        self.assertEqual(listed, found)
        return found

    def test_they_are_open_while_the_person_is(self) -> None:
        self.assertEqual(self.seen_by(self.operator), {self.last, self.second, self.first})

    def test_they_follow_the_person(self) -> None:
        reclassify.reclassify(self.case_of_person.name, FRAUD, "It is something else")
        self.assertEqual(self.seen_by(self.operator), set())
        # Of the merged records those entrusted need nothing: all is in the last one.
        self.assertIn(self.last, self.seen_by(self.fraud))

    def test_nobody_says_by_a_form_that_two_are_one(self) -> None:
        """Whoever asks about their data would be handed that of the other, or have it erased."""
        frappe.set_user(self.operator)
        victim = frappe.get_doc({"doctype": MEMBER, "full_name": "X", "merged_into": self.last})
        victim.insert()
        victim.update({"merged_into": self.last}).save()
        self.assertNotIn(victim.name, identity.records_of(self.last))
        merged = frappe.get_doc(MEMBER, self.first)
        merged.update({"merged_into": None}).save()
        self.assertEqual(frappe.db.get_value(MEMBER, self.first, "merged_into"), self.last)

    def test_sites_with_one_behind_the_other(self) -> None:
        frappe.db.set_value(MEMBER, self.first, "merged_into", self.second)
        patch.execute()
        stored = [
            frappe.db.get_value(MEMBER, name, "merged_into") for name in (self.first, self.second)
        ]
        self.assertEqual(stored, [self.last, self.last])

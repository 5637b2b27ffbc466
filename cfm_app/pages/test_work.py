"""The search of those who take calls."""

import frappe

from cfm_app import consts
from cfm_app.pages import work
from cfm_app.testing import CFMTestCase

PHONE = "+235 66 12 34 56"


class TestSearch(CFMTestCase):
    def setUp(self) -> None:
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        person = {"doctype": "Community Member", "full_name": "Achta", "phone": PHONE}
        self.person = frappe.get_doc(person).insert()
        self.case_of_person = self.case(community_member=self.person.name)
        self.other = self.case()

    def found(self, text: str) -> list[str]:
        return [line["number"] for line in work.search(text)]

    def test_a_whole_number_finds_its_case_alone(self) -> None:
        self.assertEqual(self.found(f" {self.other.name} "), [self.other.name])

    def test_a_part_of_the_number_finds_all_that_have_it(self) -> None:
        part = self.other.name[:-1]
        names = self.found(part)
        self.assertIn(self.other.name, names)
        self.assertTrue(all(part in name for name in names), names)
        self.assertEqual(self.found(self.other.name[:2]), [], "two characters are no part")

    def test_a_phone_finds_the_cases_of_the_person(self) -> None:
        self.assertEqual(self.found(PHONE.replace(" ", "")), [self.case_of_person.name])
        self.assertEqual(self.found("66 12 34 57"), [])

    def test_a_restricted_case_is_found_by_neither(self) -> None:
        restricted = "EAS et harcèlement sexuel"
        for case in (self.case_of_person, self.other):
            case.db_set("sensitivity", restricted, update_modified=False)
        for text in (self.other.name, self.other.name[:-1], PHONE):
            self.assertFalse({self.other.name, self.case_of_person.name} & set(self.found(text)))

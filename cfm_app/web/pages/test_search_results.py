"""The search of those who take calls, as their page shows it."""

import frappe

from cfm_app.base import consts
from cfm_app.testing import CommittedTestCase
from cfm_app.web.pages import search_results


class TestSearching(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.user(consts.OPERATOR))
        self.person = self.make("Community Member", full_name="Achta", phone="+235 66 12 34 56")
        self.case = self.make(
            "Case", description="Sac percé", community_member=self.person.name, location="TD0701"
        )
        frappe.db.commit()

    def line(self, text: str, key: str) -> dict:
        groups = {group["key"]: group for group in search_results.groups(text)}
        return groups[key]["lines"][0]

    def test_a_case_is_shown_with_place_and_state_and_what_it_was_found_by(self) -> None:
        line = self.line("66123456", "person")
        self.assertEqual(line["number"], self.case.name)
        self.assertEqual(line["place"], "Mamdi")
        self.assertTrue(line["pill"]["label"])
        self.assertIn(("+235 66 12 34 56", True), line["pieces"])

    def test_a_person_without_a_case_leads_to_the_person(self) -> None:
        other = self.make("Community Member", full_name="Zenaba Ngarbaye")
        frappe.db.commit()
        line = self.line("Zeinab Ngarbay", "person")
        self.assertEqual(line["number"], other.name)
        self.assertTrue(line["address"].endswith(f"/community-member/{other.name}"))

    def test_many_are_cut_and_it_says_so(self) -> None:
        for number in range(12):
            self.make("Case", description=f"Sac percé {number}")
        frappe.db.commit()
        words = next(group for group in search_results.groups("perce") if group["key"] == "words")
        self.assertEqual(len(words["lines"]), 10)
        self.assertIn("10", words["more"])

    def test_the_desk_shows_the_same_and_leaves_others_to_its_own_search(self) -> None:
        lines = search_results.desk_lines("66123456") or []
        self.assertEqual([line["name"] for line in lines], [self.case.name])
        self.assertIn("Achta", lines[0]["note"])
        for role in (consts.PSEA, consts.FOCAL_POINT, consts.ANALYST):
            frappe.set_user(self.user(role))
            self.assertIsNone(search_results.desk_lines("66123456"), role)

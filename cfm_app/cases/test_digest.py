"""What accountability and gender are told of resolutions: when the office says so, and without identity."""

from datetime import timedelta

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.cases import digest
from cfm_app.cases.test_loop import TEXT, LoopTestCase


class TestLearning(LoopTestCase):
    def told(self, user: str) -> list[str]:
        return frappe.get_all("Notification Log", filters={"for_user": user}, pluck="subject")

    def rhythm(self, rhythm: str) -> str:
        frappe.set_user("Administrator")
        frappe.db.set_single_value("CFM Settings", "resolutions_told", rhythm)
        frappe.clear_cache()
        user = self.user(consts.AAP, email="aap.rhythm@test.cfm")
        frappe.set_user(self.operator)
        return user

    def test_at_once_each_case_is_told_without_the_person(self) -> None:
        aap = self.rhythm("At once")
        person = self.person(full_name="Zara Secret")
        case = self.resolved(community_member=person.name)
        self.assertEqual(len(self.told(aap)), 1)
        self.assertIn(case.name, self.told(aap)[0])
        self.assertNotIn("Zara", self.told(aap)[0])
        self.assertEqual(digest.send(), 0)

    def test_by_week_one_line_tells_of_seven_days(self) -> None:
        aap = self.rhythm("Weekly")
        case = self.resolved()
        monday = now_datetime().date() - timedelta(days=now_datetime().weekday() + 7)
        for day in (monday, monday + timedelta(days=6)):
            frappe.db.set_value("Case", case.name, "resolved_on", f"{day} 10:00:00")
            digest.send()
        self.assertEqual(len(self.told(aap)), 1)
        self.assertRegex(self.told(aap)[0], "1 c.*1 × Quantité de la ration")

    def test_resolutions_are_told_once_without_names_or_restricted_cases(self) -> None:
        aap = self.user(consts.AAP, email="aap.told@test.cfm")
        yesterday = add_to_date(now_datetime(), days=-1)
        person = self.person(full_name="Zara Secret")
        for category in ("Quantité de la ration", "Exploitation ou abus sexuel"):
            case = self.case(
                category=category, description=TEXT, community_member=person.name, sex="Female"
            )
            frappe.db.set_value("Case", case.name, "resolved_on", yesterday)
        digest.send()
        digest.send()
        told = frappe.get_all("Notification Log", filters={"for_user": aap}, pluck="subject")
        self.assertEqual(len(told), 1)
        self.assertRegex(told[0], "1 c.*1 × Quantité de la ration")
        self.assertNotIn("Zara", told[0])
        self.assertNotIn("CFM-", told[0])

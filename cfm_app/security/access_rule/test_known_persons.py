"""Whoever the office knows by an ordinary case stays known when a restricted case of theirs is recorded.

A person who goes out of the lists of those who are not entrusted would tell of that case: that there is one, since
when, and whose.
"""

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule import access
from cfm_app.security.persons import identity_openings
from cfm_app.testing import CFMTestCase

ORDINARY, PSEA = "Quantité de la ration", "Exploitation ou abus sexuel"
MEMBER = "Community Member"
HERE, ELSEWHERE = "Zibeline", "Caracal"
ROLES = (consts.OPERATOR, consts.MANAGER, consts.FRAUD, consts.PROTECTION, consts.DATA_PROTECTION)


class TestKnownPersons(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.addCleanup(lambda: (frappe.set_user("Administrator"), self.hours(0)))
        self.operator = self.user(consts.OPERATOR)
        self.psea = self.user(consts.PSEA)
        frappe.set_user(self.operator)
        told = {"doctype": MEMBER, "full_name": "Zara of 4417", "phone": "+235 66 10 44 17"}
        self.person = str(frappe.get_doc(told).insert().name)
        self.case(community_member=self.person, category=ORDINARY, description="x")
        frappe.set_user("Administrator")

    def hours(self, number: int) -> None:
        frappe.db.set_single_value("CFM Settings", "identity_hours", number)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")

    def report(self) -> str:
        """Record a restricted case of the person."""
        frappe.set_user(self.operator)
        name = self.case(community_member=self.person, category=PSEA, description="x").name
        frappe.set_user("Administrator")
        return str(name)

    def seen_by(self, user: str) -> bool:
        """As found by name and in lists."""
        found = access.may_see(MEMBER, self.person, user)
        frappe.set_user(user)
        listed = frappe.get_list(MEMBER, {"name": self.person}, pluck="name")
        frappe.set_user("Administrator")
        self.assertEqual(bool(listed), found)
        return found

    def seen(self) -> dict[str, bool]:
        return {role: self.seen_by(self.user(role)) for role in ROLES}

    def test_nobody_notices_a_restricted_case(self) -> None:
        for hours in (0, 8):
            with self.subTest(hours=hours):
                self.hours(hours)
                before = self.seen()
                self.report()
                self.assertEqual(self.seen(), before)

    def test_who_works_in_a_part_of_the_office_notices_none(self) -> None:
        for place in (HERE, ELSEWHERE):
            frappe.get_doc({"doctype": "CFM Location", "location_name": place}).insert()
        case = frappe.get_last_doc("Case", {"community_member": self.person})
        case.update({"location": ELSEWHERE}).save()
        limited = self.user(consts.OPERATOR, email="limited@test.cfm")
        limit = {"doctype": "User Permission", "allow": "CFM Location", "for_value": HERE}
        frappe.get_doc({**limit, "user": limited}).insert()
        self.assertTrue(self.seen_by(limited))
        self.report()
        self.assertTrue(self.seen_by(limited))

    def test_who_is_entrusted_still_gives_a_reason(self) -> None:
        self.hours(8)
        case = self.report()
        self.assertFalse(self.seen_by(self.psea))
        frappe.set_user(self.psea)
        identity_openings.open_identity(case, "She asked to be called tonight")
        frappe.set_user("Administrator")
        self.assertTrue(self.seen_by(self.psea))

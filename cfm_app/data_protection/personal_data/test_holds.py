"""A hold on a person keeps what is about them, and nobody ends a hold alone."""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import holds
from cfm_app.testing import CFMTestCase

MEMBER = "Community Member"


class TestHolds(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager, self.protector = self.user(consts.MANAGER), self.user(consts.DATA_PROTECTION)
        self.psea = self.user(consts.PSEA)
        frappe.set_user(self.user(consts.OPERATOR))
        self.member = frappe.get_doc({"doctype": MEMBER, "full_name": "Zenaba Kosso"}).insert().name
        self.ordinary = self.case(community_member=self.member, description="x").name
        frappe.set_user("Administrator")
        talk = {"doctype": consts.CONVERSATION, "channel": "SMS", "community_member": self.member}
        self.talk = frappe.get_doc({**talk, "contact_address": "+23566123456"}).insert().name
        frappe.set_user(self.manager)

    def lasts(self) -> bool:
        return bool(holds.held_among("Case", [self.ordinary]))

    def test_a_hold_on_a_person_keeps_what_is_about_them(self) -> None:
        holds.hold(MEMBER, self.member, "Tribunal")
        self.assertEqual(holds.held_among("Case", [self.ordinary]), {self.ordinary})
        self.assertEqual(holds.held_among(consts.CONVERSATION, [self.talk]), {self.talk})
        with self.assertRaises(holds.HeldBack):
            holds.refuse_held({"Case": [self.ordinary]})

    def test_one_asks_and_another_agrees(self) -> None:
        name = holds.hold("Case", self.ordinary, "Tribunal").name
        holds.lift(name, "Jugé")
        self.assertTrue(self.lasts())
        with self.assertRaises(frappe.PermissionError):
            holds.lift(name, "Jugé")
        frappe.set_user(self.protector)
        holds.lift(name, "")
        self.assertFalse(self.lasts())

    def test_nobody_of_another_role_asks(self) -> None:
        """What is on a person is seen by handlers, too."""
        name = holds.hold(MEMBER, self.member, "Tribunal").name
        for user in (self.psea, self.protector):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                holds.lift(name, "x")
        self.assertTrue(self.lasts())

    def test_where_one_decides_alone_it_ends_at_once(self) -> None:
        frappe.db.set_single_value("CFM Settings", "one_person_decides", 1)
        self.addCleanup(frappe.db.set_single_value, "CFM Settings", "one_person_decides", 0)
        holds.lift(holds.hold("Case", self.ordinary, "Tribunal").name, "Jugé")
        self.assertFalse(self.lasts())

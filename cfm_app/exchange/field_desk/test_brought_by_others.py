"""What a device holds, sent or brought in by somebody else than who recorded it."""

import os

import frappe

from cfm_app.api import field_desk
from cfm_app.base import consts
from cfm_app.exchange.field_desk import devices
from cfm_app.exchange.field_desk.test_support import (
    SENSITIVE,
    ArrivalsTestCase,
    enclosed,
    picture,
    sealed,
)
from cfm_app.security.access_rule import access


class TestBroughtByOthers(ArrivalsTestCase):
    def test_a_colleague_who_has_opened_the_device_sends_for_who_heard_it(self) -> None:
        opener = os.urandom(32).hex()
        field_desk.renew(self.code, opener)
        stored = frappe.db.get_value(devices.DOCTYPE, self.code, "opener")
        self.assertNotIn(opener, stored)
        said, pieces = enclosed(picture(900))
        words, number = self.told(files=[said]), f"{self.code}-4821"
        colleague = self.user(consts.OPERATOR, email="colleague@test.cfm")
        frappe.set_user(colleague)
        for wrong in ("", "0" * 64, stored, opener[:-1], opener.upper() + "0", "' or 1=1"):
            with self.assertRaisesRegex(frappe.PermissionError, "does not know this device"):
                field_desk.send(self.code, number, words, "k1", wrong)
            with self.assertRaises(frappe.PermissionError):
                field_desk.send_part(self.code, said["id"], 0, pieces[0], wrong)
        for at, piece in enumerate(pieces):
            field_desk.send_part(self.code, said["id"], at, piece, opener)
        made = field_desk.send(self.code, number, words, "k1", opener)
        self.assertEqual(made["missing"], {})
        self.assertEqual(frappe.session.user, colleague)
        self.assertEqual(frappe.db.get_value("Case", made["case"], "owner"), self.operator)
        logged = {"action": "Account", "ref_name": self.code, "detail": number}
        self.assertEqual(frappe.db.get_value("CFM Access Log", logged, "user"), colleague)
        # Of a restricted case they learn no number.
        secret = self.told(category=SENSITIVE)
        told = field_desk.send(self.code, f"{self.code}-4822", secret, "k2", opener)
        self.assertEqual((told["case"], told["restricted"]), ("", True))
        # It opens no office data, and nobody else's device; nor is it for who records nothing.
        with self.assertRaises(frappe.PermissionError):
            field_desk.renew(self.code, opener)
        frappe.set_user(self.user(consts.FOCAL_POINT))
        with self.assertRaises(frappe.PermissionError):
            field_desk.send(self.code, f"{self.code}-4823", words, "k3", opener)

    def test_who_imports_brings_in_what_a_colleague_carried(self) -> None:
        said, pieces = enclosed(picture(900))
        words = self.told(files=[said])
        item = {"sealed": sealed(self.public_key, words)}
        manager = self.user(consts.MANAGER)
        frappe.set_user(manager)
        self.send_parts(said, pieces)
        made = self.send("4821", item)
        self.assertEqual(made["missing"], {})
        with self.assertRaises(frappe.PermissionError):
            self.send("4822", words, key="k2")
        with self.assertRaisesRegex(frappe.PermissionError, "does not know this device"):
            field_desk.send("ZZZ", "ZZZ-4821", item, "k3")
        # The device itself sends it later, and learns that it is there.
        frappe.set_user(self.operator)
        self.assertEqual(self.send("4821", words), made)
        self.assertEqual(len(self.files_of("Case", made["case"])), 1)
        self.assertEqual(frappe.db.get_value("Case", made["case"], "owner"), self.operator)
        logged = {"action": "Account", "ref_name": self.code, "detail": f"{self.code}-4821"}
        self.assertEqual(frappe.db.get_value("CFM Access Log", logged, "user"), manager)

    def test_who_brings_in_a_restricted_case_learns_nothing_of_it(self) -> None:
        words = self.told(category=SENSITIVE)
        manager = self.user(consts.MANAGER)
        frappe.set_user(manager)
        made = self.send("4821", {"sealed": sealed(self.public_key, words)})
        self.assertEqual((made["case"], made["restricted"]), ("", True))
        self.assertEqual(frappe.session.user, manager)
        case = frappe.get_last_doc("Case", {"owner": self.operator}).name
        self.assertFalse(access.may_see("Case", case))
        self.assertFalse(frappe.get_list("CFM Case Stub", {"cfm_case": case}))

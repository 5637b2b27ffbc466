"""An office that is put back to an earlier day knows its devices, and those that were withdrawn."""

from typing import Any
from unittest import mock

import frappe
from frappe.utils.synchronization import LockTimeoutError, filelock

from cfm_app.api import field_desk
from cfm_app.exchange.field_desk import device_list, devices
from cfm_app.exchange.field_desk.test_support import SENSITIVE, ArrivalsTestCase, sealed


class TestDeviceList(ArrivalsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(lambda: device_list.path().unlink(missing_ok=True))
        device_list.path().unlink(missing_ok=True)
        frappe.set_user(self.operator)

    def restored(self, from_before: str) -> None:
        frappe.db.rollback(save_point=from_before)
        device_list.apply()

    def stored(self) -> None:
        """What waits for the end of a transaction: the tests end none."""
        frappe.db.after_commit.run()

    def line_of(self, code: str) -> str:
        lines = device_list.path().read_text().splitlines()
        [found] = [line for line in lines if f'"{code}"' in line]
        return found

    def sensitive(self, public_key: str) -> dict[str, Any]:
        item = self.told()
        item["case"].update({"category": SENSITIVE, "description": "SECRET-WORDS"})
        return {"sealed": sealed(public_key, item)}

    def test_a_device_that_is_younger_than_the_backup_sends_what_it_sealed(self) -> None:
        frappe.db.savepoint("backup")
        made = devices.prepare("Phone", None, "a" * 64)
        self.stored()
        self.restored("backup")
        sent = field_desk.send(made.code, f"{made.code}-4821", self.sensitive(made.public_key), "k")
        self.assertTrue(sent["restricted"])
        self.assertEqual([], field_desk.lost(made.code, [{"key": "k"}]))
        self.assertEqual("Phone", frappe.db.get_value(devices.DOCTYPE, made.code, "device_label"))

    def test_the_pin_opens_it_for_a_colleague_as_before(self) -> None:
        frappe.db.savepoint("backup")
        made = devices.prepare("Phone", None, "a" * 64)
        self.stored()
        self.restored("backup")
        frappe.set_user(self.user("CFM Operator", email="colleague@test.cfm"))
        self.assertEqual(made.code, devices.opened(made.code, "a" * 64).name)
        with self.assertRaises(frappe.PermissionError):
            devices.opened(made.code, "b" * 64)

    def test_a_withdrawn_device_does_not_come_back(self) -> None:
        made = devices.prepare("Phone", None)
        self.stored()
        self.assertIn("private_key", self.line_of(made.code))
        frappe.db.savepoint("backup")
        frappe.set_user("Administrator")
        with mock.patch.object(device_list, "follow_withdrawal") as followed:
            frappe.delete_doc(devices.DOCTYPE, made.code)
        followed.assert_called_once_with(made.code)
        device_list.forget(made.code)
        self.restored("backup")
        self.assertFalse(frappe.db.exists(devices.DOCTYPE, made.code))
        self.assertNotIn("private_key", self.line_of(made.code))

    def test_an_office_of_before_gets_its_list(self) -> None:
        made = devices.prepare("Phone", None)
        frappe.db.after_commit.reset()
        self.assertEqual(0, device_list.apply())
        self.stored()
        self.assertIn(made.code, device_list.path().read_text())

    def test_of_two_at_once_the_second_writes_after_the_first(self) -> None:
        made = devices.prepare("Phone", None)
        with (
            filelock(device_list.LOCK),
            mock.patch.object(device_list, "SECONDS", 0),
            self.assertRaises(LockTimeoutError),
        ):
            device_list.store(made.code)
        self.assertFalse(device_list.path().exists())
        device_list.store(made.code)
        self.assertTrue(self.line_of(made.code))

    def test_the_list_holds_no_key_in_plain(self) -> None:
        made = devices.prepare("Phone", None)
        self.stored()
        private = frappe.get_doc(devices.DOCTYPE, made.code).get_password("private_key")
        self.assertNotIn(private, device_list.path().read_text())
        self.assertEqual(0o600, device_list.path().stat().st_mode & 0o777)

    def test_without_the_list_a_device_is_told_to_delete_nothing(self) -> None:
        frappe.db.savepoint("backup")
        made = devices.prepare("Phone", None)
        self.restored("backup")
        item = self.sensitive(made.public_key)
        for call in (
            lambda: field_desk.send(made.code, f"{made.code}-4821", item, "k"),
            lambda: field_desk.lost(made.code, []),
            lambda: field_desk.renew(made.code),
        ):
            with self.assertRaisesRegex(frappe.PermissionError, "Delete nothing"):
                call()

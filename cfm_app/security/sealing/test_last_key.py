"""Somebody always opens a sealed class: the last key is taken away by no act and by no change of a record."""

from collections.abc import Callable
from typing import Any
from unittest import mock

import frappe

from cfm_app.base import consts
from cfm_app.security.sealing import (
    body,
    circle,
    envelope,
    giving,
    keys,
    making,
    recovery,
    revoking,
    switching,
    unlocking,
)
from cfm_app.security.sealing.test_body import SealingTestCase
from cfm_app.security.sealing.test_support import locked_quickly

WHY = "The laptop was stolen"
SAYS = "last key to the sealed reports"


class LastKeyTestCase(SealingTestCase):
    """Two handlers, and a recovery key that nobody keeps; of one of the two the key is gone already."""

    def setUp(self) -> None:
        super().setUp()
        # The framework keeps one, whoever else goes.
        self.user("System Manager")
        self.turn_on()
        self.report = self.told()
        frappe.set_user(self.psea)
        revoking.revoke(self.psea, WHY)
        frappe.set_user("Administrator")

    def refused(self, act: Callable[[], Any]) -> None:
        """The act is refused with what to do, and keeps nothing of it."""
        with self.assertRaisesRegex(
            frappe.ValidationError, f"{SAYS} of {frappe._(self.sensitivity)}"
        ):
            act()
        self.assertTrue(self.is_opened())

    def is_opened(self) -> bool:
        return self.other in circle.of(self.sensitivity).members

    def account(self, **values: Any) -> Any:
        return frappe.get_doc("User", self.other).update(values)

    def gave(self, user: str) -> None:
        frappe.set_user(user)
        with unlocking.opened_with(self.identities[user]):
            giving.give(self.sensitivity)
        frappe.set_user("Administrator")

    def named_keepers(self) -> list[str]:
        """Three keepers with keys, who have the recovery key by two of the office."""
        users = [self.manager, self.user(consts.GENDER), self.guard]
        for user in users:
            self.give_key(user)
        frappe.set_user(self.manager)
        name = recovery.name_keepers(users)
        frappe.set_user(self.guard)
        recovery.agree(name)
        frappe.set_user("Administrator")
        return users


class TestLastKey(LastKeyTestCase):
    def test_its_owner_and_data_protection_may_not_revoke_it(self) -> None:
        for user in (self.other, self.guard):
            frappe.set_user(user)
            self.refused(lambda: revoking.revoke(self.other, WHY))

    def test_the_account_is_not_disabled_and_keeps_the_role(self) -> None:
        for values in ({"enabled": 0}, {"roles": []}):
            self.refused(self.account(**values).save)
            self.assertTrue(frappe.db.get_value("User", self.other, "enabled"))

    def test_the_account_is_not_deleted(self) -> None:
        self.refused(lambda: frappe.delete_doc("User", self.other))
        self.refused(lambda: frappe.delete_doc("User", self.other, force=True))

    def test_the_record_of_the_key_is_not_deleted_or_changed_by_a_program(self) -> None:
        name = keys.of_user(self.other).name
        deleted = {"force": True, "ignore_permissions": True}
        self.refused(lambda: frappe.delete_doc(keys.DOCTYPE, name, **deleted))
        for values in ({"state": keys.REVOKED}, {"user": self.manager}):
            doc = frappe.get_doc(keys.DOCTYPE, name).update(values)
            self.refused(lambda doc=doc: doc.save(ignore_permissions=True))

    def test_neither_the_class_nor_a_row_of_roles_takes_the_role_away(self) -> None:
        of_class = frappe.get_doc("Case Sensitivity", self.sensitivity)
        self.refused(of_class.update({"handler_role": consts.FRAUD}).save)
        row = {"parent": self.other, "role": consts.PSEA}
        self.refused(lambda: frappe.get_doc("Has Role", row).delete(ignore_permissions=True))

    def test_an_unlocked_key_is_not_replaced(self) -> None:
        frappe.set_user(self.other)
        passphrase = "four words nobody joins 7!"
        with (
            mock.patch.object(envelope, "lock_with", locked_quickly),
            unlocking.opened_with(self.identities[self.other]),
        ):
            self.refused(lambda: making.make(passphrase, passphrase))

    def test_a_key_that_was_not_given_the_reports_does_not_count(self) -> None:
        third = self.user(consts.PSEA, email="psea-three@test.cfm")
        self.give_key(third)
        frappe.set_user(self.other)
        self.refused(lambda: revoking.revoke(self.other, WHY))
        self.gave(self.other)
        frappe.set_user(self.other)
        revoking.revoke(self.other, WHY)
        self.assertEqual(circle.of(self.sensitivity).members, (third,))

    def test_who_changes_something_else_is_not_asked(self) -> None:
        self.account(phone="+243 81 000 00 01").save()
        frappe.get_doc("User", self.psea).update({"enabled": 0}).save()
        self.assertTrue(self.is_opened())

    def test_a_class_that_was_never_sealed_keeps_nobody(self) -> None:
        frappe.db.delete(circle.DOCTYPE, {"sensitivity": self.sensitivity})
        self.account(enabled=0).save()
        self.assertFalse(self.is_opened())

    def test_a_class_that_is_sealed_no_more_is_opened_first(self) -> None:
        frappe.set_user(self.manager)
        switching.ask_to_end(self.sensitivity)
        frappe.set_user(self.other)
        with unlocking.opened_with(self.identities[self.other]):
            switching.end(self.sensitivity)
        with self.assertRaisesRegex(frappe.ValidationError, SAYS):
            revoking.revoke(self.other, WHY)
        self.gave(self.other)
        frappe.set_user(self.other)
        revoking.revoke(self.other, WHY)
        words = frappe.db.get_value(body.REPORT, self.report, "description")
        self.assertFalse(envelope.is_sealed(words))


class TestKeepers(LastKeyTestCase):
    def test_keepers_who_were_given_the_reports_count(self) -> None:
        self.named_keepers()
        frappe.set_user(self.other)
        self.refused(lambda: revoking.revoke(self.other, WHY))
        self.gave(self.other)
        frappe.set_user(self.other)
        revoking.revoke(self.other, WHY)
        self.assertEqual(circle.of(self.sensitivity).members, ())

    def test_one_keeper_alone_does_not_count(self) -> None:
        first, second, _third = self.named_keepers()
        self.gave(self.other)
        # A new key does not open the piece that was made for the old one; the other's account is shut.
        self.give_key(first)
        frappe.get_doc("User", second).update({"enabled": 0}).save()
        frappe.set_user(self.other)
        self.refused(lambda: revoking.revoke(self.other, WHY))

    def test_when_only_keepers_are_left_two_of_them_stay(self) -> None:
        first, second, third = self.named_keepers()
        self.gave(self.other)
        frappe.set_user(self.other)
        revoking.revoke(self.other, WHY)
        frappe.set_user(third)
        revoking.revoke(third, WHY)
        frappe.set_user("Administrator")
        with self.assertRaisesRegex(frappe.ValidationError, SAYS):
            frappe.get_doc("User", second).update({"enabled": 0}).save()
        # Others are named only after a handler, who made a new key, was given the reports.
        self.give_key(third)
        frappe.set_user(self.manager)
        name = recovery.name_keepers([first, second, third])
        frappe.set_user(self.guard)
        with self.assertRaisesRegex(frappe.ValidationError, SAYS):
            recovery.agree(name)

"""Recovery by two of three keepers, and by no single one of them."""

from itertools import permutations
from unittest import mock

import frappe
from frappe.utils import get_fullname

from cfm_app.security.sealing import body, envelope, keys, recovery, unlocking
from cfm_app.security.sealing.test_body import MARK, SealingTestCase
from cfm_app.security.sealing.test_support import locked_quickly
from cfm_app.web.pages import sealing as page

BEGAN = "{0} began a recovery of sealed reports for {1}. If you know nothing of it, ask data protection."


class TestRecovery(SealingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.keepers = [self.manager, self.guard, self.other]
        for keeper in (self.manager, self.guard):
            self.give_key(keeper)
        frappe.db.delete(recovery.DOCTYPE, {"state": recovery.ACTIVE})
        frappe.set_user(self.manager)
        name = recovery.name_keepers(self.keepers)
        frappe.set_user(self.guard)
        recovery.agree(name)
        self.turn_on()
        self.report = self.told()

    def as_keeper(self, user: str) -> object:
        frappe.set_user(user)
        return unlocking.opened_with(self.identities[user])

    def begun(self, keeper: str) -> str:
        with self.as_keeper(keeper):
            return recovery.begin(self.sensitivity, self.psea, "The passphrase is lost")

    def test_each_pair_recovers(self) -> None:
        for first, second in permutations(self.keepers, 2):
            new = self.give_key(self.psea)
            name = self.begun(first)
            with self.as_keeper(second):
                self.assertEqual(recovery.finish(name), "")
            with unlocking.opened_with(new):
                stored = frappe.db.get_value(body.REPORT, self.report, "description")
                self.assertEqual(body.readable(stored), f"{MARK} description")

    def test_the_page_of_the_office_does_not_tell_how_many_reports_there_are(self) -> None:
        frappe.set_user(self.manager)
        before = page.of_office()
        self.told()
        # Sealed for a key that is not the one of today.
        self.give_key(self.psea)
        frappe.set_user(self.manager)
        self.assertEqual(page.of_office(), before)

    def test_one_keeper_alone_recovers_nothing(self) -> None:
        name = self.begun(self.manager)
        with self.as_keeper(self.manager):
            self.assertRaises(frappe.PermissionError, recovery.finish, name)
        # All that the database has, and one key: no piece is the secret, nor are two of one keeper.
        identity = self.identities[self.manager]
        pieces = frappe.get_all(recovery.PIECE, {"keeper": self.manager}, pluck="piece")
        for one in pieces:
            plain = bytes.fromhex(envelope.unseal(one, identity))
            self.assertNotIn(b"AGE-SECRET-KEY", plain)
        one, other = (bytes.fromhex(envelope.unseal(each, identity)) for each in pieces)
        self.assertNotIn(b"AGE-SECRET-KEY", bytes(a ^ b for a, b in zip(one, other, strict=True)))
        for foreign in frappe.get_all(recovery.PIECE, {"keeper": self.guard}, pluck="piece"):
            self.assertRaises(envelope.Unreadable, envelope.unseal, foreign, identity)

    def test_who_is_no_keeper_takes_no_part(self) -> None:
        with self.as_keeper(self.psea):
            self.assertRaises(
                frappe.PermissionError,
                recovery.begin,
                self.sensitivity,
                self.psea,
                "Because I want",
            )

    def test_a_recovery_names_who_gets_it_and_why(self) -> None:
        outsider = self.user("CFM Gender Focal Point")
        with self.as_keeper(self.manager):
            for handler, reason in (
                (outsider, "The passphrase is lost"),
                (self.psea, "lost 12345"),
            ):
                with self.assertRaises(frappe.ValidationError):
                    recovery.begin(self.sensitivity, handler, reason)

    def test_a_piece_for_a_former_key_recovers_nothing(self) -> None:
        self.give_key(self.manager)
        with (
            self.as_keeper(self.manager),
            self.assertRaisesRegex(frappe.ValidationError, "replaced"),
        ):
            recovery.begin(self.sensitivity, self.psea, "The passphrase is lost")

    def test_only_a_recovery_that_waits_is_told_of(self) -> None:
        over, begun = self.begun(self.manager), self.begun(self.guard)
        frappe.set_user(self.guard)
        recovery.call_off(over)
        self.assertEqual([row.name for row in recovery.waiting()], [begun])
        self.assertEqual(
            [recovery.is_keeper(user) for user in (*self.keepers, self.psea)],
            [True, True, True, False],
        )
        frappe.db.delete(recovery.DOCTYPE)
        self.assertFalse(recovery.is_keeper(self.manager))

    def test_everybody_concerned_is_told(self) -> None:
        self.begun(self.manager)
        for user in (self.psea, self.other, self.guard):
            told = frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")
            names = (get_fullname(self.manager), get_fullname(self.psea))
            self.assertIn(self.as_read_by(user, BEGAN, *names), told)

    def test_a_recovery_is_called_off(self) -> None:
        name = self.begun(self.manager)
        frappe.set_user(self.guard)
        recovery.call_off(name)
        with self.as_keeper(self.guard):
            self.assertRaises(frappe.ValidationError, recovery.finish, name)

    def test_keepers_are_named_by_two(self) -> None:
        frappe.set_user(self.manager)
        name = recovery.name_keepers(self.keepers)
        self.assertRaises(frappe.PermissionError, recovery.agree, name)
        frappe.set_user(self.psea)
        self.assertRaises(frappe.PermissionError, recovery.agree, name)
        self.assertRaises(frappe.PermissionError, recovery.name_keepers, self.keepers)

    def test_keepers_are_agreed_to_once(self) -> None:
        frappe.set_user(self.manager)
        for decide in (recovery.agree, recovery.withdraw):
            frappe.set_user(self.manager)
            name = recovery.name_keepers(self.keepers)
            frappe.set_user(self.guard)
            decide(name)
            active = recovery.active()
            self.assertRaises(frappe.ValidationError, recovery.agree, name)
            self.assertEqual(recovery.active(), active)

    def test_what_is_given_is_sealed_for_the_key_of_today(self) -> None:
        new = str(self.give_key(self.psea).to_public())
        made_later = {"user": self.psea, "state": keys.REPLACED}
        frappe.db.set_value(keys.DOCTYPE, made_later, "creation", "2099-01-01")
        self.assertEqual(keys.public_keys([self.psea]), {self.psea: new})

    def test_a_keeper_has_a_key(self) -> None:
        frappe.set_user(self.manager)
        named = [*self.keepers[:2], self.user("CFM Gender Focal Point")]
        self.assertRaises(frappe.ValidationError, recovery.name_keepers, named)
        self.assertRaises(frappe.ValidationError, recovery.name_keepers, self.keepers[:2])

    def test_a_real_passphrase_opens_and_another_does_not(self) -> None:
        frappe.set_user(self.guard)
        passphrase = "four words nobody joins 7!"
        self.assertRaises(frappe.ValidationError, keys.make, "short", "short")
        self.assertRaises(frappe.ValidationError, keys.make, passphrase, "another one")
        with mock.patch.object(envelope, "lock_with", locked_quickly):
            identity = keys.make(passphrase, passphrase)
        key = keys.of_user(self.guard)
        self.assertEqual(keys.opened(key, passphrase), str(identity))
        self.assertRaises(envelope.Unreadable, keys.opened, key, "another one 12345!")
        stored = frappe.as_json(frappe.get_all(keys.DOCTYPE, {"name": key.name}, ["*"]))
        self.assertNotIn(passphrase, stored)
        self.assertNotIn("AGE-SECRET-KEY", stored)

    def test_a_new_key_replaces_ones_own_and_no_other(self) -> None:
        third = self.user("CFM PSEA Focal Point", email="psea-three@test.cfm")
        passphrase = "four words nobody joins 7!"
        revoked = {"user": self.psea, "state": keys.ACTIVE}
        revoked = frappe.db.get_value(keys.DOCTYPE, revoked)
        self.give_key(self.psea)
        frappe.db.set_value(keys.DOCTYPE, revoked, "state", keys.REVOKED)
        told = {}
        for user in (third, self.psea):
            frappe.set_user(user)
            with mock.patch.object(envelope, "lock_with", locked_quickly):
                keys.make(passphrase, passphrase)
            about = {"action": keys.LOGGED, "ref_name": user}
            told[user] = frappe.get_all("CFM Access Log", about, pluck="detail")
        self.assertIn("First key", told[third])
        self.assertNotIn("First key", told[self.psea])
        self.assertEqual(frappe.db.get_value(keys.DOCTYPE, revoked, "state"), keys.REVOKED)
        for user in (*self.keepers, third, self.psea):
            active = frappe.get_all(keys.DOCTYPE, {"user": user, "state": keys.ACTIVE})
            self.assertEqual(len(active), 1, user)

    def test_a_new_passphrase_is_as_good_as_the_first(self) -> None:
        frappe.set_user(self.guard)
        old, new = "four words nobody joins 7!", "five other words that join 8!"
        with mock.patch.object(envelope, "lock_with", locked_quickly):
            keys.make(old, old)
            self.assertRaises(frappe.ValidationError, keys.change_passphrase, old, "short", "short")
            for easy in ("aaaaaaaaaaaaaaaaaaaaaaaa", "passwordpasswordpassword"):
                with self.assertRaises(frappe.ValidationError, msg=easy):
                    keys.change_passphrase(old, easy, easy)
            self.assertRaises(envelope.Unreadable, keys.change_passphrase, new, new, new)
            keys.change_passphrase(old, new, new)
        self.assertTrue(keys.opened(keys.of_user(self.guard), new))

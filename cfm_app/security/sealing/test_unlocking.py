"""An unlocked key belongs to one session, one browser and one password, and lies nowhere in plain."""

from types import SimpleNamespace
from typing import Any
from unittest import mock

import frappe
from frappe.utils import get_fullname

from cfm_app.security.sealing import envelope, keys, making, unlocking
from cfm_app.security.sealing.test_body import SealingTestCase

OWN = "A key for sealed reports was made in your account. If it was not you, tell data protection at once."
OTHERS = "{0} made a new key for sealed reports. Ask them before somebody gives them reports."


class Cookies:
    """What a browser is given."""

    def __init__(self) -> None:
        self.given: dict[str, dict[str, Any]] = {}

    def set_cookie(self, key: str, value: str, **options: Any) -> None:
        self.given[key] = {"value": value, **options}

    def delete_cookie(self, keys: list[str]) -> None:
        for key in keys:
            self.given.pop(key, None)


class TestUnlocking(SealingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.browser = Cookies()
        for name in ("request", "cookie_manager"):
            if hasattr(frappe.local, name):
                self.addCleanup(setattr, frappe.local, name, getattr(frappe.local, name))
            else:
                self.addCleanup(lambda name=name: delattr(frappe.local, name))
        frappe.local.request = SimpleNamespace(cookies={}, scheme="http")
        frappe.local.cookie_manager = self.browser
        frappe.set_user(self.psea)
        unlocking.hold(self.identities[self.psea])

    def held(self) -> envelope.Identity | None:
        """What the next request of the same browser knows."""
        told = self.browser.given.get(unlocking.COOKIE, {"value": ""})
        cookies = {unlocking.COOKIE: told["value"]}
        frappe.local.request = SimpleNamespace(cookies=cookies, scheme="http")
        frappe.local.flags.pop(unlocking.KNOWN, None)
        return unlocking.identity()

    def test_the_next_request_knows_it(self) -> None:
        found = self.held()
        self.assertEqual(str(found), str(self.identities[self.psea]))

    def test_the_cookie_is_for_the_server_alone(self) -> None:
        given = self.browser.given[unlocking.COOKIE]
        self.assertTrue(given["value"].isalnum())
        self.assertEqual((given["httponly"], given["samesite"]), (True, "Strict"))

    def test_over_https_the_cookie_goes_no_other_way(self) -> None:
        for scheme in ("http", "https"):
            frappe.local.request = SimpleNamespace(cookies={}, scheme=scheme)
            unlocking.hold(self.identities[self.psea])
            secure = self.browser.given[unlocking.COOKIE].get("secure")
            self.assertEqual(bool(secure), scheme == "https")

    def test_the_cache_alone_opens_nothing(self) -> None:
        marks = frappe.cache.get_value(f"{unlocking.HELD_BY}{self.psea}")
        for mark in marks:
            kept = frappe.cache.get_value(f"{unlocking.HELD}{mark}", expires=True)
            self.assertNotIn("AGE-SECRET-KEY", str(kept))
            self.assertNotIn(self.browser.given[unlocking.COOKIE]["value"], f"{mark}{kept}")

    def test_another_session_or_user_with_the_cookie_opens_nothing(self) -> None:
        sid = frappe.session.sid
        frappe.session.sid = "another"
        self.addCleanup(setattr, frappe.session, "sid", sid)
        self.assertIsNone(self.held())
        frappe.session.sid = sid
        self.assertIsNotNone(self.held())
        frappe.set_user(self.other)
        self.assertIsNone(self.held())

    def test_whoever_acts_next_in_the_same_request_has_a_key_of_their_own(self) -> None:
        self.assertTrue(self.held())
        frappe.set_user(self.other)
        self.assertIsNone(unlocking.identity())

    def test_locking_ends_it(self) -> None:
        told = self.browser.given[unlocking.COOKIE]
        self.held()
        unlocking.lock()
        self.browser.given[unlocking.COOKIE] = told
        self.assertIsNone(self.held())

    def test_another_password_role_or_key_ends_it(self) -> None:
        frappe.set_user("Administrator")
        user = frappe.get_doc("User", self.psea)
        for change in ({"enabled": 0}, {"new_password": "Aneu-word-7316!"}):
            frappe.set_user(self.psea)
            unlocking.hold(self.identities[self.psea])
            user.update({"enabled": 1, "new_password": "", **change})
            unlocking.end_with_entrance(user)
            self.assertIsNone(self.held(), change)
        unlocking.hold(self.identities[self.psea])
        self.give_key(self.psea)
        self.assertIsNone(self.held())

    def test_a_key_is_made_known(self) -> None:
        passphrase = "four words nobody joins 7!"
        # What a passphrase costs is looked at in `test_envelope` and `test_recovery`.
        with mock.patch.object(envelope, "lock_with", return_value="locked"):
            making.make(passphrase, passphrase)
        for user, text in ((self.psea, OWN), (self.other, OTHERS), (self.guard, OTHERS)):
            told = frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")
            self.assertIn(self.as_read_by(user, text, get_fullname(self.psea)), told)

    def test_a_key_after_a_revoked_one_is_made_known_to_the_others_too(self) -> None:
        frappe.db.set_value(keys.DOCTYPE, {"user": self.psea}, "state", keys.REVOKED)
        self.test_a_key_is_made_known()

    def test_wrong_passphrases_are_counted(self) -> None:
        for _number in range(unlocking.MOST_TRIES):
            unlocking.try_once()
        self.assertRaises(frappe.ValidationError, unlocking.try_once)
        frappe.cache.delete_value(f"{unlocking.TRIED}{self.psea}")

    def test_an_operator_makes_no_key(self) -> None:
        frappe.set_user(self.operator)
        self.assertRaises(frappe.PermissionError, unlocking.require_may_have_key)
        self.assertIsNone(keys.of_user(self.operator))

"""Whoever enters the account of a handler, or makes somebody one, is seen to do so."""

import contextlib
from unittest.mock import patch

import frappe
from frappe.utils.password import update_password

from cfm_app.base import consts
from cfm_app.security.administration import accounts
from cfm_app.testing import CFMTestCase

PASSWORD = "Ndjamena-2026-fleuve"


class TestAccounts(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.handler = self.user(consts.PSEA, email="handler.psea@test.cfm")
        self.colleague = self.user(consts.PSEA, email="colleague.psea@test.cfm")
        self.guardian = self.user(consts.DATA_PROTECTION, email="guardian@test.cfm")
        self.operator = self.user(consts.OPERATOR, email="operator.accounts@test.cfm")
        self.manager = self.user(consts.MANAGER, "System Manager")
        for user in (self.handler, self.colleague, self.guardian):
            frappe.db.set_value("User", user, "language", "en")
        frappe.set_user(self.manager)

    def told(self, user: str) -> list[str]:
        rows = frappe.get_all("Notification Log", filters={"for_user": user}, pluck="subject")
        return [each for each in rows if "restricted" in each or "account" in each]

    def logged(self, user: str, action: str = "Account") -> list[str]:
        filters = {"action": action, "ref_name": user, "user": self.manager}
        return frappe.get_all("CFM Access Log", filters=filters, pluck="detail")

    def test_a_password_that_somebody_else_sets_is_told_to_the_owner(self) -> None:
        self.save(self.handler, new_password=PASSWORD)
        self.assertEqual(len(self.told(self.handler)), 1)
        self.assertIn("set a new password", self.told(self.guardian)[0])
        self.assertEqual(self.told(self.colleague), [])
        self.assertEqual(len(self.logged(self.handler)), 1)

    def test_a_key_is_made_by_its_owner_only(self) -> None:
        with self.assertRaises(frappe.PermissionError):
            self.save(self.handler, api_key="k" * 15, api_secret="s" * 15)
        frappe.set_user(self.handler)
        self.save(self.handler, api_key="k" * 15, api_secret="s" * 15)

    def test_a_key_of_ones_own_takes_a_fresh_code(self) -> None:
        user = frappe.get_doc("User", self.manager)
        user.api_secret = "x" * 32
        with (
            patch.object(accounts.step_up, "require", side_effect=frappe.PermissionError),
            self.assertRaises(frappe.PermissionError),
        ):
            accounts.note_new_credentials(user)

    def test_another_change_of_the_account_tells_nobody(self) -> None:
        self.save(self.handler, first_name="Autre")
        self.save(self.operator, new_password=PASSWORD)
        for user in (self.handler, self.guardian, self.operator):
            self.assertEqual(self.told(user), [])

    def test_what_the_owners_do_themselves_is_no_news(self) -> None:
        frappe.set_user(self.handler)
        self.save(self.handler, first_name="Autre")
        self.assertEqual(self.told(self.handler), [])

    def test_an_open_session_does_not_become_an_account(self) -> None:
        for user in (self.handler, self.operator, self.manager):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                self.save(user, new_password=PASSWORD)
        changes = {"email": "mine@evil.example", "simultaneous_sessions": 50, "enabled": 0}
        changes |= {"bypass_restrict_ip_check_if_2fa_enabled": 1, "restrict_ip": "9.9.9.9"}
        frappe.set_user(self.handler)
        for field, value in changes.items():
            # Fields of a higher level are left as they are, and need no refusal.
            before = frappe.db.get_value("User", self.handler, field)
            with contextlib.suppress(frappe.PermissionError):
                self.save(self.handler, **{field: value})
            self.assertEqual(frappe.db.get_value("User", self.handler, field), before, field)

    def test_a_new_handler_is_known_to_the_others(self) -> None:
        user = frappe.get_doc("User", self.operator)
        user.append("roles", {"role": consts.PSEA})
        user.save()
        for other in (self.handler, self.colleague, self.guardian):
            self.assertEqual(len(self.told(other)), 1)
        self.assertEqual(self.told(self.operator), [])
        self.assertEqual(len(self.logged(self.operator, "Rights")), 1)
        user.reload()
        user.save()
        self.assertEqual(len(self.told(self.handler)), 1)

    def test_a_log_in_with_another_password_is_told_to_the_owner(self) -> None:
        def log_in(user: str) -> None:
            frappe.set_user(user)
            accounts.tell_of_new_password(frappe._dict(user=user))

        for user in (self.handler, self.operator):
            update_password(user, PASSWORD)
            log_in(user)
            log_in(user)
            self.assertEqual(self.told(user), [])
            update_password(user, PASSWORD + "x")
            log_in(user)
            log_in(user)
        self.assertEqual(len(self.told(self.handler)), 1)
        self.assertEqual(len(self.told(self.guardian)), 1)
        self.assertEqual(self.told(self.operator), [])

    def test_who_may_not_reset_a_device_is_refused_before_anything_is_looked_for(self) -> None:
        frappe.set_user(self.operator)
        # In its own tests the framework lets everybody do what is for one role only.
        frappe.flags.in_test, before = False, frappe.flags.in_test
        self.addCleanup(frappe.flags.update, in_test=before)
        for user in (self.handler, "nobody@test.cfm", "x" * 300):
            self.assertRaises(frappe.PermissionError, accounts.reset_otp_secret, user)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.DoesNotExistError):
            accounts.reset_otp_secret("x" * 300)

    def test_a_manager_resets_a_device_of_the_office_and_of_nobody_else(self) -> None:
        frappe.set_user(self.operator)
        self.case(category="Exploitation ou abus sexuel")
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER, email="office.manager@test.cfm")
        frappe.set_user(manager)
        with patch.object(accounts.factor, "reset") as reset:
            accounts.reset_otp_secret(self.operator)
            reset.assert_called_with(self.operator)
            reset.reset_mock()
            self.waits(lambda: accounts.reset_otp_secret(self.handler))
            with self.assertRaises(frappe.PermissionError):
                accounts.reset_otp_secret("Administrator")
            reset.assert_not_called()

    def test_a_fresh_code_comes_first(self) -> None:
        for user in (self.manager, self.operator):
            with (
                patch.object(accounts.step_up, "require", side_effect=frappe.PermissionError),
                patch.object(accounts.factor, "reset") as reset,
                self.assertRaises(frappe.PermissionError),
            ):
                accounts.reset_otp_secret(user)
            reset.assert_not_called()

    def save(self, user: str, **values: str) -> None:
        doc = frappe.get_doc("User", user)
        doc.update(values)
        doc.save(ignore_permissions=True)

"""The app's own log-in: nobody enters without what the framework's would ask for."""

from types import SimpleNamespace
from typing import Any
from unittest import mock

import frappe

from cfm_app.security.administration import accounts
from cfm_app.security.log_in import own_log_in, trusted_devices
from cfm_app.security.second_factor import factor, own_sessions, step_up
from cfm_app.security.second_factor.test_step_up import FactorTestCase

PASSWORD = "A-Long-word-7316!"


class TestOwnLogIn(FactorTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.entered: list[str] = []
        self.is_old = False
        self.manager = SimpleNamespace(
            user=None,
            authenticate=self.authenticate,
            force_user_to_reset_password=lambda: self.is_old,
            login_as=self.entered.append,
        )
        for patch in (
            mock.patch.object(frappe.local, "login_manager", self.manager, create=True),
            mock.patch.object(accounts, "tell_of_new_password"),
            mock.patch.object(own_sessions, "record_device"),
            mock.patch.object(trusted_devices, "note_log_in"),
            mock.patch.object(trusted_devices, "trust"),
            mock.patch.object(trusted_devices, "accept_and_rotate", return_value=False),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def authenticate(self, name: str, password: str) -> None:
        if password != PASSWORD:
            raise frappe.AuthenticationError
        self.manager.user = name

    def log_in(self, code: str = "", user: str = "", **given: Any) -> dict[str, Any]:
        return own_log_in.log_in(user or self.psea, given.pop("password", PASSWORD), code, **given)

    def refused(self, error: type[Exception] = frappe.AuthenticationError, **given: Any) -> None:
        with self.assertRaises(error):
            self.log_in(**given)
        self.assertEqual(self.entered, [])

    def test_who_has_password_and_code_enters(self) -> None:
        self.assertEqual(self.log_in(self.code()), {})
        self.assertEqual(self.entered, [self.psea])
        self.assertFalse(step_up.is_due())
        trusted_devices.trust.assert_not_called()

    def test_a_wrong_password_or_code_lets_nobody_in(self) -> None:
        self.refused(password="another", code=self.code())
        self.refused(error=factor.WrongCodeError, code="000000")

    def test_digits_of_another_script_are_no_code(self) -> None:
        """Compared as equal, they would be the same code in a spelling that was not used yet."""
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in self.code())
        self.refused(error=factor.WrongCodeError, code=wide)

    def test_a_code_is_asked_where_none_is_given(self) -> None:
        self.assertTrue(self.log_in()["asks_code"])
        self.assertEqual(self.entered, [])

    def test_a_trusted_browser_needs_none_and_proves_nothing(self) -> None:
        trusted_devices.accept_and_rotate.return_value = True
        self.assertEqual(self.log_in(trusts=True), {})
        self.assertEqual(self.entered, [self.psea])
        self.assertTrue(step_up.is_due())
        trusted_devices.trust.assert_not_called()

    def test_a_browser_is_trusted_by_who_gave_a_code_and_asked(self) -> None:
        self.log_in(self.code(), trusts=True)
        trusted_devices.trust.assert_called_once_with(self.psea)

    def test_it_is_for_those_who_have_set_a_second_factor_up(self) -> None:
        self.refused(user=self.operator, code=self.code())
        frappe.defaults.clear_default(key=f"{self.psea}_otplogin", parent="__2fa")
        self.refused(code=self.code())

    def test_an_old_password_is_changed_first(self) -> None:
        self.is_old = True
        account = type(frappe.get_doc("User", self.psea))
        with mock.patch.object(account, "reset_password", return_value="/update-password?key=x"):
            self.assertIn("new_password_at", self.log_in(self.code()))
        self.assertEqual(self.entered, [])

"""Whoever sets up a second factor for an account, its owner hears of it."""

from types import SimpleNamespace
from unittest import mock

import frappe
from frappe import twofactor

from cfm_app.base import notices
from cfm_app.security.second_factor import enrolment
from cfm_app.security.second_factor.test_step_up import FactorTestCase

TOLD = (
    "An authenticator app was set up for your account on {0} ({1}). If it was not you, tell whoever"
    " manages the accounts at once: they reset it, and end that session."
)


class TestEnrolment(FactorTestCase):
    def log_in(self) -> list[str]:
        """The mails that a log-in of the handler sends."""
        with mock.patch.object(notices, "mail") as mail:
            enrolment.tell_owner(SimpleNamespace(user=self.psea))
        return [call.args[1] for call in mail.call_args_list]

    def test_the_owner_is_told_once_by_bell_and_mail(self) -> None:
        begins = self.as_read_by(self.psea, TOLD, "WHEN", "WHERE").partition("WHEN")[0]
        self.assertEqual([mail[: len(begins)] for mail in self.log_in()], [begins])
        bell = frappe.get_all("Notification Log", {"for_user": self.psea}, pluck="subject")
        self.assertEqual([line[: len(begins)] for line in bell], [begins])
        self.assertEqual(self.log_in(), [])

    def test_another_app_is_told_of_again(self) -> None:
        self.log_in()
        for key in ("otpsecret", "otplogin"):
            frappe.defaults.clear_default(key=f"{self.psea}_{key}", parent="__2fa")
        self.assertEqual(self.log_in(), [])
        twofactor.get_otpsecret_for_(self.psea)
        frappe.defaults.set_default(f"{self.psea}_otplogin", 1, "__2fa")
        self.assertEqual(len(self.log_in()), 1)

    def test_whoever_has_none_is_told_nothing(self) -> None:
        enrolment.tell_owner(SimpleNamespace(user=self.operator))
        self.assertFalse(frappe.db.exists("Notification Log", {"for_user": self.operator}))

    def test_it_stands_in_the_access_log(self) -> None:
        self.log_in()
        self.assertTrue(
            frappe.db.exists("CFM Access Log", {"action": "Account", "user": self.psea})
        )

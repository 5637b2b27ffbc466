"""A mail of the log-in waits in the queue."""

from typing import Any
from unittest import skipUnless
from unittest.mock import patch

import frappe
from frappe import twofactor

from cfm_app.base import consts
from cfm_app.security.log_in import codes_by_mail
from cfm_app.testing import CFMTestCase

ON_A_BENCH = skipUnless(
    hasattr(twofactor, "send_token_via_email"), "the embedded engine has no such function"
)


class TestCodesByMail(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        codes_by_mail.install()
        self.handler = self.user(consts.PSEA)

    def test_it_is_never_sent_while_the_log_in_waits(self) -> None:
        sent: list[dict[str, Any]] = []
        with (
            patch.object(frappe, "sendmail", lambda **given: sent.append(given)),
            patch.object(frappe, "enqueue") as later,
        ):
            self.assertTrue(codes_by_mail.send(self.handler, "x", "y"))
        self.assertTrue(sent[0].get("delayed", True))
        self.assertEqual(later.call_args.args, (codes_by_mail.FLUSH,))
        self.assertTrue(later.call_args.kwargs["enqueue_after_commit"])

    def test_without_an_account_for_mail_nothing_fails(self) -> None:
        with patch.object(frappe, "sendmail", side_effect=frappe.OutgoingEmailError):
            self.assertFalse(codes_by_mail.send(self.handler, "x", "y"))

    @ON_A_BENCH
    def test_the_framework_sends_so(self) -> None:
        with patch.object(codes_by_mail, "send", return_value=True) as sent:
            found = twofactor.process_2fa_for_email(
                self.handler, 123456, "GEZDGNBVGY3TQOJQ", "CFM", method="OTP App"
            )
        self.assertTrue(found["token_delivery"])
        self.assertEqual(sent.call_args.args[0], self.handler)

"""The Administrator's second factor: asked for once anybody uses one, set up on the machine."""

from unittest import skipUnless
from unittest.mock import patch

import frappe
from frappe import auth, twofactor

from cfm_app.base import consts
from cfm_app.procedures.setup import second_factor
from cfm_app.security.second_factor import administrator, factor
from cfm_app.testing import CFMTestCase

ADMINISTRATOR = administrator.ADMINISTRATOR
ON_A_BENCH = skipUnless(
    hasattr(auth, "authenticate_for_2factor"), "the embedded engine has a hook for it"
)


class TestAdministrator(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        administrator.install()
        second_factor.demand()
        self.addCleanup(frappe.db.after_commit.reset)
        # A bench commits a new secret at once.
        kept = patch.object(frappe.db, "commit")
        kept.start()
        self.addCleanup(kept.stop)
        frappe.db.delete("DefaultValue", {"parent": administrator.PARENT})
        frappe.clear_cache()
        self.handler = self.user(consts.PSEA)
        frappe.set_user(ADMINISTRATOR)

    def set_up(self, user: str) -> None:
        secret = twofactor.get_otpsecret_for_(user)
        code = factor.AuthenticatorApp(secret).now()
        self.assertTrue(administrator.confirm(user, code))

    def test_it_is_asked_once_anybody_uses_one(self) -> None:
        self.assertFalse(administrator.is_demanded(ADMINISTRATOR))
        self.assertFalse(twofactor.two_factor_is_enabled_for_(ADMINISTRATOR))
        self.set_up(self.handler)
        self.assertTrue(administrator.is_demanded(ADMINISTRATOR))
        self.assertTrue(twofactor.two_factor_is_enabled_for_(ADMINISTRATOR))
        self.assertFalse(administrator.is_demanded(self.handler))

    def test_an_office_that_asks_nobody_does_not_ask_it(self) -> None:
        self.set_up(self.handler)
        second_factor.waive()
        self.assertFalse(administrator.is_demanded(ADMINISTRATOR))

    def test_it_is_set_up_and_forgotten_on_the_machine(self) -> None:
        first = administrator.forget(ADMINISTRATOR)
        self.assertFalse(administrator.confirm(ADMINISTRATOR, "x"))
        self.assertFalse(factor.is_set_up(ADMINISTRATOR))
        self.set_up(ADMINISTRATOR)
        self.assertTrue(factor.is_set_up(ADMINISTRATOR) and factor.is_required(ADMINISTRATOR))
        self.assertNotEqual(administrator.forget(ADMINISTRATOR), first)
        self.assertFalse(factor.is_set_up(ADMINISTRATOR))

    @ON_A_BENCH
    def test_no_mail_brings_it(self) -> None:
        self.set_up(self.handler)
        with (
            patch.object(frappe, "sendmail") as sent,
            self.assertRaises(frappe.AuthenticationError),
        ):
            auth.authenticate_for_2factor(ADMINISTRATOR)  # type: ignore[attr-defined]
        sent.assert_not_called()

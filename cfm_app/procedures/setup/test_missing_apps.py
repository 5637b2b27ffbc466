"""What the doctor of a bench says of people who cannot set up the second factor that they are asked for."""

from contextlib import redirect_stdout
from io import StringIO

import frappe
from frappe.defaults import set_default

from cfm_app.base import consts
from cfm_app.procedures.setup import missing_apps, second_factor
from cfm_app.testing import CFMTestCase


class TestMissingApps(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.db.set_value("Email Account", {"default_outgoing": 1}, "default_outgoing", 0)
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        second_factor.demand()

    def test_who_is_asked_and_gets_no_mail_is_locked_out(self) -> None:
        self.assertIn(self.manager, missing_apps.locked_out())
        self.assertNotIn(self.operator, missing_apps.locked_out())
        [(_subject, what, advice)] = missing_apps.findings()
        self.assertIn(self.manager, what)
        self.assertIn("cfm-second-factor", advice)

    def test_who_has_an_app_is_not(self) -> None:
        set_default(f"{self.manager}_otplogin", 1, parent="__2fa")
        self.assertNotIn(self.manager, missing_apps.locked_out())

    def test_who_left_is_not(self) -> None:
        frappe.db.set_value("User", self.manager, "enabled", 0)
        self.assertNotIn(self.manager, missing_apps.locked_out())

    def test_mail_and_an_office_without_it_open(self) -> None:
        second_factor.waive()
        self.assertEqual(missing_apps.locked_out(), [])
        second_factor.demand()
        self.outgoing_account()
        self.assertEqual([advice for *_found, advice in missing_apps.findings()], [""])

    def test_a_migration_names_them_where_keys_go_by_mail(self) -> None:
        told = self._told()
        self.assertEqual(self.manager in told, missing_apps.IS_BY_MAIL)
        self.assertEqual("cfm-second-factor" in told, missing_apps.IS_BY_MAIL)

    def test_a_migration_names_nobody_once_mail_leaves(self) -> None:
        self.outgoing_account()
        self.assertEqual(self._told(), "")

    def _told(self) -> str:
        with redirect_stdout(StringIO()) as told:
            missing_apps.warn()
        return told.getvalue()

"""Sites whose people had set up their apps before their owners were told."""

from types import SimpleNamespace

import frappe

from cfm_app.patches import known_apps
from cfm_app.security.second_factor import enrolment, factor_rows
from cfm_app.security.second_factor.test_step_up import FactorTestCase


class TestKnownApps(FactorTestCase):
    def test_an_app_of_before_is_no_news(self) -> None:
        row = factor_rows.locked(self.psea)
        factor_rows.change(row.name, known_app=None)
        known_apps.execute()
        enrolment.tell_owner(SimpleNamespace(user=self.psea))
        self.assertFalse(frappe.db.exists("Notification Log", {"for_user": self.psea}))

    def test_it_passes_by_accounts_that_are_gone(self) -> None:
        frappe.defaults.set_default("gone@test.cfm_otplogin", 1, "__2fa")
        known_apps.execute()
        self.assertFalse(frappe.db.exists(factor_rows.DOCTYPE, {"user": "gone@test.cfm"}))

"""Sites that are older than the setting of attempts."""

import frappe

from cfm_app.cases import contact_attempts
from cfm_app.patches import attempts_apart
from cfm_app.testing import CFMTestCase

SETTING = {"doctype": "CFM Settings", "field": "attempts_apart"}


class TestAttemptsApart(CFMTestCase):
    def test_an_older_site_gets_the_default(self) -> None:
        frappe.db.delete("Singles", SETTING)
        frappe.clear_cache()
        attempts_apart.execute()
        frappe.clear_cache()
        self.assertEqual(contact_attempts.minutes_apart(), 60)

    def test_what_a_manager_set_stays(self) -> None:
        frappe.db.set_single_value("CFM Settings", "attempts_apart", 0)
        attempts_apart.execute()
        frappe.clear_cache()
        self.assertEqual(contact_attempts.minutes_apart(), 0)

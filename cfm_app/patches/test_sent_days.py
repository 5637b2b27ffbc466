"""Sites that are older than the setting of sent cases."""

import frappe

from cfm_app.exchange.field_desk import receipts
from cfm_app.patches import sent_days
from cfm_app.testing import CFMTestCase


class TestSentDays(CFMTestCase):
    def test_an_older_site_gets_the_default(self) -> None:
        frappe.db.delete("Singles", {"doctype": "CFM Settings", "field": receipts.DAYS})
        frappe.clear_cache()
        sent_days.execute()
        frappe.clear_cache()
        self.assertEqual(receipts.days_on_device(), 7)

    def test_what_a_manager_set_stays(self) -> None:
        frappe.db.set_single_value("CFM Settings", receipts.DAYS, 0)
        sent_days.execute()
        frappe.clear_cache()
        self.assertEqual(receipts.days_on_device(), 0)

"""The clocks of open cases, looked at twice."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.sop import watch
from cfm_app.testing import CFMTestCase


class TestWatch(CFMTestCase):
    def test_status_follows_the_time_and_stays(self) -> None:
        frappe.set_user("Administrator")
        now = now_datetime()
        cases = {}
        for status, past, ahead in (("On track", 1, 20), ("At risk", 9, 1), ("Breached", 9, -1)):
            name = self.case(category="Quantité de la ration").name
            values = {
                "received_on": add_to_date(now, hours=-past),
                "resolve_by": add_to_date(now, hours=ahead),
            }
            frappe.db.set_value("Case", name, values)
            cases[name] = status
        watch.refresh()
        found = {name: frappe.db.get_value("Case", name, "sla_status") for name in cases}
        self.assertEqual(found, cases)
        self.assertEqual(watch.refresh(), 0)

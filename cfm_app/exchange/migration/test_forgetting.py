"""What failed in a migration may quote people: it goes by the general rule of retention."""

import frappe
from frappe.utils import add_months, getdate, nowdate

from cfm_app.data_protection.personal_data import retention
from cfm_app.testing import CFMTestCase


class TestForgetting(CFMTestCase):
    def test_reasons_go_by_the_general_rule(self) -> None:
        old, young = self.record(25), self.record(23)
        retention._forget_by_general_rule(getdate())
        reasons = [
            frappe.db.get_value("CFM Migration Record", name, "reason") for name in (old, young)
        ]
        self.assertEqual([None, "No such person: Zara"], reasons)

    def record(self, months: int) -> str:
        """A line of a migration that ended some months ago."""
        values = {"title": "2020", "ended_on": add_months(nowdate(), -months)}
        made = frappe.get_doc({"doctype": "CFM Migration", **values})
        made.name = frappe.generate_hash(length=10)
        made.db_insert()
        row = {"migration": made.name, "reason": "No such person: Zara"}
        line = frappe.get_doc({"doctype": "CFM Migration Record", **row})
        line.name = frappe.generate_hash(length=10)
        line.db_insert()
        return str(line.name)

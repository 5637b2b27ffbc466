"""An office with old cases and a night, for tests."""

from datetime import date
from typing import Any

import frappe
from frappe.utils import add_months, getdate, nowdate

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import (
    erasure_everywhere,
    holds,
    retention,
    retention_due,
    retention_notices,
)
from cfm_app.security.access_rule import random_naming
from cfm_app.security.entitlement import clearance
from cfm_app.testing import CFMTestCase

PERSON = "Community Member"


class RetentionTestCase(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.handler = self.user(consts.PSEA, email="one@psea.cfm")
        self.second = self.user(consts.PSEA, email="two@psea.cfm")
        frappe.set_user("Administrator")
        self.restricted = next(
            name for name, role in clearance.restricted_classes().items() if role == consts.PSEA
        )

    # --- rows as an office has them after years -------------------------------------------------
    def bare(self, doctype: str, **values: Any) -> str:
        doc = frappe.new_doc(doctype)
        doc.update(values)
        doc.name = random_naming.new_name(doctype)
        doc.db_insert()
        if modified := values.get("modified"):
            frappe.db.sql(
                f"update `tab{doctype}` set modified = %s where name = %s", (modified, doc.name)
            )
        return str(doc.name)

    def old_case(self, months: int = 30, **values: Any) -> str:
        moment = str(add_months(nowdate(), -months)) + " 08:00:00"
        given = {"phase": "Closed", "workflow_state": "Closed", "description": "Words", **values}
        return self.bare("Case", modified=moment, closed_on=moment, received_on=moment, **given)

    def due(self, today: date | None = None) -> dict[str, retention_due.Due]:
        batches = retention_due.cases(today or getdate())
        return {each.name: each for batch in batches for each in batch}

    def night(self) -> None:
        """A night of retention, after as many that have announced it."""
        retention._announce_each(
            getdate(), retention_notices.present_night() - retention_notices.NIGHTS
        )
        frappe.db.sql("update `tabCFM Retention Notice` set announced_on = '2020-01-01'")
        for plans in retention.batches(getdate()):
            free = holds.without_held(plans)
            if free:
                erasure_everywhere.erase(free)

    def words(self, case: str) -> str | None:
        return frappe.db.get_value("Case", case, "description")

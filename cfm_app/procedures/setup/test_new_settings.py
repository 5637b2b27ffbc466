"""A site that is older than a setting gets its default, and keeps what somebody chose."""

from typing import Any

import frappe
from frappe.utils import get_time

from cfm_app.procedures.setup import new_settings
from cfm_app.testing import CFMTestCase

DOCTYPE = "CFM Settings"


class TestNewSettings(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.get_doc(DOCTYPE).save()

    def forget(self, field: str) -> None:
        frappe.db.delete("Singles", {"doctype": DOCTYPE, "field": field})
        frappe.clear_document_cache(DOCTYPE, DOCTYPE)

    def default_of(self, df: Any) -> Any:
        if df.fieldtype in ("Int", "Float", "Check"):
            return float(df.default)
        return get_time(df.default) if df.fieldtype == "Time" else df.default

    def test_what_was_never_stored_gets_its_default(self) -> None:
        for df in frappe.get_meta(DOCTYPE).fields:
            if df.default in (None, ""):
                continue
            with self.subTest(field=df.fieldname):
                self.forget(df.fieldname)
                self.assertIn((DOCTYPE, df.fieldname), new_settings.fill())
                value = frappe.get_cached_doc(DOCTYPE).get(df.fieldname)
                is_number = df.fieldtype in ("Int", "Float", "Check")
                if df.fieldtype == "Time":
                    value = get_time(str(value))
                self.assertEqual(float(value) if is_number else value, self.default_of(df))

    def test_what_somebody_chose_stays(self) -> None:
        frappe.db.set_single_value(DOCTYPE, "restricted_retention_months", 0)
        self.assertEqual(new_settings.fill(), [])
        self.assertEqual(
            frappe.db.get_single_value(DOCTYPE, "restricted_retention_months", cache=False), 0
        )

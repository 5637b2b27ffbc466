"""Defaults of fields that somebody adds are for new records."""

import frappe

from cfm_app.testing import CFMTestCase

FIELDS = (
    ("Select", "Camp\nVillage", "Camp", "Camp"),
    ("Check", "", "1", 1),
    ("Int", "", "3", 3),
    ("Small Text", "", "Nothing", "Nothing"),
)


class TestNewColumns(CFMTestCase):
    def tearDown(self) -> None:
        for fieldtype, *_rest in FIELDS:
            name = f"CFM Location-{_name(fieldtype)}"
            frappe.delete_doc("Custom Field", name, force=True, ignore_missing=True)
            # A bench keeps the column of a field that is gone.
            if frappe.db.has_column("CFM Location", _name(fieldtype)):
                frappe.db.sql_ddl(f"alter table `tabCFM Location` drop column {_name(fieldtype)}")
        frappe.clear_cache(doctype="CFM Location")
        super().tearDown()

    def test_old_records_say_nothing_and_new_ones_begin_with_the_default(self) -> None:
        frappe.set_user("Administrator")
        for fieldtype, options, default, begun in FIELDS:
            with self.subTest(fieldtype=fieldtype):
                frappe.get_doc(
                    {
                        "doctype": "Custom Field",
                        "dt": "CFM Location",
                        "fieldname": _name(fieldtype),
                        "label": fieldtype,
                        "fieldtype": fieldtype,
                        "options": options,
                        "default": default,
                    }
                ).insert()
                # The next request: a bench keeps the beginnings of new records during one.
                frappe.clear_cache()
                told = frappe.get_all("CFM Location", pluck=_name(fieldtype), distinct=True)
                self.assertEqual([value for value in told if value], [])
                self.assertEqual(frappe.new_doc("CFM Location").get(_name(fieldtype)), begun)


def _name(fieldtype: str) -> str:
    return f"cfm_test_{frappe.scrub(fieldtype)}"

"""What of a shipped form nobody changes by a property alone: each field of each DocType, by reflection."""

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.security.configuration import customised_forms, shipped_forms
from cfm_app.testing import CFMTestCase

COLUMNLESS = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold")


def faults(doctype: str, field: str | None, name: str, value: str) -> list[str]:
    """Why a Property Setter is refused."""
    setter = {"doctype": "Property Setter", "doc_type": doctype, "field_name": field}
    doc = frappe.get_doc({**setter, "property": name, "value": value})
    return list(customised_forms.faults_of_setter(doc))


class TestShippedForms(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.types = frappe.get_all(
            "DocType", filters={"module": "CFM App", "custom": 0, "issingle": 0}, pluck="name"
        )

    def test_no_field_becomes_another_kind_of_value(self) -> None:
        taken = []
        for doctype in self.types:
            for df in frappe.get_meta(doctype).fields:
                if df.fieldtype in (*COLUMNLESS, "Data", "Small Text", "Select", "Text", "Barcode"):
                    continue
                if not faults(doctype, df.fieldname, "fieldtype", "Data"):
                    taken.append((doctype, df.fieldname, df.fieldtype))
        self.assertEqual(taken, [])

    def test_no_link_leads_elsewhere(self) -> None:
        taken = [
            (doctype, df.fieldname)
            for doctype in self.types
            for df in frappe.get_meta(doctype).fields
            if df.fieldtype in shipped_forms.LEADING
            and not faults(doctype, df.fieldname, "options", "CFM Partner")
        ]
        self.assertEqual(taken, [])

    def test_of_what_decides_who_sees_a_case_only_the_looks_change(self) -> None:
        given = {"options": "Data", "default": "x", "fieldtype": "Data", "fetch_from": "a.b"}
        for doctype, fields in shipped_forms.DECIDING.items():
            for field in fields:
                self.assertTrue(frappe.get_meta(doctype).has_field(field), (doctype, field))
                for name in shipped_forms.FIELD_PROPERTIES - shipped_forms.LOOKS:
                    with self.subTest(field=f"{doctype}.{field}", property=name):
                        told = faults(doctype, field, name, given.get(name, "1"))
                        self.assertNotEqual(told, [])
        self.assertEqual(faults("Case", "category", "label", "Sujet"), [])

    def test_nothing_of_closed_documents_becomes_unique(self) -> None:
        for doctype in sorted(doctype_access.CLOSED & set(self.types)):
            for df in frappe.get_meta(doctype).fields:
                if df.fieldtype in ("Data", "Link"):
                    self.assertNotEqual(faults(doctype, df.fieldname, "unique", "1"), [])

    def test_nor_is_a_field_that_somebody_adds_there(self) -> None:
        field = {"doctype": "Custom Field", "dt": "Community Member", "label": "Carte"}
        field |= {"fieldname": "cfm_carte", "fieldtype": "Data"}
        frappe.set_user(self.user(consts.MANAGER))
        frappe.get_doc(field).run_method("before_validate")
        with self.assertRaisesRegex(frappe.ValidationError, "unique"):
            frappe.get_doc({**field, "unique": 1}).run_method("before_validate")

    def test_what_is_no_part_of_a_form_stays(self) -> None:
        for name in ("istable", "issingle", "is_virtual", "is_submittable", "module", "engine"):
            self.assertNotEqual(faults("Case", None, name, "1"), [], name)
        for name in ("ignore_xss_filter", "fieldname", "parent", "search_index"):
            self.assertNotEqual(faults("Case", "description", name, "1"), [], name)

"""Each field that holds a value is in the map of personal data, and the map names nothing else."""

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.personal_data import field_map, purposes
from cfm_app.testing import CFMTestCase

OWN_FIELD = "of_the_office_5581"


class TestFieldMap(CFMTestCase):
    def test_each_field_has_an_entry(self) -> None:
        # What an office has made itself, it enters itself.
        missing = [
            (doctype, field)
            for doctype, field in field_map.missing()
            if not frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": field})
            and not frappe.db.get_value("DocType", doctype, "custom")
        ]
        self.assertEqual(
            [], missing, "Enter these fields into data_protection/personal_data/fields.csv"
        )

    def test_each_entry_has_a_field(self) -> None:
        self.assertEqual([], field_map.unknown())

    def test_each_entry_is_whole(self) -> None:
        for each in field_map.entries().values():
            if each.is_personal:
                self.assertIn(each.about, field_map.ABOUT, each)
                self.assertIn(each.category, field_map.CATEGORIES, each)
                self.assertIn(each.purpose, purposes.PURPOSES, each)
                self.assertTrue(purposes.sentence(each.purpose), each)
                self.assertIn(each.ending, field_map.ENDINGS, each)
            else:
                self.assertIn(each.category, field_map.REASONS, each)
                self.assertFalse(each.purpose or each.ending, each)

    def test_what_refers_to_cases_is_in_the_map(self) -> None:
        known = {doctype for doctype, _field in field_map.entries()}
        self.assertEqual(set(), set(doctype_access.CARRIERS) - known)

    def test_words_about_people_do_not_stay(self) -> None:
        """Identity, contact and words of people in need end with their case."""
        lasting = (field_map.IDENTITY, field_map.CONTACT, field_map.WORDS)
        kept = [
            (each.doctype, each.field)
            for each in field_map.entries().values()
            if each.about == field_map.PERSON
            and each.category in lasting
            and each.ending == field_map.KEEP
        ]
        self.assertEqual([], kept)

    def test_a_field_of_the_office_is_asked_for_and_taken_for_words_until_then(self) -> None:
        self.add_field()
        self.assertIn(("Case", OWN_FIELD), field_map.missing())
        self.assertEqual("empty", field_map.ending_of("Case")[OWN_FIELD])
        self.enter(OWN_FIELD, about="", category="office", purpose="", ending="keep")
        self.assertNotIn(("Case", OWN_FIELD), field_map.missing())
        self.assertNotIn(OWN_FIELD, field_map.ending_of("Case"))

    def test_an_entry_says_what_it_is_for(self) -> None:
        self.add_field()
        with self.assertRaises(frappe.ValidationError):
            self.enter(OWN_FIELD, about="person", category="words", purpose="")
        with self.assertRaises(frappe.ValidationError):
            self.enter(OWN_FIELD, about="person", category="office", purpose="answer")
        with self.assertRaises(frappe.ValidationError):
            self.enter("no_such_field", about="person", category="words", purpose="answer")

    def test_nobody_says_otherwise_of_what_the_app_brings_along(self) -> None:
        """Words would outlast an erasure, or figures of the past would go with one."""
        frappe.set_user(self.user(consts.MANAGER))
        before = field_map.entries()
        for doctype, field in (("Sensitive Report", "description"), ("Case", "sex")):
            values = {"about": "person", "category": "words", "purpose": "answer"}
            entry = {"doctype": field_map.OFFICE_ENTRY, "ref_doctype": doctype, "fieldname": field}
            with self.assertRaises(frappe.ValidationError):
                frappe.get_doc({**entry, **values, "ending": "empty"}).insert()
            doc = frappe.get_doc({**entry, **values, "ending": "keep"})
            doc.name = frappe.generate_hash(length=10)
            doc.db_insert()
        self.assertEqual(before, field_map.entries())

    def add_field(self) -> None:
        field = {
            "dt": "Case",
            "fieldname": OWN_FIELD,
            "fieldtype": "Data",
            "label": "Of the office",
        }
        # Without its column: a database that commits with each column would keep what the test made.
        frappe.get_doc(
            {"doctype": "Custom Field", "name": f"Case-{OWN_FIELD}", **field}
        ).db_insert()
        self.addCleanup(frappe.clear_cache, doctype="Case")
        frappe.clear_cache(doctype="Case")

    def enter(self, field: str, **values: str) -> None:
        entry = {"doctype": field_map.OFFICE_ENTRY, "ref_doctype": "Case", "fieldname": field}
        frappe.get_doc({**entry, **values}).insert()

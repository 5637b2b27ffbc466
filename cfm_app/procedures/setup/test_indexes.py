"""The indexes that lists and figures count on."""

import frappe

from cfm_app.procedures.setup import indexes
from cfm_app.testing import CFMTestCase


class TestIndexes(CFMTestCase):
    def test_each_is_there_after_the_installation(self) -> None:
        for doctype, wanted in indexes.INDEXES.items():
            for name in wanted:
                self.assertTrue(frappe.db.has_index(f"tab{doctype}", name), f"{doctype} {name}")

    def test_each_fits_into_a_key_of_the_production_database(self) -> None:
        text, other, largest = 140 * 4 + 3, 9, 3072
        for doctype, wanted in indexes.INDEXES.items():
            meta = frappe.get_meta(doctype)
            for name, columns in wanted.items():
                types = [meta.get_field(each).fieldtype for each in columns if each not in OWN]
                texts = sum(each in TEXTS for each in types) + ("name" in columns)
                size = texts * text + (len(columns) - texts) * other
                self.assertLessEqual(size, largest, f"{doctype} {name}")


TEXTS = ("Data", "Link", "Select")
OWN = ("name", "creation", "modified", "modified_by")

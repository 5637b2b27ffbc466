"""Places and their names."""

from typing import Any

import frappe

from cfm_app.testing import CFMTestCase


class TestCFMLocation(CFMTestCase):
    def place(self, **values: Any) -> Any:
        return frappe.get_doc({"doctype": "CFM Location", "admin_level": "Site", **values}).insert()

    def test_named_by_the_p_code_or_by_the_place_above(self) -> None:
        camp = self.place(location_name="Camp", pcode="TD070199", parent_cfm_location="TD0701")
        self.assertEqual(camp.name, "TD070199")
        well = self.place(location_name="Puits", parent_cfm_location="TD070199")
        self.assertEqual(well.name, "TD070199-Puits")

    def test_a_p_code_names_one_place(self) -> None:
        self.place(location_name="Camp", pcode="TD070199")
        with self.assertRaises(frappe.DuplicateEntryError):
            self.place(location_name="Autre camp", pcode="TD070199")

    def test_a_place_without_a_name_is_refused_with_a_sentence(self) -> None:
        with self.assertRaises(frappe.MandatoryError):
            self.place()

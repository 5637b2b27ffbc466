"""Classes of a site that is older than the words which point to them."""

import frappe

from cfm_app.patches import words_of_classes
from cfm_app.security.sensitivity.strictest import of_key
from cfm_app.testing import CFMTestCase

PSEA, PROTECTION = "EAS et harcèlement sexuel", "Protection"
EMPTY = {"words_of_people": None, "words_of_lists": None}


class TestWordsOfClasses(CFMTestCase):
    def test_an_edited_class_without_words_gets_them_and_others_keep_theirs(self) -> None:
        frappe.db.set_value("Case Sensitivity", PSEA, {**EMPTY, "instruction": "Du bureau"})
        own = {"words_of_people": "zigoto", "words_of_lists": None, "instruction": "Du bureau"}
        frappe.db.set_value("Case Sensitivity", PROTECTION, own)
        self.assertNotEqual(of_key("plainte_eas"), PSEA)
        words_of_classes.execute()
        self.assertEqual(of_key("plainte_eas"), PSEA)
        self.assertEqual(
            frappe.db.get_value("Case Sensitivity", PROTECTION, "words_of_people"), "zigoto"
        )

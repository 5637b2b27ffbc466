"""In which language people are spoken to, and what the operator reads beside it."""

import frappe

from cfm_app.api import console
from cfm_app.base import consts, spoken_language
from cfm_app.testing import CFMTestCase


class TestSpoken(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        frappe.local.lang = "fr"

    def test_a_related_language_comes_before_french(self) -> None:
        self.assertEqual(spoken_language.nearest("shu")[0], "shu")
        self.assertLess(
            spoken_language.nearest("shu").index("ara"), spoken_language.nearest("shu").index("fra")
        )
        self.assertEqual(spoken_language.nearest("kbl"), ["kbl", "fra"])

    def test_scripts_are_said_in_arabic_and_read_in_french(self) -> None:
        for row in console.call_scripts("shu"):
            self.assertEqual(row["language"], "ara")
            self.assertTrue(row["own_text"])
        self.assertFalse(any(row["own_text"] for row in console.call_scripts("fra")))
        self.assertFalse(any(row["own_text"] for row in console.call_scripts("kbl")))

    def test_the_consent_is_asked_in_both_languages(self) -> None:
        text = console.consent_text("shu")
        self.assertFalse(text["is_other_language"])
        self.assertIn("Avez-vous compris", text["own_text"])
        self.assertEqual(len(text["questions"]), 5)
        self.assertEqual(console.consent_text("fra")["questions"], {})
        self.assertTrue(console.consent_text("kbl")["is_other_language"])

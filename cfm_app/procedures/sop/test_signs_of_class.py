"""The class of a case follows from all signs: what was chosen, its category and its words."""

import frappe

from cfm_app.base.settings import setting
from cfm_app.testing import CFMTestCase

ORDINARY, PSEA = "Plainte non sensible", "EAS et harcèlement sexuel"
OF_PSEA = "Exploitation ou abus sexuel"
TOUCHED = "Le magasinier touche les femmes"


class TestSignsOfClass(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.unclear = setting("unclear_sensitivity")

    def stored(self, case: object) -> str:
        return frappe.db.get_value("Case", case.name, "sensitivity")  # type: ignore[attr-defined]

    def test_words_alone_make_a_case_to_be_clarified(self) -> None:
        for said in (TOUCHED, "ON L'A VIOLÉE", "he asked a bribe", "تَحَرُّش بالفتيات"):
            with self.subTest(said):
                case = self.case(category=ORDINARY, description=said)
                self.assertEqual(self.stored(case), self.unclear)

    def test_a_chosen_ordinary_class_does_not_count_against_words(self) -> None:
        case = self.case(category=ORDINARY, sensitivity="Non sensible", description=TOUCHED)
        self.assertEqual(self.stored(case), self.unclear)

    def test_whoever_records_it_says_why_it_is_ordinary(self) -> None:
        why = {"sensitivity_reason": "Il touche les femmes par ses paroles aimables."}
        case = self.case(category=ORDINARY, description=TOUCHED, **why)
        self.assertEqual(self.stored(case), "Non sensible")
        case.reload()
        case.description += " Merci."
        case.save()
        self.assertEqual(self.stored(case), "Non sensible")
        case.description += " Il a violé une fille."
        case.save()
        self.assertEqual(self.stored(case), self.unclear)

    def test_nobody_outside_says_why_it_is_ordinary(self) -> None:
        values = {"description": TOUCHED, "sensitivity_reason": "x", "category": ORDINARY}
        case = frappe.get_doc({"doctype": "Case", **values})
        case.flags.comes_from_outside = True
        self.assertEqual(self.stored(case.insert()), self.unclear)

    def test_a_class_that_is_named_counts_more_than_one_to_be_clarified(self) -> None:
        case = self.case(category=OF_PSEA, sensitivity=self.unclear, description=TOUCHED)
        self.assertEqual(self.stored(case), PSEA)

    def test_words_of_an_ordinary_class_are_harmless(self) -> None:
        for said in ("Séance de sensibilisation", "C'est une plainte non sensible", "Bonjour"):
            with self.subTest(said):
                case = self.case(category=ORDINARY, description=said)
                self.assertEqual(self.stored(case), "Non sensible")

    def test_words_are_those_of_the_office(self) -> None:
        row = frappe.get_doc("Case Sensitivity", PSEA)
        row.words_of_people = "zigoto*"
        row.save()
        case = self.case(category=ORDINARY, description="Les zigotos sont venus")
        self.assertEqual(self.stored(case), self.unclear)

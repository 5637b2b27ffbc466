"""Two hundred spellings in three languages are known, and harmless ones are not taken for them."""

import csv
from pathlib import Path

from cfm_app.security.sensitivity import folding
from cfm_app.security.sensitivity.strictest import of_account, of_key, strictest, unclear_class
from cfm_app.testing import CFMTestCase

SPELLINGS = Path(__file__).parent / "spellings.csv"
HARMLESS = (
    *(
        "plainte_non_sensible",
        "Attitude du personnel (sans abus)",
        "not sensitive",
        "Sensibilisation",
    ),
    *("sex", "Sexe", "protection_sociale", "areas", "overseas", "ideas", "seance", "beneficiaire"),
    *("Demande d'information", "Quantité de la ration", "شكر", "سؤال", "traité", "fermé"),
)


def spellings(kind: str) -> list[str]:
    """The spellings of one kind in the table."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return [row["spelling"] for row in csv.DictReader(file) if row["kind"] == kind]


class TestSpellings(CFMTestCase):
    def test_the_table_is_long_enough(self) -> None:
        self.assertGreaterEqual(len(spellings("key")) + len(spellings("account")), 200)

    def test_each_key_says_a_restricted_class(self) -> None:
        self.assertEqual([each for each in spellings("key") if not of_key(each)], [])

    def test_each_account_is_to_be_clarified(self) -> None:
        missed = [each for each in spellings("account") if of_account(each) != unclear_class()]
        self.assertEqual(missed, [])

    def test_what_is_harmless_says_nothing(self) -> None:
        self.assertEqual([each for each in HARMLESS if of_key(each) or of_account(each)], [])

    def test_words_are_folded(self) -> None:
        for key, words in (
            ("PlainteEAS", ["plainte", "eas"]),
            ("plainte-éas_2", ["plainte", "eas", "2"]),
            ("EASPlainte", ["eas", "plainte"]),
            ("والتَّحَــرُّش", ["تحرش"]),
            ("الإحتيالِ", ["احتيال"]),
            ("ＦＲＡＵＤ\u200b", ["fraud"]),
        ):
            self.assertEqual(folding.words(key), words)

    def test_a_class_that_is_named_counts_more_than_one_to_be_clarified(self) -> None:
        psea = "EAS et harcèlement sexuel"
        self.assertEqual(strictest("Non sensible", unclear_class(), psea), psea)
        self.assertEqual(strictest(None, "Non sensible", unclear_class()), unclear_class())
        self.assertEqual(of_key("sensible_eas"), psea)

"""A text in good French costs one SMS where a plain one does."""

from cfm_app.channels.adapters import gsm_alphabet
from cfm_app.testing import CFMTestCase


class TestGsmAlphabet(CFMTestCase):
    def test_blanks_and_marks_of_french_cost_no_second_message(self) -> None:
        said = "Réponse\u202f: «\u202fl’école de Bol\u202f»\u202f; à 8\u00a0h…"
        self.assertEqual(gsm_alphabet.shortened(said), 'Réponse : "l\'école de Bol" ; à 8 h...')

    def test_what_needs_the_larger_alphabet_anyway_stays_as_it_was_written(self) -> None:
        for said in ("Prêt\u202f: l’école", "متى التوزيع؟\u00a0…"):
            self.assertEqual(gsm_alphabet.shortened(said), said)

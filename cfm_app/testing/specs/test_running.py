"""The runner itself: a scenario that is not true must fail."""

import tempfile
from datetime import datetime
from pathlib import Path

import frappe

from cfm_app.testing import CFMTestCase
from cfm_app.testing.specs import runner, wording
from cfm_app.testing.specs.steps import PHRASES
from cfm_app.testing.specs.world import World

BEGINNING = """# language: fr
Fonctionnalité: Essai

  Scénario: Essai
    Étant donné l'équipe du bureau :
      | Mariam | opératrice |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte           |
      | catégorie      | Quantité de la ration |
      | ce qui est dit | Il manquait deux sacs. |
"""


class TestRunner(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.world = World(self)
        self.addCleanup(self.world.end)

    def play(self, *sentences: str) -> None:
        """Run the beginning and some more sentences."""
        text = BEGINNING + "".join(f"    {sentence}\n" for sentence in sentences)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "essai.feature"
            path.write_text(text, encoding="utf-8")
            scenarios = runner.read(path)
        for scenario in scenarios:
            runner.play(scenario, self.world)

    def fails(self, reason: str, *sentences: str) -> None:
        with self.assertRaisesRegex(runner.StepFailed, reason):
            self.play(*sentences)

    def test_a_true_scenario_passes(self) -> None:
        self.play("Alors le cas est à l'état « Enregistré »")

    def test_a_failing_step_names_its_line(self) -> None:
        self.fails("essai.feature, ligne 12", "Alors le cas est à l'état « Clos »")

    def test_an_unknown_sentence_is_named(self) -> None:
        self.fails("Aucune étape ne dit : « Mariam danse »", "Quand Mariam danse")

    def test_an_unknown_user_is_named(self) -> None:
        self.fails("Oumar ne fait pas partie", "Quand Oumar ouvre le cas")

    def test_an_unexpected_refusal_fails(self) -> None:
        sentence = "Quand Mariam réfère le cas : « Deux sacs »"
        self.fails("n'a pas accepté", sentence)
        self.world.refusal = None
        self.fails("réfère le cas", sentence, "Alors le cas est à l'état « Enregistré »")

    def test_a_missing_refusal_fails(self) -> None:
        self.fails(
            "n'a rien refusé", "Quand Mariam ouvre le cas", "Alors le système refuse : « Non. »"
        )

    def test_a_refusal_in_other_words_fails(self) -> None:
        sentence = "Quand Mariam réfère le cas : « Deux sacs »"
        self.fails("refusé autrement", sentence, "Alors le système refuse : « Interdit. »")

    def test_a_refused_step_is_rolled_back(self) -> None:
        self.play(
            "Quand Mariam enregistre l'appel de Zara Moussa :",
            "  | catégorie            | Quantité de la ration |",
            "  | téléphone            | 66 12 34 56           |",
            "  | qui consent          | Mandataire            |",
            "  | rappeler la personne | oui                   |",
            "Alors le système refuse : « Écrivez le lien… »",
        )
        self.assertFalse(frappe.db.exists("Community Member", {"full_name": "Zara Moussa"}))

    def test_time_does_not_go_back_and_weekdays_are_right(self) -> None:
        self.fails("ne recule pas", "Quand arrive le dimanche 6 décembre 2026 à 9 h")
        self.fails("est un lundi", "Quand arrive le mardi 7 décembre 2026 à 10 h")

    def test_moments_read_as_they_are_written(self) -> None:
        text = "vendredi 1er janvier 2027 à 7 h 30"
        self.assertEqual(wording.moment(text), datetime(2027, 1, 1, 7, 30))
        self.assertEqual(wording.in_words(datetime(2027, 1, 1, 7, 30)), text)

    def test_every_wording_is_used(self) -> None:
        sentences = {
            line.sentence
            for path in runner.SCENARIOS.glob("*.feature")
            for scenario in runner.read(path)
            for line in scenario.lines
        }
        used = {PHRASES.find(sentence)[0].wording for sentence in sentences}
        self.assertEqual({step.wording for step in PHRASES.steps} - used, set())

    def test_an_ambiguous_sentence_is_refused(self) -> None:
        phrases = wording.Phrasebook()
        for text in ("{qui} ouvre {cas}", "{qui} ouvre le cas"):
            phrases.step(text)(lambda world: None)
        with self.assertRaisesRegex(wording.UnknownStep, "Plusieurs étapes"):
            phrases.find("Mariam ouvre le cas")

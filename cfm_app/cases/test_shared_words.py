"""What a referral proposes to share holds nothing of the person that is recorded or that its form gives away."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import refer, shared_words
from cfm_app.testing import CFMTestCase

NAMES = ("Mariam Abakar Youssouf", "مريم", None)


class TestSharedWords(CFMTestCase):
    def test_who_told_it_is_left_out(self) -> None:
        for told, secret in (
            ("Mariam Abakar, 34 ans, n'a rien reçu", ("Mariam", "Abakar", "34")),
            ("Je suis Maryam, il manque du mil", ("Maryam",)),
            ("Appelez le 66 12 34 56 ou +235 99 00 11 22", ("66", "99 00")),
            ("Ecrivez à m.abakar@exemple.org", ("exemple",)),
            ("Mon dossier est PER-2026-123456", ("123456",)),
            ("She is 34 years old", ("34",)),
            ("عمري 34 سنة واسمي مريم", ("34", "مريم")),
        ):
            with self.subTest(told):
                left = shared_words.without_person(told, NAMES)
                self.assertFalse([each for each in secret if each in left], left)

    def test_what_happened_stays(self) -> None:
        told = "Il manque 3 sacs de mil à la distribution du 12 mai, au site de Baga Sola."
        self.assertEqual(shared_words.without_person(told, NAMES), told)

    def test_a_sender_sets_no_evidence(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.RECORD, consts.SHARE_INSIDE)
        focal = self.user(consts.FOCAL_POINT)
        made = refer.refer(
            case.name,
            {
                "focal_point": focal,
                "shared_summary": "Sacs manquants",
                "revocation_reason": "inventé",
                "recorded_by": focal,
                "received_via": "Phone",
                "response": "inventé",
            },
        )
        for field in ("revocation_reason", "received_via", "response"):
            self.assertFalse(made.get(field), field)

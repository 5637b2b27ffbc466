"""What a receiver of a referral sees of the case: where and when, and nothing of who the person is."""

from typing import Any

import frappe
from frappe.utils import format_date

from cfm_app.base import consts
from cfm_app.cases import refer
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import referral_cards

PLACE, FACTS = "Mamdi", "Kanem"
RECEIVED = "2026-11-20 10:00:00"


class TestCircumstances(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.focal, self.operator = self.user(consts.FOCAL_POINT), self.user(consts.OPERATOR)

    def card_of(self, **values: Any) -> dict[str, Any]:
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration", received_on=RECEIVED, **values)
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        name = refer.refer(case.name, {"focal_point": self.focal}).name
        frappe.set_user(self.focal)
        return next(card for card in referral_cards.cards(1000) if card["name"] == name)

    def place(self, name: str) -> str:
        return str(frappe.db.get_value("CFM Location", {"location_name": name}))

    def test_where_it_happened_comes_before_where_the_person_is(self) -> None:
        day = format_date(RECEIVED, "d MMM y")
        there = self.place(PLACE)
        self.assertEqual(self.card_of(location=there)["circumstances"], f"{PLACE} · {day}")
        of_facts = self.card_of(location=there, incident_location=self.place(FACTS))
        self.assertEqual(of_facts["circumstances"], f"{FACTS} · {day}")

    def test_what_was_written_of_a_place_is_not_among_it(self) -> None:
        card = self.card_of(location=self.place(PLACE), place_details="Chez Achta Mahamat")
        self.assertNotIn("Achta", str(card))

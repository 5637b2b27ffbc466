"""Places that are in no list."""

import frappe

from cfm_app.api import console
from cfm_app.base import consts
from cfm_app.cases import places
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import proposed_places

VILLAGE = "Kindjiria Est"


class TestPlaces(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)

    def told(self, category: str = "Quantité de la ration", **more) -> str:
        case = {"category": category, "description": "Test", "location": "TD0701"}
        return console.new_case(case={**case, "place_details": VILLAGE}, **more)["case"]

    def proposed(self) -> list[str]:
        return frappe.get_all("CFM Location", filters={"location_name": VILLAGE}, pluck="name")

    def test_the_case_keeps_it_and_nothing_is_proposed_unasked(self) -> None:
        case = self.told()
        self.assertEqual(frappe.db.get_value("Case", case, "place_details"), VILLAGE)
        self.assertEqual(self.proposed(), [])

    def test_it_is_proposed_once_and_offered_to_nobody_until_it_is_confirmed(self) -> None:
        self.told(propose_place=True)
        self.told(propose_place=True)
        [name] = self.proposed()
        place = frappe.get_doc("CFM Location", name)
        self.assertEqual(place.parent_cfm_location, "TD0701")
        self.assertEqual((place.enabled, place.proposed, place.owner), (0, 1, self.operator))
        self.assertEqual(console.find_places(VILLAGE), [])
        self.assertIsNone(proposed_places.card())
        frappe.set_user(self.manager)
        self.assertIn("1", proposed_places.card()["text"])
        place = frappe.get_doc("CFM Location", name)
        place.enabled = 1
        place.save()
        self.assertEqual(place.proposed, 0)
        self.assertIsNone(proposed_places.card())
        self.assertEqual([each["value"] for each in console.find_places(VILLAGE)], [name])

    def test_without_a_known_place_nothing_is_proposed(self) -> None:
        self.assertIsNone(places.propose(VILLAGE, None))
        self.assertIsNone(places.propose("  ", "TD0701"))
        self.assertIsNone(places.propose(VILLAGE, "nowhere"))

    def test_the_place_of_a_restricted_case_lies_in_its_report_alone(self) -> None:
        case = self.told("Harcèlement sexuel", propose_place=True)
        self.assertIsNone(frappe.db.get_value("Case", case, "place_details"))
        report = {"cfm_case": case}
        self.assertEqual(frappe.db.get_value("Sensitive Report", report, "place_details"), VILLAGE)
        self.assertEqual(self.proposed(), [])

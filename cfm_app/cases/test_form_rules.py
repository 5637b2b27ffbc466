"""What the office asks of a case, and when, holds for every door by which cases come in."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.cases.register import CaseRequest
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import intake_fields

CATEGORY = "Quantité de la ration"


class TestFormRules(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.customise_case("programme", "mandatory_depends_on", 'eval:doc.channel == "SMS"')
        self.customise_case("disability", "depends_on", 'eval:doc.sex == "Female"')
        frappe.set_user(self.operator)

    def record(self, **values: str) -> str:
        given = {"category": CATEGORY, "description": "Test", **values}
        return str(register.record(CaseRequest(case=given))["case"])

    def test_what_is_needed_when_something_holds_is_needed_on_the_server(self) -> None:
        with self.assertRaises(frappe.MandatoryError):
            self.record(channel="SMS")
        programme = frappe.get_all("CFM Programme", pluck="name", limit=1)[0]
        self.assertTrue(self.record(channel="SMS", programme=programme))
        self.assertTrue(self.record(channel="Ligne verte"))

    def test_a_case_over_the_api_or_of_an_import_needs_it_as_well(self) -> None:
        with self.assertRaises(frappe.MandatoryError):
            self.case(category=CATEGORY, channel="SMS")

    def test_what_is_not_asked_is_not_stored(self) -> None:
        told = self.record(sex="Male", disability="Yes")
        self.assertFalse(frappe.db.get_value("Case", told, "disability"))
        told = self.record(sex="Female", disability="Yes")
        self.assertEqual(frappe.db.get_value("Case", told, "disability"), "Yes")

    def test_nothing_stands_in_the_way_of_a_restricted_case(self) -> None:
        self.assertTrue(self.record(channel="SMS", category="Exploitation ou abus sexuel"))

    def test_an_older_case_goes_on(self) -> None:
        name = self.record(channel="Ligne verte")
        case = frappe.get_doc("Case", name)
        case.channel = "SMS"
        case.save()

    def test_the_fast_page_asks_what_may_be_needed_and_knows_when(self) -> None:
        asked = [each["name"] for each in intake_fields.own_questions()]
        self.assertIn("programme", asked)
        rules = {each["name"]: each for each in intake_fields.rules()}
        self.assertEqual(
            rules["programme"]["needed"], ["==", ["field", "channel"], ["value", "SMS"]]
        )
        self.assertEqual(len(rules["disability"]["shown"]), 1)

    def test_the_page_follows_order_and_defaults(self) -> None:
        frappe.set_user("Administrator")
        self.customise_case("age_group", "default", "18-59")
        self.assertEqual(intake_fields.page_fields()["presets"]["age_group"], "18-59")
        order = intake_fields.page_fields()["person"]
        self.assertEqual(order, ["sex", "age_group", "disability", "population_group"])

"""Choices that depend on another field are the same by every door."""

import json

import frappe

from cfm_app.base import consts
from cfm_app.cases import narrowed_choices, register
from cfm_app.cases.register import CaseRequest
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import intake_fields

CATEGORY = "Quantité de la ration"
UNDER = "descendants of (inclusive)"


class TestNarrowedChoices(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator = self.user(consts.OPERATOR)
        self.land = self.place("Narrow Land", None, is_group=1)
        self.town = self.place("Narrow Town", self.land, is_group=1)
        self.site = self.place("Narrow Site", self.town)
        self.other = self.place("Narrow Elsewhere", None)
        self.customise("allow_in_quick_entry", "Check", "1")
        frappe.set_user(self.operator)

    def place(self, name: str, parent: str | None, is_group: int = 0) -> str:
        made = frappe.get_doc(
            {
                "doctype": "CFM Location",
                "location_name": name,
                "parent_cfm_location": parent,
                "is_group": is_group,
            }
        ).insert()
        return str(made.name)

    def customise(self, name: str, kind: str, value: str, field: str = "incident_location") -> None:
        self.customise_case(field, name, value, kind)

    def narrow(self, operator: str, value: str = "eval:doc.location") -> None:
        frappe.set_user("Administrator")
        filters = [["CFM Location", "parent_cfm_location", operator, value]]
        self.customise("link_filters", "JSON", json.dumps(filters))
        frappe.set_user(self.operator)

    def record(self, **values: str) -> str:
        given = {"category": CATEGORY, "description": "Test", **values}
        return str(register.record(CaseRequest(case=given))["case"])

    def question(self) -> dict[str, object]:
        asked = {each["name"]: each for each in intake_fields.own_questions()}
        return intake_fields.for_script(asked["incident_location"])

    def test_a_choice_that_does_not_fit_is_refused(self) -> None:
        self.narrow("=")
        self.assertTrue(self.record(location=self.town, incident_location=self.site))
        with self.assertRaisesRegex(frappe.ValidationError, "Narrow Site.*Narrow Elsewhere"):
            self.record(location=self.other, incident_location=self.site)
        with self.assertRaises(frappe.ValidationError):
            self.record(location=self.land, incident_location=self.site)

    def test_what_lies_under_it_fits(self) -> None:
        self.narrow(UNDER)
        for place in (self.town, self.land):
            self.assertTrue(self.record(location=place, incident_location=self.site))
        with self.assertRaises(frappe.ValidationError):
            self.record(location=self.other, incident_location=self.site)

    def test_while_nothing_is_chosen_everything_fits(self) -> None:
        self.narrow("=")
        self.assertTrue(self.record(incident_location=self.site))

    def test_a_fixed_value_narrows_as_well(self) -> None:
        self.narrow("=", self.land)
        self.assertTrue(self.record(incident_location=self.town))
        with self.assertRaises(frappe.ValidationError):
            self.record(incident_location=self.site)
        offered = {each["value"] for each in self.choices()}
        self.assertIn(self.town, offered)
        self.assertNotIn(self.site, offered)

    def choices(self) -> list[dict[str, str]]:
        asked = {each["name"]: each for each in intake_fields.own_questions()}
        return list(asked["incident_location"]["choices"])

    def test_an_older_case_goes_on_until_somebody_changes_either(self) -> None:
        name = self.record(location=self.other, incident_location=self.site)
        self.narrow("=")
        case = frappe.get_doc("Case", name)
        case.description = "More"
        case.save()
        case.location = self.land
        with self.assertRaises(frappe.ValidationError):
            case.save()

    def test_the_fast_page_knows_what_fits(self) -> None:
        self.narrow(UNDER)
        question = self.question()
        self.assertEqual(question["follows"], ["location"])
        fits = question["fits"][self.site][0]  # type: ignore[index]
        self.assertIn(self.land, fits)
        self.assertNotIn(self.other, fits)

    def test_without_a_rule_the_page_is_told_nothing_of_choices(self) -> None:
        self.assertNotIn("fits", self.question())

    def test_a_rule_that_cannot_be_read_stands_in_nobodys_way(self) -> None:
        place = "CFM Location"
        for rule in (
            "not json",
            json.dumps({"parent_cfm_location": "x"}),
            json.dumps([[place, "nothing", "=", "eval:doc.location"]]),
            json.dumps([[place, "parent_cfm_location", "~", "eval:doc.location"]]),
            json.dumps([[place, "parent_cfm_location", "=", "eval:doc.nothing"]]),
            json.dumps([[place, "parent_cfm_location", "=", "eval:frappe.db.x"]]),
            json.dumps([[place, ["parent_cfm_location"], "=", 1]]),
        ):
            frappe.set_user("Administrator")
            self.customise("link_filters", "JSON", rule)
            frappe.set_user(self.operator)
            self.assertTrue(self.record(location=self.other, incident_location=self.site), rule)
            self.assertEqual(self.question()["follows"], [], rule)

    def test_nothing_is_asked_of_what_an_entry_is_called_or_of_people(self) -> None:
        """A refusal would tell, word by word, what stands there."""
        rules = {
            "incident_location": ["CFM Location", "location_name", "like", "Z%"],
            "community_member": ["Community Member", "location", "=", "eval:doc.location"],
            "duplicate_of": ["Case", "location", "=", "eval:doc.location"],
        }
        frappe.set_user("Administrator")
        for field, rule in rules.items():
            self.customise("link_filters", "JSON", json.dumps([rule]), field)
        self.assertEqual(narrowed_choices.narrowings(), [])

    def test_nothing_stands_in_the_way_of_a_restricted_case(self) -> None:
        self.narrow("=")
        told = {"location": self.other, "incident_location": self.site}
        self.assertTrue(self.record(category="Exploitation ou abus sexuel", **told))

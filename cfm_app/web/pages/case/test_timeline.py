"""The story of a case, as whoever opens it reads it."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import close, contact, reopen, resolve
from cfm_app.testing import READ, CFMTestCase
from cfm_app.web.pages.case import timeline, view

CATEGORY = "Quantité de la ration"


class TestStory(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        self.language = frappe.local.lang

    def tearDown(self) -> None:
        frappe.local.lang = self.language
        super().tearDown()

    def told(self, name: str) -> list[dict[str, Any]]:
        return timeline.entries(view.load(name))

    def test_a_state_is_told_in_the_language_of_the_reader(self) -> None:
        case = self.case(category=CATEGORY)
        words = {language: frappe._("Referred", lang=language) for language in ("fr", "ar")}
        for word in ("Referred", *words.values()):
            case.add_comment("Workflow", word)
        for language, word in words.items():
            frappe.local.lang = language
            heads = [each["head"] for each in self.told(case.name) if each["kind"] == "state"]
            self.assertEqual(heads, [word] * 3)

    def test_what_happened_in_one_minute_is_told_in_its_order(self) -> None:
        case = self.act(self.case(category=CATEGORY), "Register")
        contact.record(case.name, contact.Contact("No answer", note="Tried"))
        self.act(frappe.get_doc("Case", case.name), "Start Work")
        contact.record(case.name, contact.Contact("Message left", note="Asked"))
        kinds = [each["kind"] for each in self.told(case.name)]
        self.assertEqual(kinds, ["call", "state", "attempt", "state", "attempt"])

    def test_what_was_told_before_a_reopening_stays(self) -> None:
        case = self.act(self.act(self.case(category=CATEGORY), "Register"), "Start Work")
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        resolve.resolve(case.name, "Found")
        said = {
            "response_given": "On Thursday",
            "satisfaction": "2",
            "satisfaction_comment": "Late",
        }
        contact.record(case.name, contact.Contact(consts.ATTEMPT_INFORMED, **said), close=True)
        reopen.reopen(case.name, "It did not come")
        told = self.told(case.name)
        self.assertIn("On Thursday", [each["text"] for each in told])
        self.assertEqual([each["text"] for each in told if "2" in each["head"]], ["Late"])
        self.act(frappe.get_doc("Case", case.name), "Start Work")
        resolve.resolve(case.name, "Brought")
        said = {"response_given": "It is there", "satisfaction": "5"}
        contact.record(case.name, contact.Contact(consts.ATTEMPT_INFORMED, **said))
        close.close(case.name)
        words = [each["text"] for each in self.told(case.name) if each["kind"] == "informed"]
        self.assertEqual(words, ["On Thursday", "It is there"])
        marks = [each["head"] for each in self.told(case.name) if "5" in each["head"]]
        self.assertTrue(any("2" in head for head in marks) and len(marks) == 2, marks)

    def test_who_agreed_for_a_child_is_told(self) -> None:
        case = self.case(category=CATEGORY, age_group="0-12")
        by = {"giver": "Parent or guardian", "giver_relation": "tante", "assent_of_minor": "Yes"}
        rows = [{"purpose": consts.RECORD, "decision": "Granted"}]
        given = {"doctype": "Consent", "cfm_case": case.name, "statement": READ, "purposes": rows}
        self.act(frappe.get_doc({**given, **by}).insert(), "Record Decision")
        [consent] = [each for each in self.told(case.name) if each["kind"] == "consent"]
        for words in (frappe._("Parent or guardian"), "(tante)", frappe._("Assent of the minor")):
            self.assertIn(words, consent["note"])

"""What the calendar says to somebody who asks when the next distribution is."""

from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.procedures.answers import distributions, standard_answers
from cfm_app.procedures.setup import defaults
from cfm_app.testing import CFMTestCase

QUESTION = "Information sur le calendrier de distribution"
MAMDI, KAYA, LAC = "TD0701", "TD0703", "TD07"


class TestCalendar(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.db.delete(distributions.DOCTYPE)
        frappe.set_user(self.user(consts.MANAGER))

    def plan(self, place: str, days: int, **more: Any) -> Any:
        values = {"location": place, "starts_on": add_days(nowdate(), days), **more}
        return frappe.get_doc({"doctype": distributions.DOCTYPE, **values}).insert()

    def said(self, place: str, language: str = "eng") -> str:
        return distributions.sentence(place, language)

    def test_the_place_itself_is_asked_before_those_above_it(self) -> None:
        self.plan(LAC, 1, programme="Transferts monétaires")
        self.plan(MAMDI, 8, programme="Alimentation scolaire", site="School of Bol")
        self.assertIn("School of Bol", self.said(MAMDI))
        self.assertNotIn("Lac", self.said(MAMDI))
        self.assertIn("Next distribution at Lac:", self.said(KAYA))

    def test_the_next_of_each_programme_is_said_once(self) -> None:
        for days in (3, 9):
            self.plan(MAMDI, days, programme="Transferts monétaires", site=f"In {days}")
        self.plan(MAMDI, 5, programme="Alimentation scolaire", site="In 5")
        said = self.said(MAMDI)
        self.assertLess(said.index("In 3"), said.index("In 5"))
        self.assertNotIn("In 9", said)

    def test_what_is_over_is_not_said_and_what_goes_on_is(self) -> None:
        self.plan(MAMDI, -3, site="Over")
        self.assertEqual(self.said(MAMDI), "No distribution is planned at Mamdi for now.")
        self.plan(MAMDI, -1, ends_on=add_days(nowdate(), 1), site="Going on")
        self.assertIn("Going on", self.said(MAMDI))

    def test_what_falls_out_is_said_with_what_comes_instead(self) -> None:
        self.plan(MAMDI, 2, distribution_status="Cancelled", reason="The truck broke down.")
        self.plan(LAC, 6, site="Bol")
        said = self.said(MAMDI)
        self.assertIn("cancelled. The truck broke down.", said)
        self.assertIn("Next distribution at Lac:", said)

    def test_what_is_postponed_is_said_with_its_new_day(self) -> None:
        row = self.plan(MAMDI, 2, distribution_status="Postponed")
        self.assertIn("no new date yet", self.said(MAMDI))
        row.new_date = add_days(nowdate(), 11)
        row.save()
        self.assertIn("is postponed to", self.said(MAMDI))

    def test_days_that_cannot_be_are_refused(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.plan(MAMDI, 5, ends_on=add_days(nowdate(), 4))

    def test_operators_read_the_calendar_and_do_not_write_it(self) -> None:
        row = self.plan(MAMDI, 5)
        frappe.set_user(self.user(consts.OPERATOR))
        self.assertEqual(frappe.get_list(distributions.DOCTYPE, pluck="name"), [row.name])
        self.assertFalse(frappe.has_permission(distributions.DOCTYPE, "write", doc=row))
        with self.assertRaises(frappe.PermissionError):
            self.plan(MAMDI, 6)


class TestStandardAnswers(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.db.delete(distributions.DOCTYPE)

    def first(self, **asked: Any) -> dict[str, Any]:
        return standard_answers.find(category=QUESTION, **asked)[0]

    def test_the_calendar_is_read_for_the_place_in_the_language_of_the_person(self) -> None:
        found = self.first(language="fra", location=MAMDI)
        self.assertIn("Aucune distribution n'est prévue à Mamdi", found["answer_text"])
        self.assertIn("لا يوجد توزيع", self.first(language="shu", location=MAMDI)["answer_text"])

    def test_a_text_that_the_office_wrote_stays_when_the_shipped_one_changes(self) -> None:
        name = "Date de la prochaine distribution"
        doc = frappe.get_doc("CFM Standard Answer", name)
        doc.answer_text = "Demandez au comité du site."
        doc.save()
        defaults.sync()
        self.assertEqual(frappe.get_doc(doc.doctype, name).answer_text, doc.answer_text)
        self.assertFalse(self.first(language="fra", location=MAMDI)["reads_calendar"])

    def test_without_a_place_nothing_is_promised(self) -> None:
        found = self.first(language="fra")
        self.assertTrue(found["needs_place"])
        self.assertNotIn(standard_answers.CALENDAR, found["answer_text"])

    def test_what_is_meant_for_the_operator_is_not_said(self) -> None:
        for found in standard_answers.find("carte perdue", language="fra"):
            self.assertNotIn("Ne demandez jamais", found["answer_text"] + found["own_text"])
        self.assertIn("Ne demandez jamais", standard_answers.find("carte perdue")[0]["instruction"])

    def test_the_operator_reads_in_their_language_what_the_person_hears(self) -> None:
        frappe.local.lang = "fr"
        found = standard_answers.find("carte perdue", language="shu")[0]
        self.assertEqual(found["language"], "ara")
        self.assertIn("Gardez votre numéro", found["own_text"])
        self.assertEqual(standard_answers.find("carte perdue", language="kbl")[0]["own_text"], "")

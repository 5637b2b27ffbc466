"""The page of a case whose person refused to be recorded."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.cases import close, resolve, worklists
from cfm_app.procedures.sop import reminders
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import my_work
from cfm_app.web.pages.case import actions, view

CATEGORY = "Quantité de la ration"


class TestUnrecorded(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))
        received_on = now_datetime() - timedelta(days=40)
        self.name = self.case(category=CATEGORY, received_on=received_on).name
        self.consent(self.name, refused=("Record",))
        self.act(frappe.get_doc("Case", self.name), "Register")

    def test_it_offers_nothing_that_cannot_be(self) -> None:
        self.act(frappe.get_doc("Case", self.name), "Start Work")
        shown = view.load(self.name)
        offered = actions.available(shown)
        writing = {"note", "refer", "more_time", "contact", "reclassify", "reopen"}
        self.assertFalse(writing & set(offered["kinds"]))
        self.assertEqual(offered["first"], "close")
        self.assertEqual(view.head(shown)["due"]["text"], "")

    def test_no_limit_keeps_it_in_my_work(self) -> None:
        found = worklists.work()
        lists = [key for key, rows in found.items() if self.name in [row.name for row in rows]]
        self.assertEqual(lists, ["later"])
        row = next(row for row in found["later"] if row.name == self.name)
        self.assertIsNone(row.next_due_on)

    def test_it_is_closed_at_once_without_telling_anybody(self) -> None:
        shown = view.load(self.name)
        offered = actions.available(shown)
        self.assertEqual((offered["first"], offered["moves"]), ("close", []))
        self.assertEqual(view.steps(shown), [])
        later = next(part for part in my_work.sections("later") if part["key"] == "later")
        line = next(line for line in later["lines"] if line["number"] == self.name)
        self.assertIsNone(line["step"])
        self.assertEqual(close.close(self.name).phase, consts.PHASE_CLOSED)
        self.assertIn("recorded", view.head(view.load(self.name))["sentence"])

    def test_it_is_closed_from_the_very_beginning(self) -> None:
        name = self.case(category=CATEGORY).name
        self.consent(name, refused=("Record",))
        self.assertEqual(actions.available(view.load(name))["first"], "close")
        self.assertEqual(close.close(name).phase, consts.PHASE_CLOSED)

    def test_it_takes_no_words_of_a_resolution(self) -> None:
        self.act(frappe.get_doc("Case", self.name), "Start Work")
        with self.assertRaises(frappe.ValidationError):
            resolve.resolve(self.name, "Not recorded")
        resolve.resolve(self.name)
        self.assertEqual(actions.available(view.load(self.name))["first"], "close")
        self.assertEqual(close.close(self.name).phase, consts.PHASE_CLOSED)

    def test_nobody_is_reminded_of_its_steps(self) -> None:
        told = [each for due in reminders.batches(now_datetime()) for each in due]
        self.assertFalse([each for each in told if self.name in str(each)])

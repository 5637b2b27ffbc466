"""What is said of a case that was taken up again, told twice, late, or settled as something else."""

from dataclasses import replace
from typing import Any

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.cases import close, contact, message, reclassify, refer, reopen, resolve
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import call_backs
from cfm_app.web.pages.case import actions, timeline, view

CATEGORY, UNCLEAR = "Quantité de la ration", "À clarifier (contenu incertain)"
OLD, NEW = "You get it on Monday.", "It was handed over."


class TestRounds(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def working(self) -> str:
        case = self.case(category=CATEGORY)
        self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK)
        case = self.act(frappe.get_doc("Case", case.name), "Register")
        case = self.act(case, "Start Work")
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        return str(case.name)

    def told(self, words: str = OLD) -> str:
        """A case whose person was told."""
        name = self.working()
        resolve.resolve(name, words)
        contact.record(name, contact.Contact(consts.ATTEMPT_INFORMED, response_given=words))
        return name

    def said(self, name: str) -> tuple[str, str]:
        """What is proposed on the page of the case, and among the calls."""
        lines = {line["name"]: line["answer"] for line in call_backs.lines()}
        return view.what_to_say(view.load(name)), lines.get(name, "")

    def test_old_words_are_proposed_to_nobody(self) -> None:
        name = self.told()
        close.close(name)
        reopen.reopen(name, "The person got nothing")
        shown = view.load(name)
        self.assertEqual(view.what_to_say(shown), "")
        self.assertEqual(actions.choices(shown, actions.available(shown))["answer"], "")
        case = self.act(frappe.get_doc("Case", name), "Start Work")
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        resolve.resolve(name, NEW)
        self.assertEqual(self.said(name), (NEW, NEW))

    def test_each_contact_keeps_its_words(self) -> None:
        name = self.told()
        contact.record(name, contact.Contact(consts.ATTEMPT_INFORMED, response_given=NEW))
        told = [each for each in timeline.entries(view.load(name)) if each["kind"] == "informed"]
        self.assertEqual(sorted(each["text"] for each in told), sorted((OLD, NEW)))

    def test_whoever_does_not_know_reads_first(self) -> None:
        seen_on = str(add_to_date(now_datetime(), minutes=-1))
        name = self.working()
        # The case is older than the page on which somebody reads it.
        frappe.db.set_value("Case", name, "creation", add_to_date(now_datetime(), days=-1))
        resolve.resolve(name, OLD)
        contact.record(name, contact.Contact(consts.ATTEMPT_INFORMED, response_given=OLD))
        again = contact.Contact(consts.ATTEMPT_INFORMED, response_given=NEW, seen_on=seen_on)
        frappe.set_user(self.user(consts.OPERATOR, email="second.operator@test.cfm"))
        with self.assertRaises(frappe.ValidationError):
            contact.record(name, again)
        self.assertEqual(frappe.db.get_value("Case", name, "response_given"), OLD)
        later = str(add_to_date(now_datetime(), minutes=1))
        contact.record(name, replace(again, seen_on=later))
        self.assertEqual(frappe.db.get_value("Case", name, "response_given"), NEW)

    def test_whoever_told_the_person_knows_it(self) -> None:
        name = self.told()
        seen_on = str(add_to_date(now_datetime(), minutes=-1))
        again = contact.Contact(consts.ATTEMPT_INFORMED, response_given=NEW, seen_on=seen_on)
        contact.record(name, again)
        self.assertEqual(frappe.db.get_value("Case", name, "response_given"), NEW)

    def test_a_late_receiver_is_asked_first(self) -> None:
        name = self.working()
        referral = refer.refer(name, {"focal_point": self.focal}).name
        self.assertEqual(self.first(name), "")
        frappe.db.set_value("Referral", referral, "due_on", add_to_date(now_datetime(), hours=-2))
        self.assertEqual(self.first(name), "ask")
        message.ask_for_progress(referral)
        self.assertEqual(self.first(name), "")

    def first(self, name: str) -> Any:
        return actions.available(view.load(name))["first"]

    def test_what_is_no_longer_restricted_says_what_it_is(self) -> None:
        frappe.set_user("Administrator")
        manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        name = self.case(category=UNCLEAR).name
        frappe.set_user(manager)
        for category in (None, UNCLEAR, "Exploitation ou abus sexuel"):
            with self.subTest(category), self.assertRaises(frappe.ValidationError):
                reclassify.reclassify(name, "Non sensible", "A question", category)
        case = frappe.get_doc("Case", name)
        case.update({"sensitivity": "Non sensible", "sensitivity_reason": "By another door"})
        with self.assertRaises(frappe.ValidationError):
            case.save()
        reclassify.reclassify(name, "Non sensible", "A question about the ration", CATEGORY)
        stored = frappe.db.get_value("Case", name, ["category", "sensitivity"])
        self.assertEqual(stored, (CATEGORY, "Non sensible"))

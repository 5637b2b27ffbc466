"""What was sent with a referral stays as it was sent."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer, referral_rounds
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import referral_cards
from cfm_app.web.pages.case import timeline, view

CATEGORY = "Quantité de la ration"


class TestRounds(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)
        case = self.act(self.case(category=CATEGORY), "Register")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.name = case.name
        values = {"focal_point": self.focal, "shared_summary": "First words"}
        self.referral = refer.refer(case.name, values).name

    def as_receiver(self, act: Any, *given: str) -> None:
        frappe.set_user(self.focal)
        act(self.referral, *given)
        frappe.set_user(self.operator)

    def told(self) -> list[tuple[str, str]]:
        found = timeline.entries(view.load(self.name))
        kinds = ("referral", "returned", "answer")
        return [(each["kind"], each["text"]) for each in found if each["kind"] in kinds]

    def rewrite(self, **values: Any) -> None:
        doc = frappe.get_doc("Referral", self.referral)
        doc.update(values)
        doc.save()

    def test_it_is_not_rewritten_while_somebody_is_asked(self) -> None:
        for act in (None, answer_referral.accept):
            if act:
                self.as_receiver(act)
            for field in referral_rounds.SENT:
                with self.assertRaises(frappe.ValidationError):
                    self.rewrite(**{field: "Other words"})
        stored = frappe.db.get_value("Referral", self.referral, "shared_summary")
        self.assertEqual(stored, "First words")

    def test_the_story_tells_each_sending_and_why_it_came_back(self) -> None:
        first = [("referral", "First words"), ("returned", "Which site?")]
        self.as_receiver(answer_referral.send_back, "Which site?")
        self.assertEqual(self.told(), first)
        # Corrected in the form before it is sent, as a desk does.
        self.rewrite(shared_summary="Second words")
        self.assertEqual(self.told(), first)
        refer.send_again(self.referral, {"shared_summary": "Third words"})
        self.assertEqual(self.told(), [*first, ("referral", "Third words")])
        self.as_receiver(answer_referral.send_back, "Whose?")
        refer.send_again(self.referral, {"shared_summary": "Fourth words"})
        self.as_receiver(answer_referral.answer, "Delivered")
        again = [("referral", "Third words"), ("returned", "Whose?"), ("referral", "Fourth words")]
        self.assertEqual(self.told(), [*first, *again, ("answer", "Delivered")])

    def test_nobody_writes_the_rounds(self) -> None:
        self.as_receiver(answer_referral.send_back, "Which site?")
        self.rewrite(rounds=[])
        self.assertEqual(self.told()[1], ("returned", "Which site?"))

    def test_one_that_came_back_before_rounds_were_kept_is_told(self) -> None:
        self.as_receiver(answer_referral.send_back, "Which site?")
        frappe.db.delete("CFM Referral Round", {"parent": self.referral})
        first = [("referral", "First words"), ("returned", "Which site?")]
        self.assertEqual(self.told(), first)
        refer.send_again(self.referral, {"shared_summary": "Second words"})
        self.assertEqual(self.told(), [*first, ("referral", "Second words")])

    def test_a_second_return_needs_its_own_reason(self) -> None:
        self.as_receiver(answer_referral.send_back, "Which site?")
        refer.send_again(self.referral, {})
        frappe.set_user(self.focal)
        with self.assertRaises(frappe.ValidationError):
            self.act(frappe.get_doc("Referral", self.referral), "Return")

    def test_the_receiver_reads_that_it_comes_again(self) -> None:
        self.as_receiver(answer_referral.send_back, "Which site?")
        refer.send_again(self.referral, {"shared_summary": "Second words"})
        frappe.set_user(self.focal)
        card = next(each for each in referral_cards.cards(1000) if each["name"] == self.referral)
        self.assertIn("Which site?", card["again"])
        self.assertEqual(card["summary"], "Second words")

"""The state of a referral in the words of whoever reads it."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import referral_cards
from cfm_app.web.pages.case import timeline, view


class TestStateOfReferral(CFMTestCase):
    def test_sent_for_one_is_received_for_the_other(self) -> None:
        frappe.set_user("Administrator")
        focal, operator = self.user(consts.FOCAL_POINT), self.user(consts.OPERATOR)
        frappe.set_user(operator)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        name = refer.refer(case.name, {"focal_point": focal}).name
        [sent] = [each for each in timeline.entries(view.load(case.name)) if each.get("referral")]
        self.assertEqual(sent["referral"]["pill"]["label"], frappe._("Sent, waits for the answer"))
        frappe.set_user(focal)
        self.assertEqual(self.label_of(name), frappe._("Received, waits for your answer"))
        answer_referral.accept(name)
        self.assertEqual(self.label_of(name), frappe._(consts.REFERRAL_ACCEPTED))

    def label_of(self, name: str) -> str:
        [card] = [card for card in referral_cards.cards() if card["name"] == name]
        return str(card["pill"]["label"])

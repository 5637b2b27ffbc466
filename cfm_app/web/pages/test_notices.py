"""A notice leads to a page that its reader may open, or nowhere."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer, revoke
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import notices


class TestAddress(CFMTestCase):
    def test_of_a_referral_by_who_reads_it(self) -> None:
        frappe.set_user("Administrator")
        asked, operator = self.user(consts.FOCAL_POINT), self.user(consts.OPERATOR)
        former = self.user(consts.FOCAL_POINT, email="former@test.cfm")
        frappe.set_user(operator)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        referral = refer.refer(case.name, {"focal_point": asked, "shared_summary": "Ration"})
        found = {}
        for user in (operator, asked, former):
            frappe.set_user(user)
            found[user] = notices.address("Referral", referral.name)
        self.assertEqual(
            found,
            {
                operator: f"/cfm/case?name={case.name}",
                asked: f"/cfm/approvals#{referral.name}",
                former: "",
            },
        )


class TestAnswered(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.operator, self.asked = self.user(consts.OPERATOR), self.user(consts.FOCAL_POINT)
        self.colleague = self.user(consts.FOCAL_POINT, email="colleague@test.cfm")
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        given = {"focal_point": self.asked, "shared_summary": "Ration"}
        self.name = refer.refer(case.name, given).name

    def unread(self, user: str) -> list[str]:
        frappe.set_user(user)
        return [each["text"] for each in notices.unread() if self.name in each["text"]]

    def test_what_waited_for_an_answer_leaves_the_bell_with_it(self) -> None:
        for act in (answer_referral.answer, answer_referral.send_back):
            self.assertEqual(len(self.unread(self.asked)), 1)
            act(self.name, "Livré")
            self.assertEqual(self.unread(self.asked), [])
            self.assertEqual(len(self.unread(self.operator)), 1)
            self.setUp()

    def test_and_with_whoever_takes_it_over(self) -> None:
        frappe.set_user(self.operator)
        referral = frappe.get_doc("Referral", self.name)
        referral.focal_point = self.colleague
        referral.save()
        self.assertEqual(self.unread(self.asked), [])
        self.assertEqual(len(self.unread(self.colleague)), 1)

    def test_and_when_it_is_taken_back(self) -> None:
        frappe.set_user(self.operator)
        revoke.revoke(self.name, "Doublon")
        [told] = self.unread(self.asked)
        self.assertNotIn(frappe._("Referral {0} waits for your answer").format(self.name), told)

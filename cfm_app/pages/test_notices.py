"""A notice leads to a page that its reader may open, or nowhere."""

import frappe

from cfm_app import consts
from cfm_app.cases import refer
from cfm_app.pages import notices
from cfm_app.testing import CFMTestCase


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

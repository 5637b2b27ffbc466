"""A move that somebody has made already says who was faster, and changes nothing."""

import frappe
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer
from cfm_app.testing import CFMTestCase


class TestMadeTwice(CFMTestCase):
    def test_a_referral_sent_again_in_another_tab(self) -> None:
        frappe.set_user("Administrator")
        focal, operator = self.user(consts.FOCAL_POINT), self.user(consts.OPERATOR)
        faster = self.user(consts.OPERATOR, email="faster@test.cfm")
        frappe.set_user(operator)
        case = self.case(category="Quantité de la ration")
        self.consent(case.name, consts.SHARE_INSIDE)
        self.act(frappe.get_doc("Case", case.name), "Register")
        name = refer.refer(case.name, {"focal_point": focal, "shared_summary": "Ration"}).name
        frappe.set_user(focal)
        answer_referral.send_back(name, "Quel site ?")
        frappe.set_user(faster)
        refer.send_again(name, {"shared_summary": "Site de Baga Sola"})
        frappe.set_user(operator)
        with self.assertRaises(frappe.ValidationError) as told:
            refer.send_again(name, {"shared_summary": "Un autre texte"})
        self.assertIn(get_fullname(faster), str(told.exception))
        self.assertIn(name, str(told.exception))
        stored = frappe.get_doc("Referral", name)
        self.assertEqual(stored.shared_summary, "Site de Baga Sola")

"""Taking back what was agreed to, one purpose or all of it."""

from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.cases import refer, withdraw, worklists
from cfm_app.channels import case_status
from cfm_app.security.access_rule import status_codes
from cfm_app.security.lawful_basis import consent as rules
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages.case import timeline, view


class TestWithdraw(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.user(consts.OPERATOR))
        case = self.case(category="Quantité de la ration")
        self.consent_name = self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK).name
        self.act(frappe.get_doc("Case", case.name), "Register")
        self.case_name = case.name
        self.referral = refer.refer(case.name, {"focal_point": focal}).name

    def test_one_purpose_leaves_the_others(self) -> None:
        consent = withdraw.withdraw(
            self.consent_name, "Fears the neighbours", [consts.SHARE_INSIDE]
        )
        self.assertEqual(consent.workflow_state, consts.CONSENT_DECIDED)
        self.assertTrue(rules.is_refused(self.case_name, consts.SHARE_INSIDE))
        self.assertFalse(rules.is_refused(self.case_name, consts.CALL_BACK))
        state = frappe.db.get_value("Referral", self.referral, "workflow_state")
        self.assertEqual(state, consts.REFERRAL_REVOKED)
        # Nobody is asked any more: the case is with the office again.
        stands = frappe.db.get_value("Case", self.case_name, ["workflow_state", "phase"])
        self.assertEqual(stands, ("In Progress", consts.PHASE_IN_PROGRESS))

    def test_all_of_it(self) -> None:
        consent = withdraw.withdraw(self.consent_name, "No longer wants it")
        self.assertEqual(consent.workflow_state, consts.CONSENT_WITHDRAWN)
        self.assertTrue(rules.is_refused(self.case_name, consts.CALL_BACK))

    def test_it_says_why_and_what(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            withdraw.withdraw(self.consent_name, " ")
        with self.assertRaises(frappe.ValidationError):
            withdraw.withdraw(self.consent_name, "x", [consts.SHARE_WITH_PARTNER])

    def test_who_is_no_longer_recorded_takes_all_back(self) -> None:
        consent = self.consent(self.case_name, consts.RECORD, consts.CALL_BACK)
        case = frappe.get_doc("Case", self.case_name)
        case.append("follow_ups", {"action": "Dit être la femme du chef"})
        case.save()
        withdraw.withdraw(consent.name, "Too afraid", [consts.RECORD])
        self.assertTrue(rules.is_refused(self.case_name, consts.CALL_BACK))
        self.assertTrue(rules.is_refused(self.case_name, consts.SHARE_INSIDE))
        case.reload()
        # The person had agreed: it is not for one user to destroy it.
        self.assertTrue(case.description and case.follow_ups)
        state = frappe.db.get_value("Referral", self.referral, "workflow_state")
        self.assertEqual(state, consts.REFERRAL_REVOKED)
        case.description = "Encore"
        with self.assertRaises(frappe.ValidationError):
            case.save()

    def test_what_was_said_is_told_and_stays(self) -> None:
        withdraw.withdraw(self.consent_name, "Fears the neighbours", [consts.SHARE_INSIDE])
        told = self.told()
        self.assertEqual([each["text"] for each in told], ["Fears the neighbours"])
        self.assertTrue(told[0]["who"])
        self.assertEqual(told[0]["note"], frappe._(consts.SHARE_INSIDE))
        consent = frappe.get_doc("Consent", self.consent_name)
        self.assertTrue(consent.withdrawn_on)
        for words in ("", "Something else"):
            consent.withdrawal_reason = words
            with self.assertRaises(frappe.ValidationError):
                consent.save()
            consent.reload()
        consent.purposes[0].withdrawal_reason = "Something else"
        consent.save()
        self.assertEqual(self.told()[0]["text"], "Fears the neighbours")
        withdraw.withdraw(self.consent_name, "Moved away", [consts.CALL_BACK])
        words = [each["text"] for each in self.told()]
        self.assertEqual(words, ["Fears the neighbours", "Moved away"])

    def test_no_door_withdraws_without_a_reason(self) -> None:
        consent = frappe.get_doc("Consent", self.consent_name)
        consent.purposes[0].decision = "Withdrawn"
        with self.assertRaises(frappe.MandatoryError):
            consent.save()
        with self.assertRaises(frappe.MandatoryError):
            self.act(frappe.get_doc("Consent", self.consent_name), "Withdraw")

    def test_whoever_was_asked_reads_it_no_more(self) -> None:
        frappe.set_user(self.focal)
        asked = [row.name for row in worklists.referrals_of_user(False, 10)]
        self.assertEqual(asked, [self.referral])
        frappe.set_user(self.user(consts.OPERATOR))
        withdraw.withdraw(self.consent_name, "Fears the neighbours", [consts.SHARE_INSIDE])
        self.assertTrue(frappe.has_permission("Referral", "read", doc=self.referral))
        frappe.set_user(self.focal)
        self.assertFalse(frappe.has_permission("Referral", "read", doc=self.referral))
        self.assertEqual(frappe.get_list("Referral", pluck="shared_summary"), [])
        self.assertEqual(worklists.referrals_of_user(True, 10), [])

    def test_the_code_promises_nothing_to_whoever_is_no_longer_recorded(self) -> None:
        code = status_codes.of_case(self.case_name)
        self.assertEqual(case_status.of_code(code), case_status.HANDLED)
        consent = self.consent(self.case_name, consts.RECORD, consts.CALL_BACK)
        self.assertEqual(case_status.of_code(code), case_status.HANDLED)
        withdraw.withdraw(consent.name, "Too afraid")
        self.assertEqual(case_status.of_code(code), case_status.OVER)
        self.assertTrue(case_status.sentence(case_status.OVER))

    def told(self) -> list[dict[str, Any]]:
        head = frappe._("Consent withdrawn")
        return [
            each for each in timeline.entries(view.load(self.case_name)) if each["head"] == head
        ]

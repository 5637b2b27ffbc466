"""No referral without consent; a withdrawal takes referrals back."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.cases import answer_referral, refer, withdraw
from cfm_app.security.lawful_basis import consent, partners
from cfm_app.testing import READ, CFMTestCase


class TestConsentGate(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        self.name = self.case(category="Quantité de la ration").name

    def refer(self, **values) -> frappe.model.document.Document:
        return frappe.get_doc(
            {
                "doctype": "Referral",
                "cfm_case": self.name,
                "functional_area": "Logistique",
                "focal_point": self.focal,
                "shared_summary": "Ration incomplete",
                **values,
            }
        ).insert()

    def test_refused_without_consent(self) -> None:
        with self.assertRaises(frappe.ValidationError):
            self.refer()

    def test_what_one_person_says_counts_for_their_case_alone(self) -> None:
        granting, refusing, another = (self.case().name for _case in range(3))
        self.consent(granting, consts.RECORD, refused=(consts.CALL_BACK,))
        for case in (refusing, another):
            self.consent(case, refused=(consts.RECORD, consts.CALL_BACK))
        for case, record in ((granting, "Granted"), (refusing, "Refused")):
            self.assertEqual(consent.refuses_record(case), record == "Refused")
            self.assertEqual(consent.is_refused(case, consts.RECORD), record == "Refused")
            for purpose, told in ((consts.RECORD, record), (consts.CALL_BACK, "Refused")):
                self.assertEqual(consent.newest_decisions([case], purpose), {case: told})

    def test_a_partner_who_left_or_whose_agreement_ended_gets_nothing_more(self) -> None:
        frappe.set_user("Administrator")
        partner = frappe.get_doc({"doctype": "CFM Partner", "partner_name": "ONG Test"}).insert()
        sent = frappe._dict(
            partner=partner.name, workflow_state=consts.REFERRALS_PENDING[0], cfm_case=self.name
        )
        partners.check_agreement(partner.name)
        # Without an address.
        self.assertRaises(frappe.ValidationError, partners.send_letter, sent)
        today = {"agreement_until": nowdate(), "enabled": 1, "contact_email": "x@ong.example"}
        for values in ({"enabled": 0}, {"agreement_until": add_days(nowdate(), -1)}):
            frappe.db.set_value("CFM Partner", partner.name, today)
            partners.check_agreement(partner.name)
            frappe.db.set_value("CFM Partner", partner.name, values)
            self.assertRaises(frappe.ValidationError, partners.check_agreement, partner.name)
            with patch("frappe.sendmail") as mailed:
                self.assertRaises(frappe.ValidationError, partners.send_letter, sent)
            mailed.assert_not_called()

    def test_refused_while_consent_is_a_draft(self) -> None:
        rows = [{"purpose": consts.SHARE_INSIDE, "decision": "Granted"}]
        frappe.get_doc({"doctype": "Consent", "cfm_case": self.name, "purposes": rows}).insert()
        with self.assertRaises(frappe.ValidationError):
            self.refer()

    def test_passes_with_consent(self) -> None:
        consent = self.consent(self.name, consts.SHARE_INSIDE)
        self.assertEqual(self.refer().consent, consent.name)
        self.assertEqual(frappe.db.get_value("Case", self.name, "consent_status"), "Granted")

    def test_partner_needs_his_own_consent(self) -> None:
        self.consent(self.name, consts.SHARE_INSIDE)
        with self.assertRaises(frappe.ValidationError):
            self.refer(partner="SECADEV")

    def test_override_by_manager_with_reason_only(self) -> None:
        with self.assertRaises(frappe.PermissionError):
            self.refer(override_basis="Vital interest", override_reason="Danger")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            self.refer(override_basis="Vital interest")
        referral = self.refer(override_basis="Vital interest", override_reason="Danger")
        self.assertEqual(referral.override_by, self.manager)

    def test_withdrawal_revokes_open_referrals(self) -> None:
        consent = self.consent(self.name, consts.SHARE_INSIDE)
        referral = self.refer()
        withdraw.withdraw(consent.name, "Fears the neighbours")
        self.assertEqual(
            frappe.db.get_value("Referral", referral.name, "workflow_state"),
            consts.REFERRAL_REVOKED,
        )
        self.assertEqual(frappe.db.get_value("Case", self.name, "consent_status"), "Withdrawn")
        self.assertTrue(frappe.db.get_value("Referral", referral.name, "revocation_reason"))

    def test_a_withdrawal_leaves_the_office_with_the_answer_given_before(self) -> None:
        consent = self.consent(self.name, consts.SHARE_INSIDE)
        answered = self.refer()
        self.refer()
        frappe.set_user(self.focal)
        answer_referral.answer(answered.name, "On Monday")
        frappe.set_user(self.operator)
        self.assertIsNone(frappe.db.get_value("Case", self.name, "answered_on"))
        withdraw.withdraw(consent.name, "Fears the neighbours")
        self.assertTrue(frappe.db.get_value("Case", self.name, "answered_on"))

    def test_withdrawal_outlives_an_older_grant(self) -> None:
        self.consent(self.name, consts.SHARE_INSIDE)
        newer = self.consent(self.name, consts.SHARE_INSIDE)
        withdraw.withdraw(newer.name, "Fears the neighbours")
        with self.assertRaises(frappe.ValidationError):
            self.refer()

    def test_expired_grant_does_not_count(self) -> None:
        row = {"purpose": consts.SHARE_INSIDE, "decision": "Granted", "expires_on": "2020-01-01"}
        consent = {
            "doctype": "Consent",
            "cfm_case": self.name,
            "purposes": [row],
            "statement": READ,
        }
        self.act(frappe.get_doc(consent).insert(), "Record Decision")
        with self.assertRaises(frappe.ValidationError):
            self.refer()

    def test_decided_consent_is_evidence(self) -> None:
        consent = self.consent(self.name, consts.SHARE_INSIDE, refused=(consts.CALL_BACK,))
        consent.reload()
        consent.purposes[1].decision = "Granted"
        with self.assertRaises(frappe.ValidationError):
            consent.save()
        consent.reload()
        consent.method = "Written"
        with self.assertRaises(frappe.ValidationError):
            consent.save()

    def test_undecided_purpose_blocks_the_decision(self) -> None:
        rows = [{"purpose": consts.SHARE_INSIDE}]
        consent = frappe.get_doc(
            {"doctype": "Consent", "cfm_case": self.name, "purposes": rows}
        ).insert()
        self.assertFalse(consent.purposes[0].decision)
        with self.assertRaises(frappe.ValidationError):
            self.act(consent, "Record Decision")


class TestLaterRefusal(CFMTestCase):
    """A referral rests on what the person says today, in whichever consent they say it."""

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.user(consts.OPERATOR))
        self.name = self.told()
        self.consent(self.name, consts.RECORD, consts.SHARE_INSIDE)
        self.referral = self.refer(self.name)

    def told(self) -> str:
        person = frappe.get_doc({"doctype": "Community Member", "full_name": "Hawa"}).insert()
        told = {"description": "Je suis zaghawa", "community_member": person.name}
        return str(self.case(category="Quantité de la ration", **told).name)

    def refer(self, case: str) -> Any:
        """A referral that came back and was sent again, with the words of the person."""
        asked = {"cfm_case": case, "focal_point": self.focal, "shared_summary": "zaghawa"}
        referral = frappe.get_doc({"doctype": "Referral", **asked}).insert()
        operator = frappe.session.user
        frappe.set_user(self.focal)
        answer_referral.send_back(referral.name, "Who?")
        frappe.set_user(operator)
        return refer.send_again(referral.name, {"shared_summary": "zaghawa du nord"})

    def state(self) -> str:
        return str(frappe.db.get_value("Referral", self.referral.name, "workflow_state"))

    def test_a_new_consent_that_refuses_takes_the_referral_back(self) -> None:
        self.consent(self.name, consts.RECORD, refused=(consts.SHARE_INSIDE,))
        self.referral.reload()
        self.assertEqual(self.referral.workflow_state, consts.REFERRAL_REVOKED)
        self.assertIn("refus", self.referral.revocation_reason.lower())
        told = {"for_user": self.focal}
        subjects = frappe.get_all("Notification Log", told, pluck="subject")
        text = "Referral {0} is revoked: the person no longer agrees."
        self.assertIn(self.as_read_by(self.focal, text, self.referral.name), subjects)

    def test_a_new_consent_about_something_else_leaves_it(self) -> None:
        self.consent(self.name, consts.CALL_BACK)
        self.assertEqual(self.state(), consts.REFERRAL_OPEN)

    def test_a_draft_from_before_that_is_decided_later_is_the_newest_word(self) -> None:
        rows = [{"purpose": consts.SHARE_INSIDE, "decision": "Refused"}]
        draft = {"doctype": "Consent", "cfm_case": self.name, "purposes": rows}
        draft = frappe.get_doc(draft).insert()
        draft.db_set("creation", "2020-01-01 00:00:00")
        self.act(draft, "Record Decision")
        self.assertEqual(self.state(), consts.REFERRAL_REVOKED)

    def test_what_the_person_had_agreed_to_stays_and_is_shared_no_more(self) -> None:
        self.consent(self.name, refused=(consts.RECORD,))
        self.assertEqual(self.state(), consts.REFERRAL_REVOKED)
        self.assertTrue(frappe.db.get_value("Case", self.name, "description"))

    def test_who_refuses_to_be_recorded_in_the_call_leaves_no_words_anywhere(self) -> None:
        for doctype in ("Version", "CFM Search Entry", "CFM Referral Round"):
            frappe.db.delete(doctype)
        self.name = self.told()
        self.consent(self.name, consts.SHARE_INSIDE)
        self.referral = self.refer(self.name)
        self.consent(self.name, refused=(consts.RECORD,))
        self.assertEqual(self.state(), consts.REFERRAL_REVOKED)
        self.referral.reload()
        self.assertFalse(self.referral.shared_summary)
        like = ["like", "%zaghawa%"]
        self.assertFalse(frappe.db.exists("Version", {"data": like}))
        self.assertFalse(frappe.db.exists("CFM Search Entry", {"words": like, "is_outdated": 0}))
        self.assertFalse(frappe.db.exists("CFM Referral Round", {"shared_summary": like}))
        named = {"cfm_case": self.name, "community_member": ["is", "set"]}
        self.assertFalse(frappe.db.exists("Consent", named))

    def test_a_refusal_of_all_partners_is_one_of_each(self) -> None:
        partner = {"purpose": consts.SHARE_WITH_PARTNER, "decision": "Granted"}
        given = {"doctype": "Consent", "cfm_case": self.name, "statement": READ}
        rows = [{**partner, "partner": "SECADEV"}]
        self.act(frappe.get_doc({**given, "purposes": rows}).insert(), "Record Decision")
        self.consent(self.name, refused=(consts.SHARE_WITH_PARTNER,))
        granted = consent.granting_consent(self.name, consts.SHARE_WITH_PARTNER, "SECADEV")
        self.assertIsNone(granted)

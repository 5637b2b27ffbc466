"""The page of sealing says of each field whether it is sealed, and a referral of a sealed case says that it is not."""

import frappe

from cfm_app.base import consts
from cfm_app.cases import refer
from cfm_app.security.sealing import body, unlocking
from cfm_app.security.sealing.test_body import SealingTestCase
from cfm_app.web.pages import referral_cards, sealed_words
from cfm_app.web.pages.case import actions, view


class TestSealedWords(SealingTestCase):
    def labels(self, side: str) -> dict[str, str]:
        return {each["kind"]: each["fields"] for each in sealed_words.of_office()[side]}

    def test_each_field_with_words_of_a_report_is_told_as_sealed(self) -> None:
        told = self.labels("sealed")[frappe._(body.REPORT)]
        meta = frappe.get_meta(body.REPORT)
        for field in body.fields_of(body.REPORT):
            self.assertIn(frappe._(meta.get_field(field).label), told)
        self.assertNotIn(
            frappe._(meta.get_field("description").label),
            self.labels("plain")[frappe._(body.REPORT)],
        )

    def test_what_lies_in_plain_is_told_as_such(self) -> None:
        plain = self.labels("plain")
        for doctype, field in (
            ("Referral", "shared_summary"),
            ("Referral", "response"),
            (consts.MESSAGE, "text"),
            (consts.CONVERSATION, "contact_address"),
            ("Consent", "witness"),
        ):
            label = frappe.get_meta(doctype).get_field(field).label
            self.assertIn(frappe._(label), plain[frappe._(doctype)])
        self.assertIn(frappe._(sealed_words.AROUND[0]), plain)

    def test_who_reported_is_told_as_sealed(self) -> None:
        kind = frappe._("Community Member")
        told = self.labels("sealed")[kind]
        for field in ("full_name", "phone", "contact_name", "beneficiary_number"):
            self.assertIn(frappe._(frappe.get_meta("Community Member").get_label(field)), told)
        self.assertNotIn(frappe._("Full name"), self.labels("plain")[kind])

    def test_whoever_refers_a_sealed_case_is_told(self) -> None:
        for is_sealed in (False, True):
            if is_sealed:
                self.turn_on()
            report = self.told()
            case = frappe.db.get_value(body.REPORT, report, "cfm_case")
            frappe.set_user(self.psea)
            with unlocking.opened_with(self.identities[self.psea]):
                asked = actions._to_refer(view.load(case))
            self.assertEqual(is_sealed, asked["is_sealed"])
            frappe.set_user("Administrator")

    def test_whoever_answers_for_a_sealed_case_is_told(self) -> None:
        for is_sealed in (False, True):
            if is_sealed:
                self.turn_on()
            case = frappe.db.get_value(body.REPORT, self.told(), "cfm_case")
            frappe.set_user(self.psea)
            with unlocking.opened_with(self.identities[self.psea]):
                asked = {
                    "focal_point": self.other,
                    "shared_summary": "Asked",
                    "override_basis": "Vital interest",
                    "override_reason": "Danger",
                }
                referral = refer.refer(case, asked).name
            frappe.set_user(self.other)
            [card] = referral_cards.cards(only=referral)
            self.assertEqual((True, is_sealed), (card["is_restricted"], card["is_sealed"]))
            frappe.set_user("Administrator")

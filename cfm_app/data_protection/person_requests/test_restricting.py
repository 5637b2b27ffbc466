"""A person asks that what is held on them is only kept: nobody uses it until two people end that."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.base import consts
from cfm_app.cases import person_merge, refer
from cfm_app.cases.withdraw import withdraw
from cfm_app.channels import composing
from cfm_app.data_protection.person_requests import (
    closing,
    letters,
    restricting,
    states,
)
from cfm_app.data_protection.person_requests.test_support import MEMBER, RequestsTestCase, erase
from cfm_app.data_protection.personal_data import holds
from cfm_app.exchange.agencies import points
from cfm_app.security.persons import processing_restriction
from cfm_app.security.persons.processing_restriction import OnlyKept


class TestRestricting(RequestsTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.operator)
        self.consent(self.ordinary, "Record", consts.SHARE_INSIDE)
        self.name = self.granted(states.RESTRICTION)

    def restrict(self) -> str:
        frappe.set_user(self.protector)
        restricting.restrict(self.name)
        frappe.set_user(self.operator)
        return str(frappe.db.get_value(holds.DOCTYPE, {"ref_name": self.member}))

    def change(self, case: str) -> None:
        frappe.get_doc("Case", case).update({"description": "Autre"}).save()

    def test_nobody_changes_it_any_more(self) -> None:
        self.restrict()
        with self.assertRaises(OnlyKept):
            self.change(self.ordinary)
        with self.assertRaises(OnlyKept):
            frappe.get_doc(MEMBER, self.member).update({"household_size": 9}).save()
        focal = self.user(consts.FOCAL_POINT)
        with self.assertRaises(OnlyKept):
            frappe.get_doc(
                {"doctype": "Referral", "cfm_case": self.ordinary, "focal_point": focal}
            ).insert()
        frappe.set_user(self.manager)
        self.change(self.ordinary)

    def test_what_they_bring_later_is_worked_on(self) -> None:
        self.restrict()
        later = self.case(community_member=self.member, description="Neuf")
        frappe.db.set_value("Case", later.name, "creation", add_to_date(now_datetime(), minutes=1))
        self.change(later.name)

    def test_cases_of_others_are_not_touched(self) -> None:
        self.restrict()
        self.change(self.case(description="D'une autre personne").name)

    def test_nothing_is_written_to_them(self) -> None:
        self.restrict()
        frappe.set_user("Administrator")
        talk = frappe.get_doc(
            {
                "doctype": consts.CONVERSATION,
                "channel": "SMS",
                "contact_address": "+23566123456",
                "community_member": self.member,
                "last_heard_on": add_to_date(now_datetime(), days=-1),
            }
        ).insert()
        self.assertEqual(composing.closed_to_all(talk), processing_restriction.sentence())
        talk.db_set("last_heard_on", add_to_date(now_datetime(), minutes=1))
        self.assertEqual(
            processing_restriction.restricted_names(consts.CONVERSATION, [talk.name]), set()
        )

    def test_it_goes_to_no_agency(self) -> None:
        kept = points._consented(frappe._dict(consent_purpose=None), [self.ordinary])
        self.assertEqual(kept, {self.ordinary})
        self.restrict()
        self.assertEqual(
            points._consented(frappe._dict(consent_purpose=None), [self.ordinary]), set()
        )

    def test_it_is_not_erased(self) -> None:
        self.close_case(self.ordinary)
        self.restrict()
        other = self.granted(states.DELETION)
        with self.assertRaises(frappe.ValidationError):
            erase(other)
        self.assertTrue(frappe.db.get_value("Case", self.ordinary, "description"))

    def test_it_stays_so_under_another_record_of_the_same_person(self) -> None:
        self.restrict()
        twin = frappe.get_doc({"doctype": MEMBER, "full_name": "Zenaba K."}).insert().name
        self.case(community_member=twin, description="Du même nom")
        frappe.set_user(self.manager)
        person_merge.merge(twin, self.member)
        frappe.set_user(self.operator)
        with self.assertRaises(OnlyKept):
            self.change(self.ordinary)
        self.assertEqual(holds.held_among(MEMBER, [twin]), {twin})

    def test_it_goes_into_no_other_record_by_who_may_not_use_it(self) -> None:
        self.restrict()
        twin = frappe.get_doc({"doctype": MEMBER, "full_name": "Zenaba K."}).insert().name
        self.case(community_member=twin, description="Du même nom")
        for keep, drop in ((twin, self.member), (self.member, twin)):
            with self.assertRaises(OnlyKept):
                person_merge.merge(keep, drop)

    def test_what_was_granted_is_still_taken_back(self) -> None:
        focal = self.user(consts.FOCAL_POINT)
        frappe.set_user(self.operator)
        self.act(frappe.get_doc("Case", self.ordinary), "Register")
        referral = refer.refer(self.ordinary, {"focal_point": focal}).name
        self.restrict()
        consent = frappe.db.get_value("Consent", {"cfm_case": self.ordinary})
        withdraw(consent, "La personne ne veut plus")
        state = frappe.db.get_value("Referral", referral, "workflow_state")
        self.assertEqual(state, consts.REFERRAL_REVOKED)

    def test_a_conversation_of_a_case_that_is_kept_is_answered_no_more(self) -> None:
        frappe.set_user("Administrator")
        values = {"channel": "SMS", "contact_address": "+23566999999"}
        values |= {"last_heard_on": add_to_date(now_datetime(), days=-1)}
        values |= {"cases": [{"cfm_case": self.ordinary}]}
        talk = frappe.get_doc({"doctype": consts.CONVERSATION, **values}).insert()
        holds.hold("Case", self.ordinary, "Demande", restricts_use=True)
        self.assertEqual(composing.closed_to_all(talk), processing_restriction.sentence())

    def test_two_end_it(self) -> None:
        hold = self.restrict()
        frappe.set_user(self.protector)
        holds.lift(hold, "La personne l'a appris par téléphone le 29")
        frappe.set_user(self.operator)
        with self.assertRaises(OnlyKept):
            self.change(self.ordinary)
        frappe.set_user(self.manager)
        holds.lift(hold, "")
        frappe.set_user(self.operator)
        self.change(self.ordinary)

    def test_the_person_is_told_and_the_proof_stays(self) -> None:
        hold = self.restrict()
        frappe.set_user(self.protector)
        self.assertEqual(self.stored(self.name).proof, f"{holds.DOCTYPE}: {hold}")
        words = letters.proposed(self.stored(self.name), "fr")
        self.assertIn("avant que cela ne prenne fin", words)
        closing.tell(self.name, "Phone", words)
        self.assertEqual(self.stored(self.name).state, states.CLOSED)

    def test_another_request_restricts_nothing(self) -> None:
        name = self.granted(states.ACCESS)
        with self.assertRaises(frappe.ValidationError):
            restricting.restrict(name)

"""An erasure tells before it destroys: decide, agree, tell, erase."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.data_protection.person_requests import (
    before_erasure,
    closing,
    contact_until_told,
    deciding,
    deletion,
    states,
)
from cfm_app.data_protection.person_requests.test_support import (
    GROUND,
    MEMBER,
    PHONE,
    REQUEST,
    RequestsTestCase,
)
from cfm_app.data_protection.personal_data import erasure

AGREED = "Nous effaçons tout demain qzw1"


class TestBeforeErasure(RequestsTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.close_case(self.ordinary)
        self.name = self.granted(states.DELETION)

    def phone(self) -> str | None:
        return frappe.db.get_value(MEMBER, self.member, "phone")

    def row(self) -> str:
        return str(frappe.db.get_value(REQUEST, self.name, "*", as_dict=True))

    def test_nothing_is_erased_before_it_was_agreed_and_said(self) -> None:
        with self.assertRaisesRegex(frappe.ValidationError, "Agree first"):
            deletion.delete(self.name, before_erasure.NOT_REACHED)
        with self.assertRaisesRegex(frappe.ValidationError, "Agree first"):
            closing.tell(self.name, "Phone", None)
        before_erasure.agree(self.name, "Phone", AGREED)
        for untold in (None, "", "because"):
            with self.assertRaisesRegex(frappe.ValidationError, "Tell the person first"):
                deletion.delete(self.name, untold)
        self.assertEqual(self.phone(), PHONE)

    def test_who_was_told_is_erased_and_the_request_is_closed(self) -> None:
        before_erasure.agree(self.name, "Phone", AGREED)
        told = contact_until_told.telling(self.stored(self.name))
        self.assertEqual((told.numbers, told.words), ([PHONE], AGREED))
        closing.tell(self.name, "In person", AGREED)
        said = self.stored(self.name)
        self.assertEqual((said.state, said.told_via), (states.DECIDED, "In person"))
        self.assertEqual((said.told_by, said.closed_on), (self.protector, None))
        self.assertEqual(self.phone(), PHONE)
        deletion.delete(self.name)
        done = self.stored(self.name)
        self.assertEqual((done.state, done.told_on), (states.CLOSED, said.told_on))
        self.assertIsNone(self.phone())
        # When and how is kept, and no word.
        self.assertIsNone(done.contact_until_told)
        self.assertNotIn("qzw1", self.row())

    def test_who_cannot_be_told_is_told_later_while_it_is_sealed(self) -> None:
        before_erasure.agree(self.name, "Letter", AGREED)
        done = deletion.delete(self.name, before_erasure.NOT_REACHED)
        self.assertEqual(done.untold_because, before_erasure.NOT_REACHED)
        self.assertEqual(done.state, states.CARRIED_OUT)
        self.assertIsNone(self.phone())
        told = contact_until_told.telling(self.stored(self.name))
        self.assertEqual((told.numbers, told.via, told.words), ([PHONE], "Letter", AGREED))
        self.assertNotIn("qzw1", self.row())
        long_ago = add_to_date(now_datetime(), days=-31)
        frappe.db.set_value(REQUEST, self.name, "carried_out_on", long_ago)
        contact_until_told.forget_old()
        self.assertIsNone(self.stored(self.name).contact_until_told)

    def test_another_decision_begins_anew(self) -> None:
        before_erasure.agree(self.name, "Phone", AGREED)
        closing.tell(self.name, "Phone", None)
        deciding.decide(self.name, states.PARTLY, GROUND, "Une partie reste")
        self.assertFalse(self.stored(self.name).told_on)
        with self.assertRaisesRegex(frappe.ValidationError, "Agree first"):
            deletion.delete(self.name)

    def test_what_is_agreed_anew_is_told_anew(self) -> None:
        before_erasure.agree(self.name, "Phone", AGREED)
        closing.tell(self.name, "Phone", None)
        before_erasure.agree(self.name, "Phone", f"{AGREED} et plus")
        self.assertFalse(self.stored(self.name).told_on)

    def test_what_is_dropped_keeps_no_number(self) -> None:
        before_erasure.agree(self.name, "Phone", AGREED)
        closing.drop(self.name, "Plus demandé")
        self.assertIsNone(self.stored(self.name).contact_until_told)

    def test_only_an_erasure_is_agreed_on(self) -> None:
        for name in (self.granted(states.ACCESS), self.asked(states.DELETION)):
            frappe.set_user(self.protector)
            self.assertRaises(frappe.ValidationError, before_erasure.agree, name, "Phone", AGREED)
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.PermissionError):
            before_erasure.agree(self.name, "Phone", AGREED)

    def test_a_restored_backup_from_between_telling_and_erasing_is_closed(self) -> None:
        before_erasure.agree(self.name, "Phone", AGREED)
        closing.tell(self.name, "Phone", None)
        going = {REQUEST: [self.name], MEMBER: [self.member]}
        store = contact_until_told.keep_through_restore(going)
        erasure.remove(going, {})
        store()
        self.assertEqual(self.stored(self.name).state, states.CLOSED)
        self.assertEqual(contact_until_told.of(self.stored(self.name)), [])

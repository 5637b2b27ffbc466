"""What a person is told says what they asked for, and what is true of it."""

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    closing,
    contact_until_told,
    deciding,
    held,
    identity_check,
    letters,
    register,
    states,
)
from cfm_app.data_protection.person_requests.test_support import (
    MEMBER,
    PHONE,
    REQUEST,
    RequestsTestCase,
    erase,
)

BEGINNINGS = {
    states.ACCESS: "You asked us what we hold",
    states.CORRECTION: "You asked us to correct",
    states.DELETION: "You asked us to erase",
    states.RESTRICTION: "You asked us to keep",
    states.OBJECTION: "You asked us not to use",
    states.WITHDRAWAL: "You took back",
}
AGREED = "Nous effaçons tout demain qzw1"


class TestLetters(RequestsTestCase):
    def test_each_kind_begins_with_what_was_asked(self) -> None:
        self.assertEqual(set(BEGINNINGS), set(states.KINDS))
        for kind, begins in BEGINNINGS.items():
            request = frappe.get_doc(REQUEST, self.asked(kind))
            for decision in deciding.DECISIONS:
                request.decision = decision
                text = letters.proposed(request, "en")
                with self.subTest(kind=kind, decision=decision):
                    self.assertTrue(text.startswith(begins), text)
                    others = [each for other, each in BEGINNINGS.items() if other != kind]
                    self.assertFalse([each for each in others if each in text])

    def test_an_erasure_says_what_it_does_not_reach(self) -> None:
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        before = letters.proposed(self.stored(name), "en")
        erase(name)
        after = letters.proposed(self.stored(name), "en")
        self.assertEqual(before, after)
        for told in ("Only numbers are left", "their words stay theirs", "Older copies"):
            self.assertIn(told, after)

    def test_half_an_erasure_is_not_called_a_whole_one(self) -> None:
        kept = self.case(community_member=self.member, description="en cours").name
        self.close_case(self.ordinary)
        name = self.granted(states.DELETION)
        before = letters.proposed(self.stored(name), "en")
        erase(name)
        after = letters.proposed(self.stored(name), "en")
        self.assertIn(kept, self.stored(name).proof)
        for text in (before, after):
            self.assertIn("We erase a part of it", text)
            self.assertNotIn("Only numbers are left", text)


class TestAgreedBeforehand(RequestsTestCase):
    def erased(self) -> str:
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        erase(name, "Letter", AGREED)
        return name

    def test_how_and_what_is_said_stays_sealed_with_the_number_until_told(self) -> None:
        name = self.erased()
        told = contact_until_told.telling(self.stored(name))
        self.assertEqual((told.numbers, told.via, told.words), ([PHONE], "Letter", AGREED))
        self.assertNotIn("qzw1", str(frappe.db.get_value(REQUEST, name, "*", as_dict=True)))
        closing.tell(name, "Letter", AGREED)
        self.assertEqual(
            contact_until_told.telling(self.stored(name)), contact_until_told.Telling()
        )
        self.assertNotIn("qzw1", str(frappe.db.get_value(REQUEST, name, "*", as_dict=True)))

    def test_numbers_that_an_older_version_sealed_are_read(self) -> None:
        name = self.erased()
        sealed = contact_until_told.encrypt("+23566123456\n+23566123457")
        frappe.db.set_value(REQUEST, name, contact_until_told.FIELD, sealed)
        found = contact_until_told.of(self.stored(name))
        self.assertEqual(found, ["+23566123456", "+23566123457"])


class TestConversationOfNobody(RequestsTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        talk = {"doctype": consts.CONVERSATION, "channel": "SMS", "state": "Closed"}
        talk |= {"contact_address": "+235 66 55 44 33", "contact_name": "Abakar Youssouf"}
        self.talk = frappe.get_doc(talk).insert(ignore_mandatory=True).name
        message = {"doctype": consts.MESSAGE, "conversation": self.talk, "direction": "In"}
        frappe.get_doc({**message, "text": "effacez qzv1", "state": "Received"}).insert()

    def requested(self, kind: str = states.DELETION) -> str:
        frappe.set_user(self.operator)
        values = {"kind": kind, "words": "qzv2", "received_via": "Message"}
        return str(register.register(values, conversation=self.talk).name)

    def test_who_wrote_is_asked_decided_on_erased_and_told(self) -> None:
        name = self.requested()
        asked = [each.question for each in identity_check.questions(self.stored(name))]
        self.assertIn(identity_check.FROM_QUESTION, asked)
        self.assertIn(identity_check.WRITTEN_QUESTION, asked)
        right = dict.fromkeys(
            (identity_check.FROM_QUESTION, identity_check.WRITTEN_QUESTION), identity_check.RIGHT
        )
        identity_check.check(name, right)
        frappe.set_user(self.protector)
        deciding.decide(name, states.GRANTED)
        erase(name)
        self.assertEqual(contact_until_told.of(self.stored(name)), ["+235 66 55 44 33"])
        said = frappe.get_all(consts.MESSAGE, {"conversation": self.talk}, pluck="text")
        self.assertEqual(said, [None])
        self.assertFalse(frappe.db.get_value(consts.CONVERSATION, self.talk, "contact_address"))
        closing.tell(name, "Message", None)

    def test_once_a_record_is_named_what_was_written_goes_along(self) -> None:
        name = self.requested()
        frappe.set_user(self.protector)
        register.name_person(name, self.member)
        rows = {(row.doctype, row.name) for row in held.ordinary(self.stored(name))}
        self.assertIn((consts.CONVERSATION, self.talk), rows)
        self.assertIn((MEMBER, self.member), rows)

    def test_what_another_wrote_stays_theirs(self) -> None:
        name = self.requested()
        other = frappe.get_doc(doctype=MEMBER, full_name="Oumar Salibou").insert().name
        frappe.db.set_value(consts.CONVERSATION, self.talk, "community_member", other)
        frappe.set_user(self.protector)
        register.name_person(name, self.member)
        rows = {(row.doctype, row.name) for row in held.ordinary(self.stored(name))}
        self.assertNotIn((consts.CONVERSATION, self.talk), rows)

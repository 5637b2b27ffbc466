"""What is restricted stays out of what others hand over or erase, however it was found."""

import json
from collections import Counter
from typing import Any

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.person_requests import copy as requests_copy
from cfm_app.data_protection.person_requests import deletion, entry
from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.person_requests.redaction import Redaction
from cfm_app.data_protection.person_requests.test_support import (
    MEMBER,
    NAME,
    PHONE,
    REQUEST,
    SECRET_WORDS,
    WORDS,
    RequestsTestCase,
    erase,
    states,
)
from cfm_app.security import audit
from cfm_app.security.access_rule import access

CLASS = "EAS et harcèlement sexuel"


class Written(RequestsTestCase):
    """A person, and what somebody wrote from the number that stands in their record."""

    def written(self, words: str = SECRET_WORDS, **values: Any) -> str:
        """A conversation with one message that came from the number."""
        frappe.set_user("Administrator")
        account = {"doctype": "CFM Channel Account", "account_name": "number", "adapter": "SMS"}
        if not frappe.db.exists("CFM Channel Account", "number"):
            more = {"channel": "SMS", "in_sender": "from", "in_id": "id"}
            frappe.get_doc({**account, **more}).insert()
        number = PHONE.replace(" ", "")
        made = {"doctype": consts.CONVERSATION, "account": "number", "contact_address": number}
        key = {"unique_key": frappe.generate_hash(length=8), "last_words": words}
        conversation = frappe.get_doc({**made, **key, **values}).insert(ignore_permissions=True)
        message = {"doctype": consts.MESSAGE, "conversation": conversation.name, "direction": "In"}
        frappe.get_doc({**message, "text": words}).insert(ignore_permissions=True)
        return str(conversation.name)

    def linked(self, doctype: str, parent: str, case: str) -> None:
        """A conversation or a call of which a case came."""
        place = {"parenttype": doctype, "parent": parent, "parentfield": "cases"}
        frappe.get_doc({"doctype": "CFM Conversation Case", **place, "cfm_case": case}).db_insert()

    def unnamed_case(self) -> str:
        """A restricted case of nobody recorded."""
        frappe.set_user(self.psea)
        category = "Exploitation ou abus sexuel"
        return str(self.case(category=category, description="Rapport qzx6").name)

    def copied(self, name: str) -> str:
        frappe.set_user(self.protector)
        rows = requests_holdings.handed_over(self.stored(name))
        return json.dumps(requests_copy.of(rows), ensure_ascii=False, default=str)


class TestByNumber(Written):
    def test_a_restricted_conversation_is_neither_handed_over_nor_erased(self) -> None:
        conversation = self.written(sensitivity=CLASS)
        self.close_case(self.ordinary)
        name = self.granted(states.DELETION)
        rows, _kept = deletion.plan(self.stored(name))
        self.assertNotIn(consts.CONVERSATION, {row.doctype for row in rows})
        self.assertNotIn(SECRET_WORDS, self.copied(name))
        erase(name)
        told = frappe.db.get_value(consts.CONVERSATION, conversation, "last_words")
        self.assertEqual(told, SECRET_WORDS)

    def test_neither_are_a_conversation_and_a_call_of_a_restricted_case_and_the_case(self) -> None:
        case = self.unnamed_case()
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
        conversation = self.written()
        self.linked(consts.CONVERSATION, conversation, case)
        frappe.set_user("Administrator")
        made = {"doctype": consts.CALL, "number": PHONE.replace(" ", "")}
        call = frappe.get_doc({**made, "unique_key": "number"}).insert(ignore_permissions=True)
        self.linked(consts.CALL, call.name, case)
        copy = self.copied(name := self.granted(states.DELETION))
        held = {(row.doctype, row.name) for row in deletion.plan(self.stored(name))[0]}
        for place in (
            *(("Case", case), ("Sensitive Report", report)),
            *((consts.CONVERSATION, conversation), (consts.CALL, call.name)),
        ):
            self.assertNotIn(place, held)
            self.assertNotIn(place[1], copy)
        self.assertNotIn(SECRET_WORDS, copy)

    def test_a_restricted_conversation_of_an_ordinary_case_stays_out_of_the_copy_of_the_case(
        self,
    ) -> None:
        frappe.set_user(self.operator)
        unnamed = self.case(description="Sans nom qzx7").name
        self.linked(consts.CONVERSATION, self.written(sensitivity=CLASS), unnamed)
        copy = self.copied(self.asked(case=unnamed))
        self.assertIn("Sans nom qzx7", copy)
        self.assertNotIn(SECRET_WORDS, copy)


class TestBecameRestricted(Written):
    def registered(self, field: str, subject: str) -> str:
        """A request about a case or a conversation of nobody recorded."""
        return self.asked(**{field: subject})

    def seen_by(self, name: str) -> set[str]:
        everybody = (self.operator, self.manager, self.protector, self.psea)
        return {user for user in everybody if access.may_see(REQUEST, name, user)}

    def test_a_request_follows_its_conversation(self) -> None:
        conversation = self.written()
        name = self.registered("conversation", conversation)
        self.assertIn(self.protector, self.seen_by(name))
        frappe.set_user("Administrator")
        doc = frappe.get_doc(consts.CONVERSATION, conversation)
        doc.sensitivity = CLASS
        doc.append("handlers", {"user": self.psea})
        doc.save(ignore_permissions=True)
        self.assertEqual(self.seen_by(name), {self.psea})
        self.assertEqual(entry.handlers(name), [self.psea])

    def test_a_request_follows_its_case_and_is_for_its_handlers(self) -> None:
        frappe.set_user(self.operator)
        case = self.case(description="Sans nom qzx8").name
        name = self.registered("case", case)
        frappe.set_user(self.operator)
        doc = frappe.get_doc("Case", case)
        doc.category, doc.sensitivity = "Exploitation ou abus sexuel", None
        doc.save()
        self.assertEqual(self.seen_by(name), {self.psea})
        frappe.set_user(self.protector)
        with self.assertRaises((frappe.PermissionError, frappe.DoesNotExistError)):
            requests_holdings.ordinary(self.stored(name))
        frappe.set_user(self.psea)
        self.assertEqual(entry.opened(name).name, name)
        self.assertIn(case, {row.name for row in requests_holdings.ordinary(self.stored(name))})


class TestSharedPhone(Written):
    def test_what_a_number_alone_leads_to_is_neither_handed_over_nor_erased(self) -> None:
        conversation = self.written("Mon mari me frappe qzx9")
        self.close_case(self.ordinary)
        name = self.granted(states.DELETION)
        self.assertNotIn("qzx9", self.copied(name))
        (told,) = requests_holdings.unlinked(self.stored(name))
        self.assertEqual(told.name, conversation)
        erase(name)
        left = frappe.db.get_value(consts.CONVERSATION, conversation, "last_words")
        self.assertIn("qzx9", left)

    def test_what_is_linked_to_the_person_is_handed_over(self) -> None:
        self.written("Ma carte qzx9", community_member=self.member)
        name = self.granted()
        self.assertIn("qzx9", self.copied(name))
        self.assertEqual(requests_holdings.unlinked(self.stored(name)), [])

    def test_restricted_ones_are_not_counted(self) -> None:
        self.written(sensitivity=CLASS)
        self.assertEqual(requests_holdings.unlinked(self.stored(self.granted())), [])


class TestReaders(Written):
    def test_a_handler_who_read_it_is_told_as_the_office(self) -> None:
        self.restricted()
        audit.record("Read", "Community Member", self.member, user=self.psea)
        copy = self.copied(self.granted())
        self.assertIn(frappe._("Office"), copy)
        self.assertNotIn(frappe._(consts.PSEA), copy)


class TestDeletion(RequestsTestCase):
    def test_a_deletion_looks_the_same_with_a_restricted_case(self) -> None:
        self.close_case(self.ordinary)
        told = []
        for is_restricted in (False, True):
            if is_restricted:
                frappe.set_user(self.operator)
                person = {"doctype": MEMBER, "full_name": NAME, "phone": PHONE, "household_size": 7}
                self.member = frappe.get_doc(person).insert().name
                self.ordinary = self.case(community_member=self.member, description=WORDS).name
                self.close_case(self.ordinary)
                self.restricted()
            name = self.granted(states.DELETION)
            rows, kept = deletion.plan(self.stored(name))
            planned = Counter(
                row.doctype for row in rows if row.doctype in doctype_access.PROTECTED
            )
            proof = erase(name).proof
            line = frappe.get_all("CFM Erasure", {"ground": name}, ["ref_doctype", "ref_name"])
            self.assertEqual(line, [{"ref_doctype": MEMBER, "ref_name": self.member}])
            self.assertIn("Community Member: 1", proof)
            seen = self.seeing(self.member) - {self.psea}
            told.append((planned, kept, seen, frappe.db.get_value(MEMBER, self.member, "phone")))
        self.assertEqual(*told)


class TestNobodyIsKnown(Written):
    def test_the_numbers_of_others_are_blacked_out_where_no_person_is_known(self) -> None:
        self.written()
        number = frappe.get_all(consts.CONVERSATION, {"account": "number"}, pluck="contact_address")
        told = Redaction([]).text(f"Call {number[0]}")
        self.assertNotIn(number[0], told)

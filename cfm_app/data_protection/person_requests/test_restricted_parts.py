"""What of a request concerns restricted cases is their handlers' alone, and is erased by two."""

import json

import frappe

from cfm_app.data_protection.person_requests import copy as requests_copy
from cfm_app.data_protection.person_requests import (
    deciding,
    identity_check,
    part_deletion,
    parts,
    register,
    states,
    waiting,
)
from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.person_requests.test_support import (
    MEMBER,
    NAME,
    PART,
    REQUEST,
    RESTRICTED_CATEGORY,
    RIGHT_TWICE,
    SECRET_WORDS,
    WORDS,
    RequestsTestCase,
    erase,
)
from cfm_app.security.access_rule import access


class TestRestricted(RequestsTestCase):
    def test_data_protection_learns_of_no_restricted_case(self) -> None:
        case = self.restricted()
        name = self.granted()
        frappe.set_user(self.protector)
        copy = json.dumps(
            requests_copy.of(requests_holdings.ordinary(self.stored(name))), ensure_ascii=False
        )
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "name")
        part = frappe.get_all(PART, {"request": name}, pluck="name")[0]
        for hidden in (case, SECRET_WORDS, report, part):
            self.assertNotIn(hidden, copy)
        self.assertEqual(parts.of_request(name), [])
        self.assertFalse(access.may_see(PART, part))

    def test_its_handler_releases_its_part(self) -> None:
        case = self.restricted()
        name = self.asked()
        self.assertEqual(frappe.get_all(PART, {"request": name}), [])
        identity_check.check(name, RIGHT_TWICE)
        frappe.set_user(self.psea)
        (part,) = parts.of_request(name)
        self.assertEqual(part.cfm_case, case)
        copy = json.dumps(requests_copy.of(parts.held_of(part)), ensure_ascii=False)
        self.assertIn(SECRET_WORDS, copy)
        self.assertNotIn(WORDS, copy)
        self.assertIn(name, {row.name for row in waiting.requests()})
        parts.settle(parts.opened(part.name), parts.RELEASED)
        self.assertEqual(waiting.requests(), [])
        with self.assertRaises(frappe.ValidationError):
            parts.keep(part.name, "x")

    def test_somebody_known_from_restricted_cases_alone_stays_hidden(self) -> None:
        frappe.set_user(self.psea)
        secret = frappe.get_doc({"doctype": MEMBER, "full_name": "Cachée Kosso"}).insert().name
        case = self.case(
            category=RESTRICTED_CATEGORY, community_member=secret, description=SECRET_WORDS
        ).name
        values = {"kind": states.ACCESS, "words": "x", "received_via": "Phone"}
        name = register.register(values, case=case).name
        for user in (self.protector, self.manager, self.operator):
            self.assertFalse(access.may_see(REQUEST, name, user), user)
        identity_check.check(name, RIGHT_TWICE)
        deciding.decide(name, states.GRANTED)
        self.assertEqual(self.stored(name).state, states.DECIDED)

    def test_deletion_leaves_the_handler_what_they_need_and_tells_nobody_else(self) -> None:
        case = self.restricted()
        self.close_case(self.ordinary)
        name = self.granted(states.DELETION)
        done = erase(name)
        self.assertIn("Community Member: 1", done.proof)
        self.assertIsNone(frappe.db.get_value(MEMBER, self.member, "full_name"))
        frappe.set_user(self.psea)
        theirs = frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "community_member")
        self.assertEqual(frappe.db.get_value(MEMBER, theirs, "full_name"), NAME)
        self.assertEqual(self.seeing(theirs), {self.psea})
        (part,) = parts.of_request(name)
        with self.assertRaises(frappe.ValidationError):
            part_deletion.ask(part.name)
        self.close_case(case)
        part_deletion.ask(part.name)
        frappe.set_user(self.protector)
        part_deletion.agree(part.name)
        self.assertIsNone(frappe.db.get_value(MEMBER, theirs, "full_name"))
        stored = json.dumps(frappe.get_all("Sensitive Report", fields=["*"]), default=str)
        self.assertNotIn(SECRET_WORDS, stored)

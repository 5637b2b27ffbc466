"""Referrals between two offices. Both are played by one site: what one agreement sends, the other one takes in."""

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_days, nowdate
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from cfm_app.base import consts
from cfm_app.cases import refer, revoke, withdraw
from cfm_app.exchange.agencies import (
    agreements,
    doors,
    entry,
    incoming,
    messages,
    outgoing,
    retrying,
    signing,
    states,
)
from cfm_app.testing import READ, CFMTestCase

ADDRESS = "https://partner.example.org"
SHARED = "A household of five has had no ration for two months."


class Offices(CFMTestCase):
    """Two agreements with the same secret, one of each side."""

    def setUp(self) -> None:
        # What jobs store would stay for the next test.
        kept_open = patch.object(frappe.db, "commit")
        kept_open.start()
        self.addCleanup(kept_open.stop)
        self.manager = self.user(consts.MANAGER)
        self.guardian = self.user(consts.DATA_PROTECTION)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user("Administrator")
        values = {"doctype": "CFM Partner", "partner_name": "Agency of the test", "enabled": 1}
        self.partner = frappe.get_doc(values).insert().name
        self.ours = self.agreed(direction=states.WE_SEND, address=ADDRESS)
        self.theirs = self.agreed(direction=states.THEY_SEND, address=ADDRESS)
        frappe.set_user(self.operator)

    def agreed(self, **more: Any) -> Any:
        values = {
            "title": "Referrals",
            "purpose": "Help that the other agency gives",
            "partner": self.partner,
            "shares_referrals": 1,
            "valid_from": nowdate(),
            "valid_until": add_days(nowdate(), 300),
            **more,
        }
        frappe.set_user(self.manager)
        agreement = agreements.begin(values)
        agreements.enter_secret(agreement.name, "s" * 40)
        agreements.submit(agreement.name)
        frappe.set_user(self.guardian)
        agreements.agree(agreement.name)
        frappe.set_user(self.manager)
        return entry.readable(agreement.name)

    def referred(self, **values: Any) -> Any:
        """A referral of a case to the partner, by somebody who recorded the consent to it."""
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration", **values)
        purposes = [
            {"purpose": consts.RECORD, "decision": "Granted"},
            {
                "purpose": consts.SHARE_WITH_PARTNER,
                "decision": "Granted",
                "partner": self.partner,
            },
        ]
        given = {"doctype": "Consent", "cfm_case": case.name, "purposes": purposes}
        consent = frappe.get_doc({**given, "statement": READ})
        self.consent_name = self.act(consent.insert(), "Record Decision").name
        self.act(frappe.get_doc("Case", case.name), "Register")
        told = {"partner": self.partner, "reason": "No ration", "shared_summary": SHARED}
        return refer.refer(case.name, told)

    def waiting(self, direction: str, kind: str) -> list[Any]:
        where = {"direction": direction, "kind": kind, "state": messages.WAITING}
        names = frappe.get_all(messages.DOCTYPE, filters=where, pluck="name")
        return [frappe.get_doc(messages.DOCTYPE, name) for name in names]

    def carried(self, kind: str, sender: Any, receiver: Any) -> Any:
        """Bring what waits of a kind to the other side, and work it off there. Returns what was said."""
        [message] = self.waiting(messages.OUT, kind)
        told = outgoing.composed(message, sender)
        messages.settle(message.name, messages.DELIVERED, attempts=1)
        frappe.set_user("Guest")
        receipt = incoming.keep(receiver, told)
        incoming.process_waiting()
        frappe.set_user("Administrator")
        self.assertEqual(receipt, {"receipt": told["id"], "repeated": False})
        return told


class _Answer:
    """An answer of the other side."""

    def __init__(self, status: int) -> None:
        self.status_code = status

    def json(self) -> dict[str, str]:
        return {"error": "a word"}


class TestReferrals(Offices):
    def case_there(self) -> Any:
        where = {"agreement": self.theirs.name, "kind": messages.REFERRAL}
        name = frappe.db.get_value(messages.DOCTYPE, where, "cfm_case")
        return frappe.get_doc("Case", name) if name else None

    def test_a_referral_its_answer_and_nothing_else_go_to_and_fro(self) -> None:
        referral = self.referred()
        told = self.carried(messages.REFERRAL, self.ours, self.theirs)
        self.assertEqual(set(told), {"type", "id", "referral", "reason", "summary", "due_on"})
        self.assertNotIn(referral.cfm_case, json.dumps(told))
        there = self.case_there()
        self.assertIn(SHARED, there.description)
        there.db_set({"phase": "Resolved", "resolution": "Registered; first ration on Monday."})
        incoming.answer_waiting()
        self.carried(messages.ANSWER, self.theirs, self.ours)
        answered = frappe.get_doc("Referral", referral.name)
        self.assertEqual(answered.workflow_state, consts.REFERRAL_DONE)
        self.assertEqual(answered.response, "Registered; first ration on Monday.")
        kept = frappe.get_all(messages.DOCTYPE, pluck="payload")
        self.assertFalse(any(kept))

    def test_what_comes_twice_makes_one_case(self) -> None:
        self.referred()
        told = self.carried(messages.REFERRAL, self.ours, self.theirs)
        self.assertTrue(incoming.keep(self.theirs, told)["repeated"])
        incoming.process_waiting()
        where = {"agreement": self.theirs.name, "direction": messages.IN}
        self.assertEqual(frappe.db.count(messages.DOCTYPE, where), 1)

    def test_a_withdrawn_consent_takes_it_back_on_the_other_side(self) -> None:
        self.referred()
        told = self.carried(messages.REFERRAL, self.ours, self.theirs)
        frappe.set_user(self.operator)
        withdraw.withdraw(self.consent_name, "Does not want it any more")
        limited = self.user(consts.MANAGER, email="limited@test.cfm")
        add_user_permission("Case", self.case().name, limited, ignore_permissions=True)
        self.carried(messages.WITHDRAWAL, self.ours, self.theirs)
        told_of = {"document_name": self.case_there().name}
        told_to = frappe.get_all("Notification Log", filters=told_of, pluck="for_user")
        self.assertIn(self.manager, told_to)
        self.assertNotIn(limited, told_to)
        taken = messages.of_thread(
            self.theirs.name, messages.IN, messages.REFERRAL, told["referral"]
        )
        self.assertEqual(taken.state, messages.TAKEN_BACK)
        self.case_there().db_set({"phase": "Resolved", "resolution": "Done"})
        incoming.answer_waiting()
        self.assertEqual(self.waiting(messages.OUT, messages.ANSWER), [])

    def test_somebody_else_who_is_asked_ends_it_for_the_partner(self) -> None:
        referral = self.referred()
        told = self.carried(messages.REFERRAL, self.ours, self.theirs)
        frappe.set_user(self.manager)
        referral.reload()
        referral.update({"partner": None, "focal_point": self.user(consts.FOCAL_POINT)})
        referral.update({"override_basis": "Vital interest", "override_reason": "Urgent"})
        referral.save()
        self.carried(messages.WITHDRAWAL, self.ours, self.theirs)
        late = {"type": "answer", "id": "a" * 16, "referral": told["referral"], "text": "Done"}
        incoming.keep(self.ours, late)
        incoming.process_waiting()
        frappe.set_user("Administrator")
        stored = frappe.get_doc("Referral", referral.name)
        self.assertEqual(stored.workflow_state, consts.REFERRAL_OPEN)

    def test_what_was_taken_back_before_it_left_never_leaves(self) -> None:
        referral = self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        revoke.revoke(referral.name, "Sent by mistake")
        with self.assertRaises(outgoing.MayNotLeave):
            outgoing.composed(message, self.ours)
        self.assertEqual(self.waiting(messages.OUT, messages.REFERRAL), [])
        self.assertEqual(self.waiting(messages.OUT, messages.WITHDRAWAL), [])

    def test_a_withdrawal_that_overtakes_its_referral_leaves_no_case(self) -> None:
        referral = self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        told = outgoing.composed(message, self.ours)
        message.db_set("attempts", 1)
        revoke.revoke(referral.name, "Sent by mistake")
        self.carried(messages.WITHDRAWAL, self.ours, self.theirs)
        incoming.keep(self.theirs, told)
        incoming.process_waiting()
        self.assertIsNone(self.case_there())

    def test_an_agreement_that_ended_lets_nothing_leave_or_come(self) -> None:
        self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        told = outgoing.composed(message, self.ours)
        frappe.set_user(self.manager)
        for each in (self.ours, self.theirs):
            agreements.end(each.name, "Over")
            each.reload()
        with self.assertRaises(outgoing.MayNotLeave):
            outgoing.composed(message, self.ours)
        with self.assertRaises(frappe.ValidationError):
            incoming.keep(self.theirs, told)

    def test_no_restricted_case_goes_this_way(self) -> None:
        referral = self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        kind = frappe.db.get_value("Case", referral.cfm_case, "sensitivity")
        frappe.db.set_value("Case Sensitivity", kind, "hidden", 1)
        frappe.clear_cache()
        with self.assertRaises(outgoing.MayNotLeave):
            outgoing.composed(message, self.ours)

    def test_tries_are_put_off_further_each_time_and_end(self) -> None:
        self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        with patch.object(outgoing.http_answers, "ask", side_effect=outgoing.Retry("No line")):
            for number in range(1, len(outgoing.PAUSES) + 2):
                message.db_set("next_attempt_on", None)
                outgoing._claim(message.name)
                message.reload()
                self.assertEqual(message.attempts, number)
                outgoing._send(message)
        message.reload()
        self.assertEqual(message.state, messages.FAILED)
        self.assertTrue(message.error)

    def test_what_the_other_side_refuses_for_good_is_not_tried_again(self) -> None:
        self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        for status, state in (
            (401, messages.WAITING),
            (500, messages.WAITING),
            (403, messages.FAILED),
        ):
            with patch.object(outgoing.http_answers, "ask", return_value=_Answer(status)):
                outgoing._send(message)
            message.reload()
            self.assertEqual(message.state, state, status)
            self.assertIn("a word", message.error)

    def test_what_failed_is_sent_again_by_hand_by_whoever_keeps_agreements(self) -> None:
        self.referred()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        messages.settle(message.name, messages.FAILED, "No line")
        with self.assertRaises(frappe.PermissionError):
            retrying.try_again(message.name)
        frappe.set_user(self.manager)
        retrying.try_again(message.name)
        self.assertEqual(len(self.waiting(messages.OUT, messages.REFERRAL)), 1)


class TestSignatures(Offices):
    BODY = b'{"month": "2025-03"}'

    def request(self, headers: dict[str, str], body: bytes = BODY) -> Request:
        return Request(EnvironBuilder(method="POST", headers=headers, data=body).get_environ())

    def signed(self, operation: str = doors.POINTS, body: bytes = BODY) -> dict[str, str]:
        return signing.headers(self.ours, operation, body)

    def refusal(self, headers: dict[str, str], body: bytes = BODY) -> str:
        with self.assertRaises(signing.Refused) as refused:
            signing.agreement_of(self.request(headers, body), doors.POINTS)
        return refused.exception.reason

    def test_a_signed_request_is_let_in_once(self) -> None:
        headers = self.signed()
        found = signing.agreement_of(self.request(headers), doors.POINTS)
        self.assertEqual(found.name, self.ours.name)
        self.assertEqual(self.refusal(headers), signing.REPLAYED)

    def test_what_is_not_signed_as_it_is_sent_is_refused(self) -> None:
        self.assertEqual(self.refusal({}), signing.UNSIGNED)
        self.assertEqual(self.refusal(self.signed(), b'{"month": "2025-04"}'), signing.UNSIGNED)
        self.assertEqual(self.refusal(self.signed(doors.MESSAGES)), signing.UNSIGNED)
        for name, value in (
            (signing.AGREEMENT, "nobody"),
            (signing.NONCE, "x" * 32),
            (signing.TIME, "1"),
            (signing.SIGNATURE, "sha256=é"),
        ):
            self.assertEqual(self.refusal({**self.signed(), name: value}), signing.UNSIGNED)

    def test_an_old_request_is_refused(self) -> None:
        with patch.object(signing.time, "time", lambda: 1_600_000_000.0):
            headers = self.signed()
        self.assertEqual(self.refusal(headers), signing.EXPIRED)

    def test_the_door_answers_with_a_word_and_no_sentence_of_the_office(self) -> None:
        frappe.set_user("Guest")
        answer = doors.data_points(self.request(self.signed()))
        # The agreement is about referrals alone.
        self.assertEqual((answer.status_code, answer.json), (403, {"error": "not covered"}))
        answer = doors.data_points(self.request({}))
        self.assertEqual((answer.status_code, answer.json), (401, {"error": "unsigned"}))

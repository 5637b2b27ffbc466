"""Messages of a partner whose every field lies: none leads to a record here, breaks the door, or is lost."""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import frappe
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from cfm_app.exchange.agencies import doors, incoming, messages, signing, states
from cfm_app.exchange.agencies.test_own_class import CATEGORY, OwnClass

GARBAGE = (
    *("zq", "", "2999-01-01 10:00:00", "<script>zq</script>", "{{ 7 * 7 }}", "%s %(x)s {0}"),
    *("nul \0 here", "half \ud83d here", "line \u2028 here", "x" * 141, "x" * 20_001),
    *(None, True, 10**30, -5, 1.5, float("nan"), [], ["zq"], {}, {"zq": 1}, [["like", "%"]]),
)
DEEP = b"[" * 100_000
ENVELOPE = ("type", "id", "referral")


class TestHostileMessages(OwnClass):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user(self.operator)
        self.victim = self.case(category=CATEGORY, description="zqvictim")
        frappe.set_user("Administrator")
        self.report = frappe.db.get_value("Sensitive Report", {"cfm_case": self.victim.name})
        self.own = self.opened(direction=states.BOTH)
        self.serial = 0
        # What a job takes back would take the offices with it.
        kept = patch.object(frappe.db, "rollback")
        kept.start()
        self.addCleanup(kept.stop)

    def test_no_field_of_a_message_leads_anywhere(self) -> None:
        for agreement in (self.theirs, self.own):
            for told, message in self.lies():
                with self.subTest(agreement.restricted_class or "ordinary", told=told):
                    self.judge(agreement, message)

    def test_a_body_that_is_no_message_is_malformed(self) -> None:
        for body in (DEEP, b"\xff", b"[]", b"null", b'"zq"', b"1", b'{"type":'):
            with self.subTest(body[:10]):
                self.assertEqual(self.send(self.theirs, body), (400, {"error": doors.MALFORMED}))

    def test_a_thread_of_somebody_else_answers_as_one_that_nobody_began(self) -> None:
        referral = self.referred()
        [asked] = self.waiting(messages.OUT, messages.REFERRAL)
        for kind in ("answer", "withdrawal"):
            with self.subTest(kind):
                there, nowhere = (
                    self.send(self.own, self.body(self.message(kind, referral=thread)))
                    for thread in (asked.thread, "0" * 32)
                )
                self.assertEqual(there[0], nowhere[0])
                self.assertEqual(set(there[1]), set(nowhere[1]))
        incoming.process_waiting()
        frappe.set_user("Administrator")
        state = frappe.db.get_value("Referral", referral.name, ["workflow_state", "response"])
        self.assertEqual(state, (referral.workflow_state, None))

    def test_numbers_that_begin_alike_are_of_two_cases(self) -> None:
        for last in "12":
            self.judge(self.theirs, self.message("referral", referral="c" * 60 + last))
        told = frappe.get_all(messages.DOCTYPE, {"agreement": self.theirs.name}, pluck="cfm_case")
        self.assertEqual(len(set(filter(None, told))), 2)

    def test_a_number_that_is_taken_is_refused_and_the_same_message_is_not(self) -> None:
        for agreement in (self.theirs, self.own):
            kind = "restricted_referral" if agreement.restricted_class else "referral"
            first = self.message(kind)
            second = self.message(kind, referral=first["referral"])
            with self.subTest(kind):
                self.assertEqual(self.send(agreement, self.body(first))[0], 200)
                told = self.send(agreement, self.body(second))
                self.assertEqual(told, (409, {"error": incoming.TAKEN}))
                again = self.send(agreement, self.body(first))
                self.assertEqual(again, (200, {"receipt": first["id"], "repeated": True}))

    def lies(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each kind of message with one lie, in every field that the door knows."""
        secrets = (self.victim.name, self.report, self.handler, "Administrator")
        for kind in incoming.KINDS:
            fields = [*ENVELOPE, *incoming.TEXTS[incoming.KINDS[kind]]]
            for lie in (*GARBAGE, *secrets):
                for field in fields:
                    told = f"{kind}.{field}={str(lie)[:30]!a}"
                    yield told, self.message(kind, **{field: lie})
                if incoming.KINDS[kind] == messages.REFERRAL:
                    told = f"{kind}.values={str(lie)[:30]!a}"
                    yield told, self.message(kind, values=lie)
                    for word in incoming.WORDS:
                        told = f"{kind}.values.{word}={str(lie)[:30]!a}"
                        yield told, self.message(kind, values={word: lie})

    def message(self, kind: str, **lie: Any) -> dict[str, Any]:
        self.serial += 1
        number = f"{self.serial:032d}"
        made = {"type": kind, "id": f"a{number}", "referral": f"b{number}", "text": "zq"}
        return {**made, "reason": "zq", "summary": "zq", "due_on": "", **lie}

    def body(self, message: dict[str, Any]) -> bytes:
        return json.dumps(message).encode()

    def send(self, agreement: Any, body: bytes) -> tuple[int, Any]:
        headers = signing.headers(agreement, doors.MESSAGES, body)
        builder = EnvironBuilder(method="POST", headers=headers, data=body)
        frappe.set_user("Guest")
        answer = doors.receive(Request(builder.get_environ()))
        return answer.status_code, answer.get_json()

    def judge(self, agreement: Any, message: dict[str, Any]) -> None:
        before = set(frappe.get_all("Case", pluck="name"))
        logs = frappe.db.count("Error Log")
        status, told = self.send(agreement, self.body(message))
        self.assertIn(status, (200, 400, 403), told)
        self.assertLessEqual(set(told), {"error", "receipt", "repeated"})
        incoming.process_waiting()
        frappe.set_user("Administrator")
        self.assertEqual(frappe.db.count("Error Log"), logs)
        self.assertEqual(self.waiting(messages.IN, messages.REFERRAL), [])
        for name in set(frappe.get_all("Case", pluck="name")) - before:
            case = frappe.get_doc("Case", name)
            links = {case.get(each.fieldname) for each in case.meta.get_link_fields()}
            self.assertFalse(links & {self.victim.name, self.report, self.handler}, links)
            self.assertNotIn("zqvictim", json.dumps(case.as_dict(), default=str))
            if agreement.restricted_class:
                self.assertEqual(case.sensitivity, agreement.restricted_class)

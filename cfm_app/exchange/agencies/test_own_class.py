"""The agreement of a restricted class: who opens it, what goes by it and by no other, and who learns of that."""

import json
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.base import consts
from cfm_app.exchange.agencies import (
    agreements,
    entry,
    incoming,
    messages,
    outgoing,
    retrying,
    states,
)
from cfm_app.exchange.agencies.signing import Refused
from cfm_app.exchange.agencies.test_referrals import ADDRESS, SHARED, Offices
from cfm_app.procedures.setup import class_completion, unreached
from cfm_app.procedures.sop import class_reach
from cfm_app.security.access_rule import access
from cfm_app.security.administration import access_requests
from cfm_app.security.sealing.test_body import MARK, SealingTestCase
from cfm_app.testing import READ
from cfm_app.web.pages import admission, exchange, roles

CLASS, CATEGORY = "EAS et harcèlement sexuel", "Exploitation ou abus sexuel"
FRAUD = "Détournement de vivres ou d'argent"
WORDS = "zqabuse words of the survivor"


class OwnClass(Offices):
    def setUp(self) -> None:
        super().setUp()
        self.handler = self.user(consts.PSEA)
        self.fraud = self.user(consts.FRAUD)

    def waiting_one(self, **more: Any) -> Any:
        """An agreement of the class that waits for data protection."""
        frappe.set_user(self.manager)
        values = {**self.values(), "restricted_class": CLASS, "address": ADDRESS, **more}
        agreement = agreements.begin(values)
        agreements.enter_secret(agreement.name, "s" * 40)
        agreements.submit(agreement.name)
        return agreement

    def values(self) -> dict[str, Any]:
        fields = ("title", "purpose", "partner", "valid_from", "valid_until")
        return {"shares_referrals": 1, **{field: self.ours.get(field) for field in fields}}

    def opened(self, **more: Any) -> Any:
        """The same in force: data protection agrees, and a handler of the class."""
        agreement = self.waiting_one(**more)
        frappe.set_user(self.guardian)
        request = self.waits(lambda: agreements.agree(agreement.name))
        frappe.set_user(self.handler)
        access_requests.agree(request.name)
        return entry.readable(agreement.name)

    def restricted_referral(self, category: str = CATEGORY, by: str = "") -> Any:
        frappe.set_user(self.operator)
        case = self.case(category=category, description=WORDS)
        frappe.set_user(by or self.handler)
        granted = {"decision": "Granted"}
        purposes = [
            {"purpose": consts.RECORD, **granted},
            {"purpose": consts.SHARE_WITH_PARTNER, "partner": self.partner, **granted},
        ]
        given = {"doctype": "Consent", "cfm_case": case.name, "purposes": purposes}
        self.act(frappe.get_doc({**given, "statement": READ}).insert(), "Record Decision")
        told = {"partner": self.partner, "reason": "Support", "shared_summary": SHARED}
        return frappe.get_doc({"doctype": "Referral", "cfm_case": case.name, **told}).insert()


class TestOpening(OwnClass):
    def test_it_takes_a_handler_of_the_class_beside_data_protection(self) -> None:
        agreement = self.waiting_one()
        frappe.set_user(self.guardian)
        request = self.waits(lambda: agreements.agree(agreement.name))
        self.assertEqual(entry.readable(agreement.name).state, states.WAITING)
        for user in (self.guardian, self.user(consts.DATA_PROTECTION), self.fraud, self.manager):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                access_requests.agree(request.name)
        frappe.set_user(self.handler)
        access_requests.agree(request.name)
        found = entry.readable(agreement.name)
        self.assertEqual((found.state, found.agreed_by), (states.AGREED, self.guardian))

    def test_what_was_sent_back_meanwhile_is_not_agreed_to(self) -> None:
        agreement = self.waiting_one()
        frappe.set_user(self.guardian)
        request = self.waits(lambda: agreements.agree(agreement.name))
        agreements.send_back(agreement.name, "Another purpose")
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.ValidationError):
            access_requests.agree(request.name)

    def test_another_address_is_another_agreement_to_agree_to(self) -> None:
        self.opened()
        narrower = self.waiting_one(code="n" * 16)
        frappe.set_user(self.guardian)
        self.assertEqual(agreements.agree(narrower.name).state, states.AGREED)
        elsewhere = self.waiting_one(address="https://elsewhere.example.org")
        frappe.set_user(self.guardian)
        self.waits(lambda: agreements.agree(elsewhere.name))

    def test_one_agreement_one_class(self) -> None:
        frappe.set_user(self.manager)
        ordinary = agreements.begin(self.values())
        with self.assertRaisesRegex(frappe.ValidationError, "restricted class"):
            agreements.add(ordinary.name, "category", CATEGORY)
        own = agreements.begin({**self.values(), "restricted_class": CLASS})
        agreements.add(own.name, "category", CATEGORY)
        for category in (FRAUD, "Quantité de la ration"):
            with self.assertRaises(frappe.ValidationError):
                agreements.add(own.name, "category", category)
        with self.assertRaises(frappe.ValidationError):
            agreements.change(own.name, self.values())
        plain = {"address": "http://partner.example.org"}
        for wrong in (plain, {"shares_points": 1}, {"restricted_class": "Non sensible"}):
            with self.assertRaises(frappe.ValidationError):
                agreements.begin({**self.values(), "restricted_class": CLASS, **wrong})

    def test_handlers_read_the_agreements_of_their_class_alone(self) -> None:
        own = self.waiting_one()
        for user, listed in ((self.handler, [own.name]), (self.fraud, [])):
            frappe.set_user(user)
            self.assertEqual(frappe.get_list(entry.DOCTYPE, pluck="name"), listed)
        with self.assertRaises(frappe.PermissionError):
            entry.readable(own.name)
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.PermissionError):
            entry.readable(self.ours.name)


class TestClassOfTheOffice(OwnClass):
    """A class that an office made for itself, with a role of its own."""

    CLASS, ROLE = "Corruption de haut niveau", "High Level Corruption"

    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        frappe.get_doc({"doctype": "Role", "role_name": self.ROLE, "desk_access": 1}).insert()
        frappe.set_user(self.manager)
        named = {"sensitivity_name": self.CLASS, "hidden": 1, "handler_role": self.ROLE}
        frappe.get_doc(
            {"doctype": "Case Sensitivity", "respond_within_hours": 24, "sort_index": 9, **named}
        ).insert()
        self.own_handler = self.user(self.ROLE)

    def test_completing_the_class_opens_its_agreements_to_its_handlers_alone(self) -> None:
        other = self.waiting_one()
        own = self.waiting_one(restricted_class=self.CLASS)
        self.assertIn(entry.DOCTYPE, class_reach.of_class(self.CLASS).rights)
        frappe.set_user(self.own_handler)
        with self.assertRaises(frappe.PermissionError):
            entry.readable(own.name)
        frappe.set_user(self.manager)
        class_completion.complete(self.CLASS)
        self.assertIsNone(unreached.of_class(self.CLASS))
        frappe.set_user(self.own_handler)
        self.assertEqual(frappe.get_list(entry.DOCTYPE, pluck="name"), [own.name])
        self.assertEqual([each["name"] for each in exchange.overview()["open"]], [own.name])
        self.assertTrue(admission.may_enter(roles.READ_EXCHANGE))
        with self.assertRaises(frappe.PermissionError):
            entry.readable(other.name)
        # Those who had the right keep it, and nobody else has got one.
        frappe.set_user(self.handler)
        self.assertEqual(frappe.get_list(entry.DOCTYPE, pluck="name"), [other.name])
        frappe.set_user(self.operator)
        self.assertFalse(frappe.has_permission(entry.DOCTYPE, "read"))

    def test_a_class_that_was_complete_before_there_were_agreements_is_named(self) -> None:
        frappe.set_user(self.manager)
        class_completion.complete(self.CLASS)
        frappe.db.delete("Custom DocPerm", {"parent": entry.DOCTYPE, "role": self.ROLE})
        frappe.clear_cache(doctype=entry.DOCTYPE)
        self.assertEqual(unreached.of_class(self.CLASS).reach.rights, (entry.DOCTYPE,))
        class_completion.complete(self.CLASS)
        self.assertIsNone(unreached.of_class(self.CLASS))
        frappe.set_user(self.own_handler)
        self.assertTrue(frappe.has_permission(entry.DOCTYPE, "read"))

    def test_its_handler_is_the_second_who_agrees(self) -> None:
        frappe.set_user(self.manager)
        class_completion.complete(self.CLASS)
        agreement = self.waiting_one(restricted_class=self.CLASS)
        frappe.set_user(self.guardian)
        request = self.waits(lambda: agreements.agree(agreement.name))
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.PermissionError):
            access_requests.agree(request.name)
        frappe.set_user(self.own_handler)
        access_requests.agree(request.name)
        self.assertEqual(entry.readable(agreement.name).state, states.AGREED)


class TestSealed(SealingTestCase):
    KEPT = ("Case", "Sensitive Report", "Comment", "Version", "CFM Search Entry", "Error Log")

    def test_a_sealed_class_gets_no_word_in_plain(self) -> None:
        self.turn_on()
        frappe.set_user("Administrator")
        values = {"doctype": "CFM Partner", "partner_name": "Agency of the test", "enabled": 1}
        given = {
            "title": "PSEA",
            "purpose": "Help",
            "partner": frappe.get_doc(values).insert().name,
        }
        given |= {"direction": states.THEY_SEND, "shares_referrals": 1, "valid_from": nowdate()}
        given |= {"valid_until": add_days(nowdate(), 30), "restricted_class": self.sensitivity}
        agreement = agreements.begin(given)
        agreements.submit(agreement.name)
        agreement = agreements.agree(agreement.name)
        told = {"type": "restricted_referral", "id": "a" * 16, "referral": "b" * 16}
        told |= {"reason": f"{MARK} reason", "summary": MARK, "values": {"category": MARK}}
        frappe.set_user("Guest")
        incoming.keep(agreement, told)
        frappe.set_user("Administrator")
        stored = [frappe.get_all(kind, fields=["*"]) for kind in (*self.KEPT, messages.DOCTYPE)]
        self.assertNotIn(MARK, frappe.as_json(stored))
        report = frappe.get_all("Sensitive Report", pluck="name")[0]
        opened = self.read_by(self.psea, report, self.identities[self.psea])
        self.assertIn(f"{MARK} reason", opened["description"])


class TestReferring(OwnClass):
    def test_it_arrives_restricted_and_its_words_stand_in_the_report_alone(self) -> None:
        ours, theirs = self.opened(), self.opened(direction=states.THEY_SEND, code="b" * 16)
        referral = self.restricted_referral()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        self.assertEqual(message.agreement, ours.name)
        told = outgoing.composed(message, ours)
        self.assertEqual(told["type"], "restricted_referral")
        self.assertNotIn(WORDS, json.dumps(told))
        frappe.set_user("Guest")
        self.assertFalse(incoming.keep(theirs, told)["repeated"])
        self.assertTrue(incoming.keep(theirs, told)["repeated"])
        self.assertEqual(frappe.session.user, "Guest")
        case = self.case_there(theirs)
        self.assertEqual((case.sensitivity, case.is_restricted, case.description), (CLASS, 1, None))
        self.assertFalse(case.source_id)
        frappe.set_user("Administrator")
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        self.assertIn(SHARED, report.description)
        self.assertEqual(
            [access.may_see_case(case.name, user) for user in (self.handler, self.fraud)],
            [True, False],
        )
        for user in (self.manager, self.operator, self.guardian):
            self.assertFalse(access.may_see_case(case.name, user))
            told_user = {"for_user": user, "document_name": case.name}
            self.assertFalse(frappe.db.exists("Notification Log", told_user))
        self.assertFalse(any(frappe.get_all(messages.DOCTYPE, pluck="payload")))
        self.answered(case, theirs, ours, referral)

    def answered(self, case: Any, theirs: Any, ours: Any, referral: Any) -> None:
        """The end is told, and nothing of what was found."""
        case.db_set("phase", "Resolved")
        name = frappe.db.get_value("Sensitive Report", {"cfm_case": case.name})
        frappe.db.set_value("Sensitive Report", name, "resolution", WORDS)
        incoming.answer_waiting()
        [message] = self.waiting(messages.OUT, messages.ANSWER)
        told = outgoing.composed(message, theirs)
        self.assertNotIn(WORDS, json.dumps(told))
        incoming.keep(ours, told)
        stored = frappe.get_doc("Referral", referral.name)
        self.assertEqual(stored.workflow_state, consts.REFERRAL_DONE)

    def case_there(self, agreement: Any) -> Any:
        where = {"agreement": agreement.name, "kind": messages.REFERRAL, "direction": messages.IN}
        return frappe.get_doc("Case", frappe.db.get_value(messages.DOCTYPE, where, "cfm_case"))

    def test_without_it_nothing_leaves_and_who_refers_is_told(self) -> None:
        referral = self.restricted_referral()
        self.assertEqual(self.waiting(messages.OUT, messages.REFERRAL), [])
        said = [str(each.get("message")) for each in frappe.get_message_log()]
        self.assertTrue(any("no agreement on exchange" in text for text in said), said)
        comments = {"reference_name": referral.name, "comment_type": "Info"}
        self.assertEqual(frappe.db.count("Comment", comments), 1)

    def test_whoever_refers_reads_to_whom_it_goes_by_itself(self) -> None:
        self.opened()
        frappe.set_user(self.operator)
        cases = [
            self.case(category=each).name for each in (CATEGORY, FRAUD, "Quantité de la ration")
        ]
        found = [outgoing.reached(case) for case in cases]
        self.assertEqual(found, [[self.partner], [], [self.partner]])

    def test_another_class_does_not_go_by_it(self) -> None:
        self.opened()
        self.restricted_referral(FRAUD, self.fraud)
        self.assertEqual(self.waiting(messages.OUT, messages.REFERRAL), [])

    def test_consent_is_asked_once_more_when_it_leaves(self) -> None:
        ours = self.opened()
        referral = self.restricted_referral()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        rows = frappe.get_all("Consent Purpose", filters={"parent": referral.consent}, pluck="name")
        for row in rows:
            frappe.db.set_value("Consent Purpose", row, "decision", "Withdrawn")
        with self.assertRaises(outgoing.MayNotLeave):
            outgoing.composed(message, ours)

    def test_an_ordinary_agreement_takes_nothing_restricted_and_the_other_way_round(self) -> None:
        theirs = self.opened(direction=states.THEY_SEND)
        told = {"id": "a" * 16, "referral": "b" * 16, "reason": "", "summary": WORDS}
        for agreement, kind in ((self.theirs, "restricted_referral"), (theirs, "referral")):
            with self.assertRaises(frappe.ValidationError):
                incoming.keep(agreement, {**told, "type": kind})
        self.assertEqual(frappe.db.count(messages.DOCTYPE), 0)

    def test_what_cannot_be_kept_now_leaves_no_trace_and_is_sent_again(self) -> None:
        theirs = self.opened(direction=states.THEY_SEND)
        told = {"type": "restricted_referral", "id": "a" * 16, "referral": "b" * 16}
        told |= {"reason": "", "summary": WORDS}
        trouble = patch.object(incoming, "_make_case", side_effect=RuntimeError(WORDS))
        with trouble, self.assertRaises(Refused) as refused:
            incoming.keep(theirs, told)
        self.assertEqual(refused.exception.status, 503)
        self.assertEqual(frappe.db.count(messages.DOCTYPE), 0)
        logged = frappe.get_all("Error Log", fields=["method", "error"])
        self.assertNotIn(WORDS, json.dumps(logged, default=str))

    def test_only_handlers_of_the_case_learn_that_it_failed_and_try_again(self) -> None:
        self.opened()
        referral = self.restricted_referral()
        [message] = self.waiting(messages.OUT, messages.REFERRAL)
        outgoing._fail(message, "No line")
        told = frappe.get_all(
            "Notification Log", filters={"document_name": referral.cfm_case}, pluck="for_user"
        )
        self.assertIn(self.handler, told)
        self.assertNotIn(self.manager, told)
        for user in (self.manager, self.fraud):
            frappe.set_user(user)
            with self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
                retrying.try_again(message.name)
        frappe.set_user(self.handler)
        retrying.try_again(message.name)
        self.assertEqual(len(self.waiting(messages.OUT, messages.REFERRAL)), 1)

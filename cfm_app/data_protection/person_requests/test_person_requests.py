"""What a person asks about their data, from the question to the proof, and who sees of it."""

import json
from typing import Any

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_to_date, get_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.data_protection.person_requests import (
    changes,
    clock,
    closing,
    contact_until_told,
    deciding,
    deletion,
    entry,
    handing,
    identity_check,
    letters,
    register,
    states,
    uses,
    waiting,
)
from cfm_app.data_protection.person_requests import copy as requests_copy
from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.person_requests.test_support import (
    GROUND,
    MEMBER,
    NAME,
    PHONE,
    REQUEST,
    RIGHT,
    RIGHT_TWICE,
    WORDS,
    RequestsTestCase,
    erase,
)
from cfm_app.data_protection.personal_data import erasure, holdings, holds
from cfm_app.security.access_rule import access, status_codes


class TestPartOfTheOffice(RequestsTestCase):
    def test_whoever_works_in_a_part_of_the_office_answers_for_no_person_of_all_of_it(self) -> None:
        frappe.set_user("Administrator")
        limited = self.user(consts.DATA_PROTECTION, email="limited@test.cfm")
        add_user_permission("CFM Location", "TD01", limited)
        frappe.db.set_value("Case", self.ordinary, "location", "TD07")
        name = self.granted()
        self.assertEqual(entry.handlers(name), [self.protector])
        frappe.set_user(limited)
        with self.assertRaises(frappe.PermissionError):
            handing.copy_of(name, handing.EXPORT)
        with self.assertRaises(frappe.PermissionError):
            entry.opened(name)


class TestRegistering(RequestsTestCase):
    def test_a_request_names_the_person_and_counts_its_days(self) -> None:
        found = self.stored(self.asked())
        self.assertEqual((found.community_member, found.cfm_case), (self.member, None))
        self.assertEqual(found.state, states.RECEIVED)
        days = get_datetime(found.due_on) - get_datetime(found.received_on)
        self.assertEqual(days.days, clock.DAYS)

    def test_data_protection_is_told_without_words(self) -> None:
        name = self.asked()
        told = frappe.get_all("Notification Log", {"for_user": self.protector}, pluck="subject")
        text = self.as_read_by(self.protector, "A person asks about their data: {0}", name)
        self.assertIn(text, told)

    def test_what_is_missing_is_said(self) -> None:
        for values in ({"received_via": "Phone"}, {"kind": "Access", "received_via": "Pigeon"}):
            with self.assertRaises(frappe.ValidationError):
                register.register(values, case=self.ordinary)

    def test_somebody_with_the_code_asks_in_public(self) -> None:
        code = status_codes.of_case(self.ordinary)
        frappe.set_user("Guest")
        values = {"kind": states.DELETION, "words": "Effacez tout"}
        self.assertTrue(register.register_by_code(values, code or ""))
        self.assertFalse(register.register_by_code(values, "234-234-234"))
        frappe.set_user(self.protector)
        rows = frappe.get_list(REQUEST, fields=["community_member", "received_via"])
        self.assertIn((self.member, "Public page"), [tuple(row.values()) for row in rows])

    def test_a_code_whose_case_became_restricted_asks_its_handlers(self) -> None:
        """As of any code: that it is unknown there alone would tell."""
        frappe.set_user(self.operator)
        told = {"doctype": MEMBER, "full_name": "Hawa Kosso", "phone": "+235 66 77 88 21"}
        cases = {
            "with a person": self.case(community_member=frappe.get_doc(told).insert().name),
            "of nobody": self.case(description="x"),
        }
        for title, case in cases.items():
            frappe.set_user(self.operator)
            code = status_codes.of_case(case.name) or ""
            doc = frappe.get_doc("Case", case.name)
            doc.category, doc.sensitivity = "Exploitation ou abus sexuel", None
            doc.save()
            frappe.set_user("Guest")
            before = set(frappe.get_all(REQUEST, pluck="name"))
            values = {"kind": states.DELETION, "words": "Effacez tout"}
            self.assertTrue(register.register_by_code(values, code), title)
            (name,) = set(frappe.get_all(REQUEST, pluck="name")) - before
            for user in (self.protector, self.manager, self.operator):
                self.assertFalse(access.may_see(REQUEST, name, user), (title, user))
            self.assertTrue(access.may_see(REQUEST, name, self.psea), title)
            self.assertIn(self.psea, entry.handlers(name), title)

    def test_the_code_of_a_form_asks_too(self) -> None:
        talk = frappe.get_doc(doctype=consts.CONVERSATION, contact_address="", state="Waiting")
        talk.insert(ignore_permissions=True, ignore_mandatory=True)
        code = status_codes.reserve(talk.name)
        frappe.set_user("Guest")
        values = {"kind": states.ACCESS, "words": ""}
        self.assertTrue(register.register_by_code(values, code))
        self.assertTrue(frappe.db.exists(REQUEST, {"conversation": talk.name}))

    def test_nothing_waits_for_whoever_reads_no_requests(self) -> None:
        name = self.asked()
        for user in (self.user(consts.FOCAL_POINT), self.user(consts.ANALYST)):
            frappe.set_user(user)
            self.assertEqual(waiting.requests(), [])
        frappe.set_user(self.protector)
        self.assertIn(name, {row.name for row in waiting.requests()})

    def test_nothing_is_written_by_hand(self) -> None:
        name = self.asked()
        frappe.set_user(self.protector)
        request = self.stored(name)
        request.identity = states.PASSED
        with self.assertRaises(frappe.PermissionError):
            request.save()
        with self.assertRaises(frappe.PermissionError):
            request.delete()

    def test_more_time_is_given_once_with_a_reason(self) -> None:
        name = self.asked()
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.ValidationError):
            clock.extend(name, 30, "")
        before = get_datetime(self.stored(name).due_on)
        clock.extend(name, 30, "Archives de Bol")
        self.assertEqual((get_datetime(self.stored(name).due_on) - before).days, 30)
        with self.assertRaises(frappe.ValidationError):
            clock.extend(name, 30, "Encore")

    def test_a_late_request_is_reminded_of_once(self) -> None:
        name = self.asked()
        frappe.db.set_value(REQUEST, name, "due_on", add_to_date(now_datetime(), days=-1))
        clock.remind_of_requests()
        clock.remind_of_requests()
        text = self.as_read_by(
            self.protector, "Request {0} of a person should have been answered by now", name
        )
        told = frappe.get_all("Notification Log", {"for_user": self.protector}, pluck="subject")
        self.assertEqual(told.count(text), 1)


class TestIdentity(RequestsTestCase):
    def test_questions_come_of_what_is_held(self) -> None:
        name = self.asked()
        found = {each.question: each.held for each in identity_check.questions(self.stored(name))}
        self.assertEqual(found["Household size"], "7")
        self.assertIn(identity_check.CASE_QUESTION, found)

    def test_two_right_answers_are_needed_and_none_wrong(self) -> None:
        name = self.asked()
        identity_check.check(name, {"Full name": RIGHT})
        self.assertEqual(self.stored(name).identity, states.FAILED)
        identity_check.check(name, {**RIGHT_TWICE, "Household size": identity_check.WRONG})
        self.assertEqual(self.stored(name).identity, states.FAILED)
        identity_check.check(name, RIGHT_TWICE)
        found = self.stored(name)
        self.assertEqual((found.identity, found.identity_by), (states.PASSED, self.operator))

    def test_no_answer_is_kept(self) -> None:
        name = self.asked()
        identity_check.check(name, RIGHT_TWICE)
        stored = json.dumps(self.stored(name).as_dict(), default=str)
        self.assertNotIn(NAME, stored)

    def test_nothing_is_granted_to_somebody_unknown(self) -> None:
        name = self.asked()
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.ValidationError):
            deciding.decide(name, states.GRANTED)
        deciding.decide(name, states.REFUSED, "Identité non établie", "Ne sait rien dire")
        self.assertEqual(self.stored(name).state, states.CARRIED_OUT)

    def test_a_refusal_needs_a_ground_and_a_reason(self) -> None:
        name = self.asked()
        frappe.set_user(self.protector)
        for given in (("", "x"), ("Invented", "x"), (GROUND, "")):
            with self.assertRaises(frappe.ValidationError):
                deciding.decide(name, states.REFUSED, *given)

    def test_who_took_the_words_decides_nothing(self) -> None:
        name = self.asked()
        identity_check.check(name, RIGHT_TWICE)
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                deciding.decide(name, states.GRANTED)


class TestAccessToData(RequestsTestCase):
    def copied(self, name: str, **more: Any) -> dict[str, Any]:
        rows = requests_holdings.ordinary(self.stored(name))
        return requests_copy.of(rows, **more)

    def test_everything_is_in_the_copy(self) -> None:
        name = self.granted()
        copy = self.copied(name)
        numbers = {each["number"] for each in copy["documents"]}
        held = holdings.of_person(self.member)
        missed = {row for row in held if row.doctype != requests_copy.LOG} - {
            row for row in held if row.name in numbers
        }
        self.assertEqual(missed, set())
        self.assertIn(WORDS, json.dumps(copy, ensure_ascii=False))
        self.assertEqual(sum(copy["counts"].values()), len(held))

    def test_staff_are_named_by_role_and_others_not_at_all(self) -> None:
        frappe.set_user(self.operator)
        other = frappe.get_doc({"doctype": MEMBER, "full_name": "Autre"}).insert().name
        told = f"{WORDS}: appeler +235 66 99 88 77, voir {other}, {self.operator}, son frère Issa"
        frappe.db.set_value("Case", self.ordinary, "description", told)
        copy = json.dumps(self.copied(self.granted(), redacted="Issa"), ensure_ascii=False)
        for hidden in ("66 99 88 77", other, self.operator, "Issa"):
            self.assertNotIn(hidden, copy)
        self.assertIn(PHONE, copy)
        self.assertIn(NAME, copy)
        self.assertIn(frappe._(consts.OPERATOR), copy)

    def test_who_read_it_is_told_by_role_and_day(self) -> None:
        name = self.granted()
        frappe.get_doc(MEMBER, self.member).check_permission("read")
        readers = self.copied(name)["readers"]
        self.assertTrue(readers)
        self.assertNotIn("user", readers[0])
        self.assertEqual({row["date"] for row in readers}, {str(now_datetime())[:10]})

    def test_handing_over_and_telling_close_it(self) -> None:
        name = self.granted()
        closing.hand_over(name)
        closing.tell(name, "Phone", letters.proposed(self.stored(name), "fr"))
        self.assertEqual(self.stored(name).state, states.CLOSED)


class TestCarryingOut(RequestsTestCase):
    def test_a_correction_is_accounted_for(self) -> None:
        name = self.granted(states.CORRECTION)
        changes.correct(name, {"household_size": "8", "full_name": NAME})
        self.assertEqual(frappe.db.get_value(MEMBER, self.member, "household_size"), 8)
        (row,) = self.stored(name).changes
        told = (row.changed_field, row.value_before, row.value_after)
        self.assertEqual(told, ("household_size", "7", "8"))

    def test_a_correction_of_nothing_is_refused(self) -> None:
        name = self.granted(states.CORRECTION)
        with self.assertRaises(frappe.ValidationError):
            changes.correct(name, {"full_name": NAME})

    def test_deletion_leaves_numbers_and_no_words(self) -> None:
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        erase(name)
        left = frappe.db.get_value("Case", self.ordinary, ["description", "community_member"])
        self.assertEqual(left, (None, None))
        found = self.stored(name)
        self.assertIn("Case: 1", found.proof)
        self.assertEqual((found.words, found.community_member), (None, None))
        self.assertTrue(access.may_see(REQUEST, name, self.protector))
        # Whoever tells them still knows where, and nobody reads it in the database.
        self.assertEqual(contact_until_told.of(frappe.get_doc(REQUEST, name)), [PHONE])
        self.assertNotIn("123456", str(found.contact_until_told))
        closing.tell(name, "Phone", "x")
        self.assertIsNone(self.stored(name).contact_until_told)
        self.assertIsNone(self.stored(name).told_words)

    def test_a_restored_backup_still_says_where_they_are_told(self) -> None:
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        going = {REQUEST: [name], MEMBER: [self.member]}
        for sealed_in_backup in (False, True):
            with self.subTest(sealed_in_backup=sealed_in_backup):
                if sealed_in_backup:
                    frappe.db.set_value(REQUEST, name, "carried_out_on", now_datetime())
                store = contact_until_told.keep_through_restore(going)
                erasure.remove(going, {})
                store()
                self.assertEqual(contact_until_told.of(frappe.get_doc(REQUEST, name)), [PHONE])
        self.assertFalse(frappe.db.get_value(MEMBER, self.member, "phone"))

    def test_who_cannot_be_told_is_not_kept_for_that(self) -> None:
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        erase(name)
        contact_until_told.forget_old()
        self.assertIsNotNone(self.stored(name).contact_until_told)
        long_ago = add_to_date(now_datetime(), days=-31)
        frappe.db.set_value(REQUEST, name, "carried_out_on", long_ago)
        contact_until_told.forget_old()
        self.assertIsNone(self.stored(name).contact_until_told)

    def test_deletion_takes_along_what_earlier_requests_say(self) -> None:
        earlier = self.granted(states.ACCESS)
        closing.hand_over(earlier)
        closing.tell(earlier, "Phone", "Voici qzx4")
        still_open = self.asked(states.OBJECTION)
        name = self.granted(states.DELETION)
        self.close_case(self.ordinary)
        erase(name)
        left = self.stored(earlier)
        self.assertFalse(left.words or left.told_words or left.community_member)
        self.assertTrue(self.stored(still_open).words)
        history = {"ref_doctype": REQUEST, "docname": ["in", (earlier, name)]}
        self.assertNotIn("qzx", str(frappe.get_all("Version", history, pluck="data")))
        (line,) = frappe.get_all("CFM Erasure", {"ground": name}, pluck="documents")
        self.assertEqual(set(json.loads(line)[REQUEST]), {earlier, name})

    def test_what_is_still_worked_on_or_held_is_kept_and_said(self) -> None:
        closed = self.case(community_member=self.member, description="Autre qzx4").name
        held = self.case(community_member=self.member, description="Tenu qzx5").name
        for case in (closed, held):
            self.close_case(case)
        frappe.set_user(self.manager)
        holds.hold("Case", held, "Recours")
        name = self.granted(states.DELETION)
        done = erase(name)
        self.assertIsNone(frappe.db.get_value("Case", closed, "description"))
        self.assertEqual(frappe.db.get_value("Case", self.ordinary, "description"), WORDS)
        self.assertEqual(frappe.db.get_value(MEMBER, self.member, "full_name"), NAME)
        self.assertIn(f"{held}: {deletion.HELD}", done.proof)
        self.assertIn(f"{self.ordinary}: {deletion.OPEN_CASE}", done.proof)

    def test_an_objection_stops_the_purposes_that_were_granted(self) -> None:
        frappe.set_user(self.operator)
        consent = self.consent(self.ordinary, "Record", consts.CALL_BACK, "Reporting")
        name = self.granted(states.OBJECTION)
        uses.stop(name, [consts.CALL_BACK, "Record"])
        rows = {
            row.purpose: row.decision for row in frappe.get_doc("Consent", consent.name).purposes
        }
        self.assertEqual(
            rows, {"Record": "Granted", consts.CALL_BACK: "Withdrawn", "Reporting": "Granted"}
        )

    def test_a_withdrawal_takes_all_back(self) -> None:
        frappe.set_user(self.operator)
        consent = self.consent(self.ordinary, "Record", consts.CALL_BACK)
        name = self.granted(states.WITHDRAWAL)
        uses.stop(name, ["Record"])
        state = frappe.db.get_value("Consent", consent.name, "workflow_state")
        self.assertEqual(state, consts.CONSENT_WITHDRAWN)

    def test_what_was_refused_is_told_with_its_ground(self) -> None:
        name = self.asked(states.DELETION)
        frappe.set_user(self.protector)
        deciding.decide(name, states.REFUSED, GROUND, "Distribution vérifiée jusqu'en mars")
        sentence = frappe.db.get_value("CFM Request Ground", GROUND, "sentence")
        self.assertIn(sentence, letters.proposed(self.stored(name), "fr"))
        closing.tell(name, "Phone", "Expliqué")
        self.assertEqual(self.stored(name).state, states.CLOSED)

    def test_a_dropped_request_says_why(self) -> None:
        name = self.asked()
        frappe.set_user(self.protector)
        with self.assertRaises(frappe.ValidationError):
            closing.drop(name, " ")
        closing.drop(name, "Rappelée, ne demande plus")
        self.assertEqual(self.stored(name).state, states.DROPPED)

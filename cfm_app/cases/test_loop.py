"""From the answer to the person who hears it: calls, giving up, reopening, duplicates, people."""

import frappe
from frappe.utils import add_to_date, now_datetime

from cfm_app.api import loop
from cfm_app.base import consts
from cfm_app.cases import (
    callbacks,
    close,
    contact,
    contact_attempts,
    duplicate,
    duplicates,
    give_up,
    reopen,
)
from cfm_app.procedures.answers import standard_answers
from cfm_app.security.access_rule import status_codes
from cfm_app.testing import READ, CFMTestCase
from cfm_app.web.pages.case import view

TEXT = "Ma ration de sorgho était incomplète : il manquait deux sacs au site de Bol"


class LoopTestCase(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def person(self, **values):
        return frappe.get_doc(
            {"doctype": "Community Member", "full_name": "Zara", **values}
        ).insert()

    def resolved(self, call_back: str | None = "Granted", **values):
        case = self.case(category="Quantité de la ration", description=TEXT, **values)
        if call_back:
            rows = [{"purpose": consts.CALL_BACK, "decision": call_back}]
            doc = {"doctype": "Consent", "cfm_case": case.name, "purposes": rows, "statement": READ}
            self.act(frappe.get_doc(doc).insert(), "Record Decision")
        case.reload()
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        case.resolution = "Complément remis"
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        return self.act(case, "Resolve")

    def hours_later(self, case, hours: int) -> None:
        """As if so many hours had gone by since the attempts that were made."""
        for row in frappe.get_doc("Case", case.name).contact_attempts:
            moment = add_to_date(row.attempted_on, hours=-hours)
            frappe.db.set_value("Case Contact Attempt", row.name, "attempted_on", moment)

    def attempt(self, case, outcome="No answer", **values):
        made = contact.Contact(outcome=outcome, channel="Appel sortant", **values)
        return contact.record(case.name, made)


class TestContact(LoopTestCase):
    def test_informing_moves_the_case_and_keeps_the_words(self) -> None:
        case = self.resolved()
        case = self.attempt(
            case,
            consts.ATTEMPT_INFORMED,
            response_given="Vous recevrez les deux sacs jeudi.",
            response_language="shu",
            understood="Yes",
            satisfaction="4",
        )
        self.assertEqual(case.phase, consts.PHASE_INFORMED)
        self.assertEqual(case.informed_by, self.operator)
        self.assertEqual((case.understood, case.satisfaction), ("Yes", "4"))
        self.assertEqual(case.response_language, "shu")
        self.assertIsNone(case.closed_on)

    def test_informing_needs_an_answer_and_a_resolved_case(self) -> None:
        case = self.resolved()
        with self.assertRaises(frappe.ValidationError):
            self.attempt(case, consts.ATTEMPT_INFORMED)
        fresh = self.case(category="Quantité de la ration")
        with self.assertRaises(frappe.ValidationError):
            self.attempt(fresh, consts.ATTEMPT_INFORMED, response_given="Bientôt")

    def test_nobody_is_called_who_does_not_want_it(self) -> None:
        case = self.resolved(call_back="Refused")
        self.assertNotIn(case.name, [row["name"] for row in callbacks.waiting()])
        with self.assertRaisesRegex(frappe.ValidationError, "call|rappel"):
            self.attempt(case)
        self.assertEqual(self.act(case, "Close").phase, consts.PHASE_CLOSED)

    def test_the_same_contact_sent_twice_is_one_attempt(self) -> None:
        case = self.resolved()
        sent = {"case": case.name, "outcome": "No answer", "request_id": "line was dead"}
        first = loop.record_contact(**sent)
        self.assertEqual(loop.record_contact(**sent), first)
        self.assertEqual(frappe.db.count("Case Contact Attempt", {"parent": case.name}), 1)

    def test_given_up_only_after_the_attempts_of_the_procedure(self) -> None:
        case = self.resolved()
        frappe.set_user("Administrator")
        frappe.db.set_value("CFM SOP", case.sop, "contact_attempts", 3)
        frappe.clear_cache()
        frappe.set_user(self.operator)
        self.attempt(case)
        self.hours_later(case, 1)
        self.attempt(case, "Message left")
        with self.assertRaises(frappe.ValidationError):
            give_up.give_up(case.name)
        self.hours_later(case, 1)
        last = self.attempt(case, "Number not in service")
        self.assertTrue(contact.state_and_attempts(last)["may_give_up"])
        self.assertEqual(give_up.give_up(case.name, close=True).phase, consts.PHASE_CLOSED)

    def test_calls_of_the_same_hour_count_once(self) -> None:
        case = self.resolved()
        for _attempt in range(5):
            last = self.attempt(case)
        standing = contact.state_and_attempts(last)
        self.assertEqual((standing["failed"], standing["may_give_up"]), (1, False))
        self.assertIn("60", standing["how_counted"])
        [row] = [row for row in callbacks.waiting() if row["name"] == case.name]
        self.assertEqual(row["attempts"], 1)
        with self.assertRaisesRegex(frappe.ValidationError, "60"):
            give_up.give_up(case.name)
        self.hours_later(case, 1)
        standing = contact.state_and_attempts(self.attempt(case))
        self.assertEqual(standing["failed"], 2)

    def test_the_office_says_how_far_apart(self) -> None:
        case = self.resolved()
        frappe.db.set_single_value("CFM Settings", "attempts_apart", 0)
        frappe.clear_cache()
        for _attempt in range(5):
            last = self.attempt(case)
        standing = contact.state_and_attempts(last)
        self.assertEqual((standing["failed"], standing["may_give_up"]), (5, True))
        self.assertFalse(standing["how_counted"])

    def test_reached_but_to_call_again(self) -> None:
        case = self.resolved()
        moment = add_to_date(now_datetime(), hours=2).replace(second=0, microsecond=0)
        case = self.attempt(case, consts.ATTEMPT_AGAIN, next_attempt_on=str(moment))
        self.assertEqual(str(case.next_contact_on)[:19], str(moment))
        self.assertEqual(contact.state_and_attempts(case)["failed"], 0)

    def test_no_call_is_planned_for_whoever_cannot_be_reached(self) -> None:
        case = self.resolved(community_member=self.person().name)
        tomorrow = add_to_date(now_datetime(), days=1)
        case = self.attempt(case, consts.ATTEMPT_NO_WAY, next_attempt_on=str(tomorrow))
        self.assertIsNone(case.next_contact_on)
        self.assertTrue(contact.state_and_attempts(case)["may_give_up"])

    def test_that_there_is_no_way_is_no_call_in_vain(self) -> None:
        case = self.act(frappe.get_doc("Case", self.case().name), "Register")
        case = contact.record(case.name, contact.Contact(consts.ATTEMPT_NO_WAY))
        case = self.resolve(self.act(case, "Start Work"))
        self.assertNotIn(case.name, [row["name"] for row in callbacks.waiting()])
        case = contact.record(case.name, contact.Contact(consts.ATTEMPT_NO_WAY))
        self.assertEqual(case.workflow_state, consts.CASE_UNREACHABLE)
        self.assertEqual(contact.state_and_attempts(case)["failed"], 0)
        self.assertTrue(contact.state_and_attempts(case)["may_give_up"])
        sentence = view.head(view.load(case.name))["sentence"]
        self.assertIn(frappe._("there is no way to reach the person"), sentence)
        self.assertNotIn("3", sentence)


class TestCallBacks(LoopTestCase):
    def test_good_hours_first_then_due_time(self) -> None:
        now = now_datetime().replace(hour=10, minute=0, second=0, microsecond=0)
        morning = self.person(full_name="Matin", preferred_hours="Morning")
        evening = self.person(full_name="Soir", preferred_hours="Evening")
        anytime = self.person(full_name="Toujours")
        cases = {
            who: self.resolved(community_member=doc.name).name
            for who, doc in (("evening", evening), ("any", anytime), ("morning", morning))
        }
        for hours, who in ((9, "evening"), (5, "morning"), (2, "any")):
            moment = add_to_date(now, hours=-hours)
            frappe.db.set_value("Case", cases[who], "resolved_on", moment)
        names = [row["name"] for row in callbacks.waiting(now)]
        mine = [name for name in names if name in cases.values()]
        self.assertEqual(mine, [cases["morning"], cases["any"], cases["evening"]])
        row = next(row for row in callbacks.waiting(now) if row["name"] == cases["morning"])
        self.assertEqual(row["person"]["full_name"], "Matin")
        self.assertTrue(row["is_agreed"])

    def test_restricted_cases_are_called_by_those_entrusted_only(self) -> None:
        psea = self.user(consts.PSEA, email="handler@test.cfm")
        person = self.person(full_name="Confidentielle")
        case = self.case(
            category="Exploitation ou abus sexuel", community_member=person.name, description="x"
        )
        soon = add_to_date(now_datetime(), hours=-1)
        frappe.db.set_value("Case", case.name, "next_contact_on", soon)
        self.assertNotIn(case.name, [row["name"] for row in callbacks.waiting()])
        frappe.set_user("Administrator")
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        if psea not in [row.user for row in report.handlers]:
            report.append("handlers", {"user": psea})
            report.save()
        frappe.set_user(psea)
        rows = {row["name"]: row for row in callbacks.waiting()}
        self.assertEqual(rows[case.name]["person"]["full_name"], "Confidentielle")


class TestReopening(LoopTestCase):
    def test_reason_is_kept_and_an_appeal_told_to_managers(self) -> None:
        case = self.resolved(call_back="Refused")
        case = self.act(case, "Close")
        with self.assertRaises(frappe.ValidationError):
            reopen.reopen(case.name, " ")
        case = reopen.reopen(case.name, "La personne n'a rien reçu", is_appeal=True)
        self.assertEqual(case.reopened_count, 1)
        self.assertTrue(case.is_appeal)
        self.assertIn("rien reçu", case.follow_ups[-1].action)
        notice = {"for_user": self.manager, "document_name": case.name}
        self.assertTrue(frappe.db.exists("Notification Log", notice))
        self.assertEqual(case.phase, consts.PHASE_IN_PROGRESS)

    def test_attempts_of_before_count_no_more(self) -> None:
        """Who was tried for the old answer has not been tried for the new one."""
        case = self.resolved()
        for _attempt in range(5):
            self.hours_later(case, 24)
            self.attempt(case)
        give_up.give_up(case.name, close=True)
        case = reopen.reopen(case.name, "La personne a rappelé")
        self.assertEqual(contact_attempts.failed_attempts(case), 0)
        self.assertFalse(contact_attempts.are_exhausted(case))
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.resolve(self.act(case, "Start Work"), "Deux sacs remis")
        self.assertEqual(self.tried(case.name), 0)
        for door in (give_up.give_up, close.close):
            with self.assertRaises(frappe.ValidationError):
                door(case.name)
        self.attempt(case)
        self.assertEqual(self.tried(case.name), 1)
        self.assertEqual(len(frappe.get_doc("Case", case.name).contact_attempts), 6)

    def tried(self, name: str) -> int:
        [row] = [row for row in callbacks.waiting() if row["name"] == name]
        return int(row["attempts"])


class TestDuplicates(LoopTestCase):
    def test_the_same_told_again_is_found_while_typing(self) -> None:
        first = self.case(category="Quantité de la ration", description=TEXT)
        again = "il manquait deux sacs de sorgho dans la ration au site de Bol"
        found = duplicates.similar(again, category="Quantité de la ration")
        self.assertEqual(found[0]["name"], first.name)
        self.assertEqual(duplicates.similar("la carte SIM ne marche plus depuis hier"), [])
        self.assertEqual(duplicates.similar("ration"), [])

    def test_the_cases_of_the_person_come_first_and_need_no_text(self) -> None:
        person = self.person(full_name="Hawa Abakar", phone="66 00 11 22")
        category = "Quantité de la ration"
        own = self.case(category=category, description="Rien reçu", community_member=person.name)
        other = self.case(category=category, description=TEXT)
        for text, names in (("", [own.name]), (TEXT, [own.name, other.name])):
            offered = duplicates.similar(text, category=category, person=person.name)
            self.assertEqual([row["name"] for row in offered], names)
        self.assertEqual(duplicates.similar("", category=category), [])

    def test_the_person_keeps_their_code_and_another_gets_none(self) -> None:
        person = self.person(full_name="Hawa Abakar", phone="66 00 11 22")
        main = self.case(description=TEXT, community_member=person.name)
        told = {"description": TEXT, "duplicate_of": main.name}
        for values, code in (
            ({"community_member": person.name}, status_codes.of_case(main.name)),
            ({}, None),
        ):
            again = self.case(**told, **values)
            self.assertEqual(status_codes.of_case(again.name), code)
            self.assertFalse(frappe.db.exists("CFM Status Code", {"cfm_case": again.name}))
            duplicate.mark(again.name, main.name)
            reopen.reopen(again.name, "C'est un autre ménage")
            self.assertNotIn(
                status_codes.of_case(again.name), (None, status_codes.of_case(main.name))
            )

    def test_nothing_is_linked_to_a_closed_case(self) -> None:
        closed = self.act(self.resolved(call_back="Refused"), "Close")
        self.assertEqual(duplicates.similar(TEXT), [])
        fresh = self.case(category="Quantité de la ration", description=TEXT)
        with self.assertRaises(frappe.ValidationError):
            duplicate.mark(fresh.name, closed.name)

    def test_a_restricted_case_is_never_offered(self) -> None:
        secret = "Un agent a demandé des faveurs contre une place sur la liste du village"
        self.case(category="Exploitation ou abus sexuel", description=secret)
        self.assertEqual(duplicates.similar(secret), [])

    def test_marked_with_its_history_and_taken_up_again(self) -> None:
        main = self.case(category="Quantité de la ration", description=TEXT)
        other = self.case(category="Quantité de la ration", description=TEXT)
        third = self.case(category="Quantité de la ration", description=TEXT)
        duplicate.mark(third.name, other.name)
        case = duplicate.mark(other.name, main.name, "Même appel")
        self.assertEqual(case.workflow_state, "Duplicate")
        self.assertEqual(frappe.db.get_value("Case", third.name, "duplicate_of"), main.name)
        told = frappe.get_all(
            "Comment",
            filters={"reference_doctype": "Case", "reference_name": main.name},
            pluck="content",
        )
        self.assertTrue(any(other.name in text and "Même appel" in text for text in told))
        self.assertEqual(duplicates.duplicates_of([main.name])[main.name], [other.name, third.name])
        with self.assertRaises(frappe.ValidationError):
            duplicate.mark(self.case(description=TEXT).name, other.name + "x")
        case = reopen.reopen(other.name, "C'est un autre ménage")
        self.assertIsNone(case.duplicate_of)


class TestAnswers(LoopTestCase):
    def test_found_by_words_and_by_category(self) -> None:
        titles = [row["title"] for row in standard_answers.find("carte perdue")]
        self.assertIn("carte", titles[0].lower())
        by_category = standard_answers.find(
            category="Information sur le calendrier de distribution"
        )
        self.assertTrue(by_category)
        self.assertEqual(standard_answers.find("zzzz qqqq"), [])

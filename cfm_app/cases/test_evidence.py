"""No state without its evidence, by whatever door the move comes; over HTTP in `tests/story`."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
from frappe.desk.form import save as form
from frappe.model import workflow

from cfm_app.base import consts
from cfm_app.cases import (
    close,
    contact,
    contact_attempts,
    duplicate,
    missing_evidence,
    refer,
    resolve,
    revoke,
    transitions,
)
from cfm_app.testing import CFMTestCase

CATEGORY = "Quantité de la ration"
SENSITIVE = "Exploitation ou abus sexuel"


def by_action(name: str, action: str, state: str) -> None:
    workflow.apply_workflow(frappe.get_doc("Case", name).as_dict(), action)


def by_saving(name: str, action: str, state: str) -> None:
    case = frappe.get_doc("Case", name)
    case.workflow_state = state
    case.save()


def by_value(name: str, action: str, state: str) -> None:
    frappe.get_attr("frappe.client.set_value")("Case", name, "workflow_state", state)


def by_form(name: str, action: str, state: str) -> None:
    values = frappe.get_doc("Case", name).as_dict()
    values.workflow_state = state
    form.savedocs(frappe.as_json(values), "Save")


def by_verb(name: str, action: str, state: str) -> None:
    transitions.move_to_state(frappe.get_doc("Case", name), state)


DOORS: tuple[Callable[[str, str, str], None], ...] = (
    by_action,
    by_saving,
    by_value,
    by_form,
    by_verb,
)


class TestEvidence(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        self.focal = self.user(consts.FOCAL_POINT)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def at_work(self, **values: Any) -> Any:
        case = self.case(category=CATEGORY, **values)
        self.consent(case.name, consts.SHARE_INSIDE, consts.CALL_BACK)
        case.reload()
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        return case

    def restricted_at_work(self) -> Any:
        """A case of sexual exploitation with all steps done, in the hands of its handler."""
        handler = self.user(consts.PSEA)
        name = self.case(category=SENSITIVE, description="x").name
        frappe.set_user(handler)
        case = frappe.get_doc("Case", name)
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        return case

    def resolved(self) -> Any:
        return self.resolve(self.at_work())

    def referred(self) -> tuple[Any, Any]:
        case = self.at_work()
        referral = refer.refer(case.name, {"focal_point": self.focal, "shared_summary": "Ration"})
        case.reload()
        return case, referral

    def refused(self, case: Any, action: str, state: str) -> None:
        """Each door refuses the move, and nothing has changed after it."""
        before = self.stored(case.name)
        for door in DOORS:
            with self.subTest(door=door.__name__, state=state):
                frappe.db.savepoint("before_move")
                with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
                    door(case.name, action, state)
                frappe.db.rollback(save_point="before_move")
                self.assertEqual(self.stored(case.name), before)
        frappe.clear_messages()

    def stored(self, name: str) -> tuple[Any, ...]:
        fields = ("workflow_state", "phase", "resolution", "response_given", "informed_on")
        row = frappe.db.get_value("Case", name, fields)
        return (*row, frappe.db.count("Case Contact Attempt", {"parent": name}))

    # --- the moves --------------------------------------------------------------------------
    def test_nobody_is_referred_to_without_a_referral(self) -> None:
        self.refused(self.at_work(), "Refer", "Referred")

    def test_a_referral_without_consent_moves_nothing(self) -> None:
        case = self.act(self.case(category=CATEGORY), "Register")
        before = self.stored(case.name)
        frappe.db.savepoint("before_move")
        with self.assertRaises(frappe.ValidationError):
            refer.refer(case.name, {"focal_point": self.focal})
        frappe.db.rollback(save_point="before_move")
        self.assertEqual(self.stored(case.name), before)
        self.assertFalse(frappe.db.exists("Referral", {"cfm_case": case.name}))

    def test_a_revoked_referral_asks_nobody(self) -> None:
        case, referral = self.referred()
        case = self.act(case, "Start Work")
        revoke.revoke(referral.name, "Wrong area")
        self.refused(case, "Refer", "Referred")

    def test_nothing_is_resolved_without_words(self) -> None:
        case = self.at_work()
        self.refused(case, "Resolve", "Resolved")
        with self.assertRaises(frappe.ValidationError):
            resolve.resolve(case.name, "  ")

    def test_nothing_is_resolved_while_somebody_is_asked(self) -> None:
        case, referral = self.referred()
        case.resolution = "Done"
        case.save()
        self.refused(case, "Resolve", "Resolved")
        case = resolve.resolve(case.name, "Found in the warehouse", "Not needed any more")
        self.assertEqual(case.phase, consts.PHASE_RESOLVED)
        self.assertEqual(
            frappe.db.get_value("Referral", referral.name, "workflow_state"), "Revoked"
        )
        told = {"for_user": self.focal, "subject": ["like", f"%{referral.name}%"]}
        subjects = frappe.get_all("Notification Log", filters=told, pluck="subject")
        self.assertTrue(any("revoked" in text or "révoqué" in text for text in subjects), subjects)

    def test_nobody_is_informed_without_a_contact(self) -> None:
        case = self.resolved()
        self.refused(case, "Inform the Person", "Loop Closed")
        case.response_given = "On Thursday"
        case.save()
        self.refused(case, "Inform the Person", "Loop Closed")
        case.reload()
        case.append("contact_attempts", {"outcome": "No answer"})
        case.save()
        self.refused(case, "Inform the Person", "Loop Closed")
        self.assertEqual(self.inform(case).phase, consts.PHASE_INFORMED)

    def test_who_was_told_before_the_case_was_taken_up_again_is_told_anew(self) -> None:
        case = self.act(self.inform(self.resolved()), "Close")
        case = self.act(self.act(case, "Reopen"), "Start Work")
        case = self.resolve(case, "Delivered")
        self.refused(case, "Inform the Person", "Loop Closed")
        for row in case.contact_attempts:
            row.before_reopening = 0
        case.save()
        self.refused(case, "Inform the Person", "Loop Closed")
        self.assertEqual(self.inform(case).phase, consts.PHASE_INFORMED)

    def test_an_answer_at_first_contact_is_a_contact(self) -> None:
        empty = self.case(category=CATEGORY)
        self.refused(empty, "Answer", "Answered")
        case = self.act(self.case(category=CATEGORY, information_given="On Monday"), "Answer")
        self.assertEqual(case.response_given, "On Monday")
        self.assertEqual([row.outcome for row in case.contact_attempts], [consts.ATTEMPT_INFORMED])
        later = self.act(self.case(category=CATEGORY, information_given="On Monday"), "Register")
        self.refused(later, "Answer", "Answered")

    def test_no_case_begins_where_evidence_is_needed(self) -> None:
        for state in ("Referred", "Answered", "Resolved"):
            with self.assertRaises((frappe.ValidationError, frappe.PermissionError)):
                self.case(category=CATEGORY, workflow_state=state)

    def test_the_words_of_a_restricted_case_lie_in_its_report(self) -> None:
        case = self.restricted_at_work()
        self.refused(case, "Resolve", "Resolved")
        case = resolve.resolve(case.name, "Handed to the investigation")
        self.refused(case, "Inform the Person", "Loop Closed")
        self.assertFalse(frappe.db.get_value("Case", case.name, "resolution"))
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        report.append("contact_attempts", {"outcome": consts.ATTEMPT_INFORMED})
        report.response_given = "It is being looked into"
        report.save()
        case.reload()
        self.assertEqual(self.act(case, "Inform the Person").phase, consts.PHASE_INFORMED)

    def test_the_answer_of_a_restricted_case_may_lie_in_its_report_already(self) -> None:
        frappe.set_user(self.user(consts.PSEA))
        case = self.case(category=SENSITIVE, description="x", channel="SMS")
        for row in case.sop_steps:
            row.done, row.note = 1, "Not needed"
        case.save()
        self.refused(case, "Answer", "Answered")
        case.reload()
        case.information_given = "It is being looked into"
        case.save()
        self.assertFalse(frappe.db.get_value("Case", case.name, "information_given"))
        self.assertEqual(self.act(case, "Answer").phase, consts.PHASE_INFORMED)
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case.name})
        self.assertEqual(report.response_given, "It is being looked into")
        self.assertEqual(report.informed_via, "SMS")
        told = [(row.outcome, row.channel) for row in report.contact_attempts]
        self.assertEqual(told, [(consts.ATTEMPT_INFORMED, "SMS")])

    # --- and it stays -----------------------------------------------------------------------
    def emptied(self, doctype: str, name: str, field: str, nothing: Any) -> None:
        """What a state stands on is not taken away again."""
        with self.subTest(doctype=doctype, field=field):
            doc = frappe.get_doc(doctype, name)
            doc.set(field, nothing)
            self.assertRaises(frappe.ValidationError, doc.save)

    def test_the_words_of_a_resolution_stay(self) -> None:
        self.emptied("Case", self.resolved().name, "resolution", " ")

    def test_what_the_person_was_told_stays(self) -> None:
        case = self.inform(self.resolved())
        self.emptied("Case", case.name, "response_given", None)
        self.emptied("Case", case.name, "contact_attempts", [])

    def test_an_attempt_is_not_another_one_afterwards(self) -> None:
        case = self.resolved()
        contact.record(case.name, contact.Contact("No answer"))
        self.emptied("Case", case.name, "contact_attempts", [])
        stored = frappe.get_doc("Case", case.name)
        stored.contact_attempts[0].outcome = consts.ATTEMPT_INFORMED
        self.assertRaises(frappe.ValidationError, stored.save)

    def test_it_stays_in_the_report_of_a_restricted_case(self) -> None:
        name = self.restricted_at_work().name
        resolve.resolve(name, "Handed to the investigation")
        contact.record(name, contact.Contact(consts.ATTEMPT_INFORMED, response_given="It is"))
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": name}, "name")
        self.emptied("Sensitive Report", report, "contact_attempts", [])
        self.emptied("Sensitive Report", report, "response_given", "")
        self.emptied("Sensitive Report", report, "resolution", "")

    def test_a_duplicate_goes_on_naming_what_it_repeats(self) -> None:
        main, again = self.at_work(), self.at_work()
        duplicate.mark(again.name, main.name)
        frappe.set_user(self.user(consts.MANAGER))
        self.emptied("Case", again.name, "duplicate_of", None)

    def test_nobody_is_asked_about_a_case_that_is_over(self) -> None:
        over = [self.resolved(), self.inform(self.resolved())]
        over.append(self.act(self.inform(self.resolved()), "Close"))
        for case in over:
            values = {"cfm_case": case.name, "focal_point": self.focal, "shared_summary": "x"}
            with self.subTest(state=case.workflow_state), self.assertRaises(frappe.ValidationError):
                frappe.get_doc({"doctype": "Referral", **values}).insert()

    # --- old cases --------------------------------------------------------------------------
    def test_what_was_stored_before_the_rule_is_found(self) -> None:
        def advice() -> str:
            return missing_evidence.findings()[0][1]

        resolved, informed = self.resolved(), self.inform(self.resolved())
        referred = self.at_work()
        for each in self.names(resolved, informed, referred):
            self.assertNotIn(each, advice())
        frappe.db.set_value("Case", referred.name, "workflow_state", "Referred")
        frappe.db.set_value("Case", resolved.name, "resolution", None)
        frappe.db.delete("Case Contact Attempt", {"parent": informed.name})
        for each in self.names(resolved, informed, referred):
            self.assertIn(each, advice())

    def names(self, *cases: Any) -> Iterator[str]:
        return (case.name for case in cases)


class TestNobodyToReach(CFMTestCase):
    """Who left no way to be reached is not called five times."""

    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.set_user(self.user(consts.OPERATOR))

    def resolved(self, **values: Any) -> str:
        case = self.case(category=CATEGORY, **values)
        for action in ("Register", "Start Work"):
            case = self.act(case, action)
        return str(self.resolve(case).name)

    def person(self, **values: Any) -> str:
        return frappe.get_doc({"doctype": "Community Member", **values}).insert().name

    def test_an_anonymous_case_is_closed_without_calls(self) -> None:
        name = self.resolved()
        with self.assertRaises(frappe.ValidationError):
            close.close(name)
        case = contact.record(name, contact.Contact(consts.ATTEMPT_NO_WAY))
        self.assertEqual(case.workflow_state, contact_attempts.unreachable_state())
        self.assertEqual(close.close(name).phase, consts.PHASE_CLOSED)

    def test_who_left_a_number_is_tried(self) -> None:
        name = self.resolved(community_member=self.person(full_name="Hawa", phone="66 11 22 33"))
        with self.assertRaises(frappe.ValidationError):
            contact.record(name, contact.Contact(consts.ATTEMPT_NO_WAY))
        name = self.resolved(community_member=self.person(full_name="Hawa"))
        case = contact.record(name, contact.Contact(consts.ATTEMPT_NO_WAY), close=True)
        self.assertEqual(case.phase, consts.PHASE_CLOSED)

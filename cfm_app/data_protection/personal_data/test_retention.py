"""What goes, when, and by which rule; what is held stays."""

import re
from typing import Any

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_days, add_months, nowdate

from cfm_app.base import consts, declarations
from cfm_app.data_protection.personal_data import (
    erasure_list,
    field_map,
    holds,
    retention,
    retention_rules,
)
from cfm_app.data_protection.personal_data.test_support import PERSON, RetentionTestCase
from cfm_app.office.improvement import states
from cfm_app.office.improvement.propose import DOCTYPE

# What goes with something else, or in a night of its own, and why.
ELSEWHERE = {
    consts.MESSAGE: "belongs to a conversation",
    "CFM Status Code": "belongs to a case or a conversation",
    "CFM Sealed File": "goes with its file",
    "CFM Search Entry": "follows what it finds, each time",
    "CFM Import": "loses what it tells of a sheet after some days (import_records.tidy)",
    "CFM Request Key": "is kept for a day (idempotency.tidy)",
    consts.REQUEST_PART: "belongs to a request, a case or a conversation",
    "CFM Legal Hold": "hangs on what it held, as comments do",
    "CFM Exchange Message": "is emptied as soon as it is settled (messages.settle)",
    **declarations.forgetting(),
}


class TestRetention(RetentionTestCase):
    # --- the rules ------------------------------------------------------------------------------
    def test_a_closed_case_goes_after_the_months_of_its_rule(self) -> None:
        old, young = self.old_case(25), self.old_case(23)
        due = self.due()
        self.assertIn(old, due)
        self.assertNotIn(young, due)
        self.assertEqual(24, due[old].rule.months)
        self.night()
        self.assertIsNone(self.words(old))
        self.assertEqual("Words", self.words(young))

    def test_an_open_case_never_goes(self) -> None:
        self.assertNotIn(self.old_case(90, phase="In progress"), self.due())

    def test_fresh_input_puts_it_off(self) -> None:
        about_case = self.old_case()
        values = {"doctype": "Comment", "comment_type": "Comment", "content": "Called again"}
        place = {"reference_doctype": "Case", "reference_name": about_case}
        frappe.get_doc({**values, **place}).insert(ignore_permissions=True)
        written = self.old_case()
        conversation = self.bare(consts.CONVERSATION, last_message_on=add_days(nowdate(), -3))
        link = {"parenttype": consts.CONVERSATION, "parent": conversation, "parentfield": "cases"}
        frappe.get_doc(
            {"doctype": "CFM Conversation Case", **link, "cfm_case": written}
        ).db_insert()
        self.assertFalse({about_case, written} & set(self.due()))

    def test_the_most_specific_rule_counts(self) -> None:
        settings = frappe.get_single("CFM Settings")
        ordinary = settings.default_sensitivity
        settings.append("retention_rules", {"sensitivity": ordinary, "months": 12})
        settings.append(
            "retention_rules",
            {"sensitivity": ordinary, "case_state": "Duplicate", "months": 3},
        )
        settings.append("retention_rules", {"case_state": "Duplicate", "months": 6})
        settings.save()
        rules = retention_rules.Rules()
        self.assertEqual(12, rules.of(ordinary, "Closed").months)
        self.assertEqual(3, rules.of(ordinary, "Duplicate").months)
        self.assertEqual(6, rules.of("", "Duplicate").months)
        self.assertEqual(24, rules.of("", "Closed").months)
        self.assertEqual(60, rules.of(self.restricted, "Duplicate").months)

    def test_no_months_means_never(self) -> None:
        frappe.db.set_single_value("CFM Settings", "retention_months", 0)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.assertEqual({}, self.due())

    def test_other_times_are_looked_at_first(self) -> None:
        settings = frappe.get_single("CFM Settings")
        settings.retention_months = 6
        settings.save()
        expected = str(add_days(nowdate(), retention_rules.notice_days()))
        self.assertEqual(expected, str(frappe.get_single("CFM Settings").retention_from))

    def test_nobody_shortens_the_days_of_notice(self) -> None:
        settings = frappe.get_single("CFM Settings")
        settings.retention_months = 6
        settings.save()
        expected = str(frappe.get_single("CFM Settings").retention_from)
        frappe.set_user(self.manager)
        settings = frappe.get_single("CFM Settings")
        settings.retention_from = "2020-01-01"
        settings.save()
        self.assertEqual(expected, str(frappe.get_single("CFM Settings").retention_from))

    def test_managers_are_told_once_a_month(self) -> None:
        self.old_case()
        told = {"for_user": self.manager, "subject": ["like", "%30%"]}
        retention.announce()
        first = frappe.db.count("Notification Log", told)
        retention.announce()
        self.assertEqual((1, 1), (first, frappe.db.count("Notification Log", told)))

    def test_whoever_works_in_a_part_of_the_office_is_told_of_no_case_of_the_others(self) -> None:
        limited = self.user(consts.MANAGER, email="limited@test.cfm")
        add_user_permission("CFM Location", "TD01", limited)
        places = {self.old_case(): "TD01", self.old_case(): "TD07"}
        for case, place in places.items():
            frappe.db.set_value("Case", case, "location", place, update_modified=False)
        retention.announce()
        for user, number in ((limited, "1"), (self.manager, "2")):
            [told] = frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")
            self.assertEqual(re.findall(r"\d+", told), [str(retention_rules.notice_days()), number])

    # --- holds -----------------------------------------------------------------------------------
    def test_what_is_held_stays_until_it_is_lifted(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        hold = holds.hold("Case", case, "Asked for by an investigation")
        frappe.set_user("Administrator")
        self.assertTrue(self.due()[case].is_held)
        self.night()
        self.assertEqual("Words", self.words(case))
        frappe.set_user(self.manager)
        holds.lift(hold.name, "The investigation is over")
        self.night()
        self.assertEqual("Words", self.words(case))
        frappe.set_user(self.user(consts.DATA_PROTECTION))
        holds.lift(hold.name, "")
        frappe.set_user("Administrator")
        self.night()
        self.assertIsNone(self.words(case))
        row = frappe.db.get_value(holds.DOCTYPE, hold.name, ["reason", "held_by"])
        self.assertEqual((None, self.manager), row)

    def test_a_hold_ends_with_its_day(self) -> None:
        case = self.old_case()
        hold = holds.hold("Case", case, "Until the audit", until=nowdate())
        self.assertTrue(self.due()[case].is_held)
        frappe.db.set_value(holds.DOCTYPE, hold.name, "held_until", add_days(nowdate(), -1))
        self.assertFalse(self.due()[case].is_held)

    def test_a_held_person_holds_their_cases(self) -> None:
        person = self.bare(PERSON, full_name="Zara")
        case = self.old_case(community_member=person)
        holds.hold(PERSON, person, "They asked for it")
        self.night()
        self.assertEqual("Words", self.words(case))

    def test_only_keepers_hold(self) -> None:
        case = self.old_case()
        frappe.set_user(self.operator)
        with self.assertRaises(frappe.PermissionError):
            holds.hold("Case", case, "Why not")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.DoesNotExistError):
            holds.hold("Case", self.old_case(sensitivity=self.restricted), "I do not see it")
        with self.assertRaises(frappe.ValidationError):
            holds.hold("Case", case, "  ")

    # --- persons and what is shared --------------------------------------------------------------
    def test_a_person_goes_with_their_last_case(self) -> None:
        moment = str(add_months(nowdate(), -30))
        lone = self.bare(PERSON, full_name="Zara", modified=moment)
        known = self.bare(PERSON, full_name="Hawa", modified=moment)
        self.old_case(community_member=lone)
        gone = self.old_case(community_member=known)
        self.old_case(1, community_member=known)
        self.night()
        self.assertIsNone(frappe.db.get_value(PERSON, lone, "full_name"))
        self.assertEqual("Hawa", frappe.db.get_value(PERSON, known, "full_name"))
        self.assertIsNone(frappe.db.get_value("Case", gone, "community_member"))

    def test_a_conversation_goes_with_the_last_of_its_cases(self) -> None:
        moment = str(add_months(nowdate(), -30))
        both = self.bare(consts.CONVERSATION, last_words="Hello", last_message_on=moment)
        message = self.bare(consts.MESSAGE, conversation=both, text="Hello")
        old, young = self.old_case(), self.old_case(1)
        for case in (old, young):
            link = {"parenttype": consts.CONVERSATION, "parent": both, "parentfield": "cases"}
            frappe.get_doc(
                {"doctype": "CFM Conversation Case", **link, "cfm_case": case}
            ).db_insert()
        self.night()
        self.assertIsNone(self.words(old))
        self.assertEqual("Hello", frappe.db.get_value(consts.MESSAGE, message, "text"))
        frappe.db.sql(
            "update `tabCase` set modified = %s, closed_on = %s where name = %s",
            (moment, moment, young),
        )
        self.night()
        self.assertIsNone(frappe.db.get_value(consts.MESSAGE, message, "text"))

    def test_what_belongs_to_no_case_goes_as_well(self) -> None:
        moment = str(add_months(nowdate(), -30))
        conversation = self.bare(consts.CONVERSATION, last_words="Hi", last_message_on=moment)
        call = self.bare(consts.CALL, number="+23566112233", started_on=moment)
        self.night()
        self.assertIsNone(frappe.db.get_value(consts.CONVERSATION, conversation, "last_words"))
        self.assertIsNone(frappe.db.get_value(consts.CALL, call, "number"))

    def test_a_decided_proposal_goes_by_itself_where_no_case_takes_it_along(self) -> None:
        def proposal(months: int = 30, state: str = states.DECLINED, **about: Any) -> str:
            moment = str(add_months(nowdate(), -months))
            words = {"seen": "Halima waited outside", "proposal": "A bench", "answer": "Done"}
            return self.bare(DOCTYPE, modified=moment, state=state, **words, **about)

        conversation = self.bare(consts.CONVERSATION, last_message_on=nowdate())
        gone, done = proposal(), proposal(state=states.DONE)
        staying = [
            proposal(months=23),
            proposal(state=states.NEW),
            proposal(state=states.ACCEPTED),
            proposal(cfm_case=self.old_case(phase="In progress")),
            proposal(conversation=conversation),
        ]
        with_case = proposal(cfm_case=self.old_case())
        self.night()
        for name in (gone, done, with_case):
            row = frappe.db.get_value(DOCTYPE, name, ["seen", "proposal", "answer", "state"])
            self.assertEqual((None, None, None), row[:3])
            self.assertIn(row[3], states.DECIDED)
        for name in staying:
            self.assertTrue(frappe.db.get_value(DOCTYPE, name, "seen"), name)
        self.assertTrue(erasure_list.erased_among(DOCTYPE, [gone]))
        before = frappe.db.count(erasure_list.REGISTER)
        self.night()
        self.assertEqual(before, frappe.db.count(erasure_list.REGISTER), "what went goes once")

    def test_whatever_the_map_empties_is_reached(self) -> None:
        """What no case and no night takes along would be kept for ever."""
        unreached = {
            doctype
            for doctype in field_map.mapped_doctypes()
            if field_map.ending_of(doctype)
            and not frappe.get_meta(doctype).istable
            and not self.goes_with_its_case(doctype)
            and doctype not in retention.OTHERS
        }
        self.assertEqual(
            set(ELSEWHERE), unreached, "a reason for each, and none for what is reached"
        )

    def goes_with_its_case(self, doctype: str) -> bool:
        field = frappe.get_meta(doctype).get_field("cfm_case")
        return doctype == "Case" or bool(field and field.reqd)

    def test_a_rule_of_a_class_counts_for_conversations_too(self) -> None:
        settings = frappe.get_single("CFM Settings")
        ordinary = settings.default_sensitivity
        settings.append("retention_rules", {"sensitivity": ordinary, "months": 3})
        settings.retention_months = 0
        settings.save()
        moment = str(add_months(nowdate(), -4))
        talk = {"last_words": "Hi", "last_message_on": moment}
        gone = self.bare(consts.CONVERSATION, sensitivity=ordinary, **talk)
        stays = self.bare(consts.CONVERSATION, **talk)
        self.night()
        self.assertIsNone(frappe.db.get_value(consts.CONVERSATION, gone, "last_words"))
        self.assertEqual("Hi", frappe.db.get_value(consts.CONVERSATION, stays, "last_words"))

    def test_a_closed_request_goes_with_what_it_is_about_or_by_itself(self) -> None:
        moment = str(add_months(nowdate(), -30))

        def request(**values: Any) -> str:
            given = {"words": "Tell me", "closed_on": moment, "state": "Closed", **values}
            return self.bare(consts.PERSON_REQUEST, **given)

        live = self.bare(PERSON, full_name="Hawa")
        gone = [request(), request(cfm_case=self.old_case())]
        stays = [
            request(closed_on=nowdate()),
            request(closed_on=None, state="Decided"),
            request(community_member=live),
            request(cfm_case=self.old_case(1)),
            request(cfm_case=self.old_case(), closed_on=None, state="Decided"),
        ]
        part = self.bare(consts.REQUEST_PART, request=gone[0], reason="Halima", outcome="Kept")
        self.night()
        names = [*gone, *stays]
        words = {name: frappe.db.get_value(consts.PERSON_REQUEST, name, "words") for name in names}
        self.assertEqual(dict.fromkeys(gone), {name: words[name] for name in gone})
        self.assertEqual({"Tell me"}, {words[name] for name in stays})
        self.assertIsNone(frappe.db.get_value(consts.REQUEST_PART, part, "reason"))
        before = frappe.db.count(erasure_list.REGISTER)
        self.night()
        self.assertEqual(before, frappe.db.count(erasure_list.REGISTER), "what went goes once")

    # --- the register ----------------------------------------------------------------------------
    def test_the_registers_are_written_by_acts_alone(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        for doctype in (erasure_list.REGISTER, holds.DOCTYPE):
            doc = frappe.get_doc({"doctype": doctype, "ref_doctype": "Case", "ref_name": case})
            doc.reason = "By hand"
            with self.assertRaises(frappe.PermissionError):
                doc.insert()

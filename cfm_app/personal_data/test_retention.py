"""What goes, when, and by which rule; what is held stays, and a restricted case goes by two."""

from datetime import date
from typing import Any

import frappe
from frappe.utils import add_days, add_months, getdate, nowdate

from cfm_app import consts
from cfm_app.improvement import states
from cfm_app.improvement.propose import DOCTYPE
from cfm_app.personal_data import (
    decisions,
    erasure,
    erasure_list,
    field_map,
    holds,
    retention,
    retention_due,
    retention_rules,
)
from cfm_app.privacy import clearance, random_naming
from cfm_app.testing import CFMTestCase

PERSON = "Community Member"
# What goes with something else, or in a night of its own (`tidy`).
TAKEN_ALONG = (
    *(consts.MESSAGE, "CFM Status Code", "CFM Sealed File", "CFM Search Entry"),
    *("CFM Import", "CFM Request Key"),
)
# No night reaches these as long as no person asks for it.
BY_REQUEST_ALONE = (
    *("CFM Person Request", "CFM Request Part", "CFM Legal Hold", "CFM Exchange Message"),
    *("CFM Migration", "CFM Migration Record"),
)


class TestRetention(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        self.manager = self.user(consts.MANAGER)
        self.handler = self.user(consts.PSEA, email="one@psea.cfm")
        self.second = self.user(consts.PSEA, email="two@psea.cfm")
        frappe.set_user("Administrator")
        self.restricted = next(
            name for name, role in clearance.restricted_classes().items() if role == consts.PSEA
        )

    # --- rows as an office has them after years -------------------------------------------------
    def bare(self, doctype: str, **values: Any) -> str:
        doc = frappe.new_doc(doctype)
        doc.update(values)
        doc.name = random_naming.draw(doctype)
        doc.db_insert()
        if modified := values.get("modified"):
            frappe.db.sql(
                f"update `tab{doctype}` set modified = %s where name = %s", (modified, doc.name)
            )
        return str(doc.name)

    def old_case(self, months: int = 30, **values: Any) -> str:
        moment = str(add_months(nowdate(), -months)) + " 08:00:00"
        given = {"phase": "Closed", "workflow_state": "Closed", "description": "Words", **values}
        return self.bare("Case", modified=moment, closed_on=moment, received_on=moment, **given)

    def due(self, today: date | None = None) -> dict[str, retention_due.Due]:
        batches = retention_due.cases(today or getdate())
        return {each.name: each for batch in batches for each in batch}

    def night(self) -> None:
        for plans in retention.batches(getdate()):
            free = holds.without_held(plans)
            if free:
                erasure.erase_all(free)

    def words(self, case: str) -> str | None:
        return frappe.db.get_value("Case", case, "description")

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
        expected = str(add_days(nowdate(), retention_rules.NOTICE_DAYS))
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
        unreached = [
            doctype
            for doctype in field_map.mapped_doctypes()
            if field_map.ending_of(doctype)
            and not frappe.get_meta(doctype).istable
            and not self.goes_with_its_case(doctype)
            and doctype not in (*retention.OTHERS, *TAKEN_ALONG, *BY_REQUEST_ALONE)
        ]
        self.assertEqual([], unreached)

    def goes_with_its_case(self, doctype: str) -> bool:
        field = frappe.get_meta(doctype).get_field("cfm_case")
        return doctype == "Case" or bool(field and field.reqd)

    # --- restricted cases ------------------------------------------------------------------------
    def restricted_case(self) -> str:
        moment = str(add_months(nowdate(), -61))
        case = self.old_case(61, sensitivity=self.restricted, is_restricted=1, description=None)
        report = self.bare("Sensitive Report", cfm_case=case, description="Words", modified=moment)
        for user in (self.handler, self.second):
            row = {"parenttype": "Sensitive Report", "parent": report, "parentfield": "handlers"}
            frappe.get_doc({"doctype": "CFM Case Handler", **row, "user": user}).db_insert()
        return case

    def report_of(self, case: str) -> str | None:
        return frappe.db.get_value("Sensitive Report", {"cfm_case": case}, "description")

    def test_a_restricted_case_goes_by_two(self) -> None:
        case = self.restricted_case()
        self.night()
        self.assertEqual("Words", self.report_of(case))
        frappe.set_user(self.handler)
        line = decisions.ask(case)
        with self.assertRaises(frappe.PermissionError):
            decisions.agree(line.name)
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.DoesNotExistError):
            decisions.agree(line.name)
        frappe.set_user(self.second)
        decisions.agree(line.name)
        frappe.set_user("Administrator")
        self.night()
        self.assertIsNone(self.report_of(case))
        row = frappe.db.get_value(
            erasure_list.REGISTER, line.name, ["state", "asked_by", "agreed_by"]
        )
        self.assertEqual(("Done", self.handler, self.second), row)

    def test_what_was_agreed_can_be_taken_back(self) -> None:
        case = self.restricted_case()
        frappe.set_user(self.handler)
        line = decisions.ask(case)
        frappe.set_user(self.second)
        decisions.agree(line.name)
        decisions.withdraw(line.name)
        frappe.set_user("Administrator")
        self.night()
        self.assertEqual("Words", self.report_of(case))

    def test_nobody_asks_before_the_time(self) -> None:
        case = self.restricted_case()
        frappe.db.set_single_value("CFM Settings", "restricted_retention_months", 120)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.ValidationError):
            decisions.ask(case)

    # --- the register ----------------------------------------------------------------------------
    def test_the_registers_are_written_by_acts_alone(self) -> None:
        case = self.old_case()
        frappe.set_user(self.manager)
        for doctype in (erasure_list.REGISTER, holds.DOCTYPE):
            doc = frappe.get_doc({"doctype": doctype, "ref_doctype": "Case", "ref_name": case})
            doc.reason = "By hand"
            with self.assertRaises(frappe.PermissionError):
                doc.insert()

    def test_a_manager_reads_of_no_restricted_case_that_went(self) -> None:
        case = self.restricted_case()
        frappe.set_user(self.handler)
        decisions.ask(case)
        seen = frappe.get_list(erasure_list.REGISTER, pluck="ref_name")
        self.assertEqual([case], seen)
        frappe.set_user(self.manager)
        self.assertEqual([], frappe.get_list(erasure_list.REGISTER, pluck="ref_name"))

"""What is restricted goes by the decision of two, and what is left of it tells nobody that it was there."""

import frappe
from frappe.utils import add_months, nowdate

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import decisions, erasure_list, holds
from cfm_app.data_protection.personal_data.test_support import PERSON, RetentionTestCase
from cfm_app.web.pages import retention as pages_retention


class TestRestricted(RetentionTestCase):
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

    def test_an_ordinary_case_is_refused_as_one_that_is_not_there(self) -> None:
        case = self.old_case(61)
        frappe.set_user(self.handler)
        for name in (case, "CFM-2026-000000"):
            with self.assertRaises(frappe.DoesNotExistError):
                decisions.ask(name)

    def test_nobody_asks_before_the_time(self) -> None:
        case = self.restricted_case()
        frappe.db.set_single_value("CFM Settings", "restricted_retention_months", 120)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        frappe.set_user(self.handler)
        with self.assertRaises(frappe.ValidationError):
            decisions.ask(case)

    def test_a_person_known_from_a_restricted_case_alone_goes_after_it(self) -> None:
        moment = str(add_months(nowdate(), -61))
        person = self.bare(PERSON, full_name="Zara", modified=moment)
        case = self.restricted_case()
        known = {"community_member": person, "sensitivity": self.restricted}
        report = {"cfm_case": case}
        frappe.db.set_value("Sensitive Report", report, known, update_modified=False)
        self.decide(case)
        self.night()
        self.assertIsNone(frappe.db.get_value(PERSON, person, "full_name"))
        frappe.set_user(self.manager)
        self.assertEqual([], frappe.get_list(PERSON, {"name": person}))

    def decide(self, name: str, doctype: str = "Case") -> None:
        frappe.set_user(self.handler)
        line = decisions.ask(name, doctype)
        frappe.set_user(self.second)
        decisions.agree(line.name)
        frappe.set_user("Administrator")

    def restricted_conversation(self) -> tuple[str, str]:
        moment = str(add_months(nowdate(), -61))
        values = {"sensitivity": self.restricted, "last_words": "Hi", "last_message_on": moment}
        talk = self.bare(consts.CONVERSATION, **values)
        for user in (self.handler, self.second):
            row = {"parenttype": consts.CONVERSATION, "parent": talk, "parentfield": "handlers"}
            frappe.get_doc({"doctype": "CFM Case Handler", **row, "user": user}).db_insert()
        return talk, self.bare(consts.MESSAGE, conversation=talk, text="Words")

    def test_a_restricted_conversation_without_a_case_goes_by_two(self) -> None:
        talk, message = self.restricted_conversation()
        self.night()
        self.assertEqual("Words", frappe.db.get_value(consts.MESSAGE, message, "text"))
        for user in (self.manager, self.user(consts.DATA_PROTECTION), self.user(consts.FRAUD)):
            frappe.set_user(user)
            with self.assertRaises(frappe.DoesNotExistError):
                decisions.ask(talk, consts.CONVERSATION)
            self.assertEqual([], pages_retention.overview()["decisions"])
        frappe.set_user(self.handler)
        (shown,) = pages_retention.overview()["decisions"]
        self.assertEqual((talk, ""), (shown["name"], shown["texts"]))
        self.decide(talk, consts.CONVERSATION)
        self.night()
        self.assertIsNone(frappe.db.get_value(consts.MESSAGE, message, "text"))
        self.assertIsNone(frappe.db.get_value(consts.CONVERSATION, talk, "last_words"))
        frappe.set_user(self.manager)
        self.assertEqual([], frappe.get_list(erasure_list.REGISTER, {"ref_name": talk}))
        self.assertEqual([], frappe.get_list(consts.CONVERSATION, {"name": talk}))

    def test_no_conversation_goes_before_its_time_or_while_something_needs_it(self) -> None:
        fresh, _message = self.restricted_conversation()
        frappe.db.set_value(consts.CONVERSATION, fresh, "last_message_on", nowdate())
        needed, _message = self.restricted_conversation()
        link = {"parenttype": consts.CONVERSATION, "parent": needed, "parentfield": "cases"}
        row = {"doctype": "CFM Conversation Case", **link, "cfm_case": self.old_case(1)}
        frappe.get_doc(row).db_insert()
        held, _message = self.restricted_conversation()
        frappe.set_user(self.handler)
        holds.hold(consts.CONVERSATION, held, "Asked for by an inquiry")
        for name in (fresh, needed, held):
            with self.assertRaises(frappe.ValidationError):
                decisions.ask(name, consts.CONVERSATION)

    def test_a_request_about_what_is_restricted_stays_closed_when_that_went(self) -> None:
        about = {"words": "Tell me", "closed_on": nowdate(), "state": "Closed"}
        case = self.restricted_case()
        talk, _message = self.restricted_conversation()
        names = [
            self.bare(consts.PERSON_REQUEST, cfm_case=case, **about),
            self.bare(consts.PERSON_REQUEST, conversation=talk, **about),
        ]
        self.decide(case)
        self.decide(talk, consts.CONVERSATION)
        self.night()
        for name in names:
            self.assertIsNone(frappe.db.get_value(consts.PERSON_REQUEST, name, "words"))
        for user in (self.manager, self.user(consts.DATA_PROTECTION)):
            frappe.set_user(user)
            self.assertEqual([], frappe.get_list(consts.PERSON_REQUEST, {"name": ["in", names]}))

    def test_a_manager_reads_of_no_restricted_case_that_went(self) -> None:
        case = self.restricted_case()
        frappe.set_user(self.handler)
        decisions.ask(case)
        seen = frappe.get_list(erasure_list.REGISTER, pluck="ref_name")
        self.assertEqual([case], seen)
        frappe.set_user(self.manager)
        self.assertEqual([], frappe.get_list(erasure_list.REGISTER, pluck="ref_name"))

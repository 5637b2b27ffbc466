"""Standard answers: counted where it tells nothing, marked when their date is past, and their owners asked."""

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.api import improvements as api
from cfm_app.base import consts
from cfm_app.cases import register
from cfm_app.office.improvement import expired_answers
from cfm_app.office.improvement.propose import DOCTYPE
from cfm_app.procedures.answers import answer_uses, standard_answers
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import improvements as page

CATEGORY = "Quantité de la ration"
RESTRICTED = "Exploitation ou abus sexuel"


class TestStandardAnswers(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(DOCTYPE)
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        self.owner = self.user(consts.AAP)
        self.answer = self.add("Zzq opening hours")
        frappe.set_user(self.operator)

    def add(self, title: str, **values: object) -> str:
        given = {"title": title, "answer_text": "From eight to four", "responsible": self.owner}
        doc = frappe.get_doc({"doctype": "CFM Standard Answer", **given, **values})
        return str(doc.insert(ignore_permissions=True).name)

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log", {"for_user": user}, pluck="subject", order_by="creation asc"
        )

    def test_at_a_restricted_case_nothing_is_counted(self) -> None:
        psea = self.user(consts.PSEA)
        frappe.set_user(psea)
        case = self.case(category=RESTRICTED, description="x").name
        api.did_not_help(self.answer, address=f"/cfm/case?name={case}")
        self.assertEqual(answer_uses.counts([self.answer])[self.answer].unhelpful, 0)
        api.did_not_help(self.answer, address="/cfm/new-case")
        self.assertEqual(answer_uses.counts([self.answer])[self.answer].unhelpful, 1)

    def record(self, category: str = CATEGORY, outcome: str = "answer") -> None:
        case = {"category": category, "description": "x", "information_given": "From eight"}
        request = {"case": case, "outcome": outcome, "standard_answer": self.answer}
        register.record(register.CaseRequest.of(request))

    def uses(self) -> tuple[int, int]:
        found = answer_uses.counts([self.answer])[self.answer]
        return found.given, found.unhelpful

    def test_it_is_counted_when_it_was_given_and_not_in_a_restricted_case(self) -> None:
        self.record()
        self.assertEqual(self.uses(), (1, 0))
        self.record(outcome="register")
        self.record(category=RESTRICTED)
        self.assertEqual(self.uses(), (1, 0))

    def test_whoever_it_did_not_help_says_so_and_with_words_the_owner_is_told(self) -> None:
        api.did_not_help(self.answer)
        self.assertEqual((self.uses(), frappe.get_all(DOCTYPE)), ((0, 1), []))
        self.assertEqual(self.told(self.owner), [])
        api.did_not_help(self.answer, seen="We close at two", address="/cfm/new-case")
        [row] = frappe.get_all(DOCTYPE, fields=["*"])
        self.assertEqual(
            (row.kind, row.ref_doctype, row.ref_name, row.place, row.seen),
            (
                *("An answer is wrong", "CFM Standard Answer", self.answer),
                *("/cfm/new-case", "We close at two"),
            ),
        )
        self.assertEqual(self.uses(), (0, 2))
        [told] = self.told(self.owner)
        self.assertNotIn("We close", told)

    def test_sent_twice_it_counts_once(self) -> None:
        for _again in range(2):
            api.did_not_help(self.answer, proposal="Say two", request_id="one-key")
        self.assertEqual((self.uses(), len(frappe.get_all(DOCTYPE))), ((0, 1), 1))

    def test_whoever_reads_no_cases_is_told_no_counts_and_no_order_by_them(self) -> None:
        other = self.add("Zzq closing hours")
        before = [row["title"] for row in page.answers()]
        api.did_not_help(other if before.index("Zzq closing hours") else self.answer)
        self.record()
        frappe.set_user(self.user(consts.ANALYST))
        rows = [row for row in page.answers() if row["title"].startswith("Zzq")]
        self.assertEqual([(row["used"], row["unhelpful"]) for row in rows], [(None, None)] * 2)
        self.assertEqual([row["title"] for row in rows], ["Zzq closing hours", "Zzq opening hours"])
        if frappe.has_permission("CFM Standard Answer", "read"):
            self.assertEqual({row["used"] for row in standard_answers.find("Zzq opening")}, {None})

    def test_nobody_reads_the_single_uses(self) -> None:
        self.record()
        for user in (self.operator, self.manager):
            frappe.set_user(user)
            with self.assertRaises(frappe.PermissionError):
                frappe.get_list("CFM Answer Use")

    def test_a_past_answer_is_offered_last_and_marked(self) -> None:
        past = self.add("Zzq opening hours of old", valid_until=add_days(nowdate(), -1))
        found = standard_answers.find("Zzq opening hours")
        self.assertEqual(found[-1]["name"], past)
        self.assertTrue(found[-1]["expired_on"])
        [valid] = [row for row in found if row["name"] == self.answer]
        self.assertEqual((valid["expired_on"], valid["used"], valid["unhelpful"]), ("", 0, 0))
        self.record()
        [valid] = [
            row for row in standard_answers.find("Zzq opening hours") if row["name"] == self.answer
        ]
        self.assertEqual(valid["used"], 1)
        self.assertTrue(page.answers()[0]["is_expired"])

    def test_the_owner_of_a_past_answer_is_asked_once_for_each_date(self) -> None:
        frappe.set_user("Administrator")
        past = self.add("Zzq prices", valid_until=add_days(nowdate(), -1))
        for _day in range(2):
            expired_answers.ask_owners()
        self.assertEqual(len([each for each in self.told(self.owner) if "Zzq prices" in each]), 1)
        frappe.db.set_value("CFM Standard Answer", past, "valid_until", add_days(nowdate(), -2))
        expired_answers.ask_owners()
        self.assertEqual(len([each for each in self.told(self.owner) if "Zzq prices" in each]), 2)
        self.assertFalse([each for each in self.told(self.manager) if "Zzq prices" in each])

    def test_managers_are_asked_where_nobody_owns_it(self) -> None:
        frappe.set_user("Administrator")
        self.add("Zzq nobody", valid_until=add_days(nowdate(), -1), responsible=None)
        expired_answers.ask_owners()
        self.assertEqual(len([each for each in self.told(self.manager) if "Zzq nobody" in each]), 1)

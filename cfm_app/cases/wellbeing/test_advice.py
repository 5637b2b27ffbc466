"""Advice on a case: asked by who works on it, answered by a manager, of a restricted case by its handlers."""

import frappe

from cfm_app.base import consts
from cfm_app.cases.wellbeing import advice
from cfm_app.testing import CFMTestCase

CLOSED = (frappe.PermissionError, frappe.DoesNotExistError)


class TestAdvice(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(consts.ADVICE)
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.operator)

    def test_a_manager_answers_and_both_are_told_without_the_words(self) -> None:
        case = self.case(category="Quantité de la ration").name
        asked = advice.ask(case, "May I tell her the name of the trader?")
        frappe.set_user(self.manager)
        self.assertEqual([row.name for row in advice.waiting()], [asked.name])
        advice.answer(asked.name, "No: say that the office looks into it.")
        self.assertEqual(advice.waiting(), [])
        frappe.set_user(self.operator)
        [row] = advice.of_case(case)
        self.assertEqual(
            (row.answer, row.answered_by, row.state),
            ("No: say that the office looks into it.", self.manager, advice.ANSWERED),
        )
        told = self.told(self.manager) + self.told(self.operator)
        self.assertEqual(len(told), 2)
        self.assertFalse([each for each in told if "trader" in each or "office" in each])

    def test_colleagues_do_not_read_it(self) -> None:
        case = self.case(category="Quantité de la ration").name
        asked = advice.ask(case, "I do not know what to say")
        for role in (
            consts.AAP,
            consts.GENDER,
            consts.DATA_PROTECTION,
            consts.ANALYST,
            consts.PSEA,
        ):
            frappe.set_user(self.user(role))
            self.assertEqual(frappe.get_list(consts.ADVICE, pluck="name"), [], role)
            with self.assertRaises(CLOSED):
                advice.answer(asked.name, "Whatever")

    def test_on_a_restricted_case_its_handlers_are_asked_and_no_manager(self) -> None:
        first = self.user(consts.PSEA)
        second = self.user(consts.PSEA, email="second.psea@test.cfm")
        frappe.set_user(first)
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case})
        report.handlers = []
        for user in (first, second):
            report.append("handlers", {"user": user})
        report.save(ignore_permissions=True)
        asked = advice.ask(case, "Should the partner know?")
        self.assertEqual(self.told(self.manager), [])
        self.assertEqual(len(self.told(second)), 1)
        frappe.set_user(self.manager)
        self.assertEqual(advice.waiting(), [])
        with self.assertRaises(CLOSED):
            advice.answer(asked.name, "Yes")
        frappe.set_user(second)
        advice.answer(asked.name, "Not yet")
        frappe.set_user(first)
        self.assertEqual([row.answer for row in advice.of_case(case)], ["Not yet"])

    def test_who_stands_alone_is_told_what_to_do(self) -> None:
        psea = self.user(consts.PSEA)
        frappe.set_user(psea)
        case = self.case(category="Exploitation ou abus sexuel", description="x").name
        report = frappe.get_doc("Sensitive Report", {"cfm_case": case})
        report.handlers = []
        report.append("handlers", {"user": psea})
        report.save(ignore_permissions=True)
        with self.assertRaisesRegex(frappe.ValidationError, "talk to the manager"):
            advice.ask(case, "Should the partner know?")

    def test_nobody_asks_about_what_they_do_not_see_nor_answers_themselves(self) -> None:
        case = self.case(category="Quantité de la ration").name
        frappe.set_user(self.user(consts.FRAUD))
        with self.assertRaises(CLOSED):
            advice.ask(case, "What is this?")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.ValidationError):
            advice.ask(case, "  ")
        self.user(consts.MANAGER, email="second.manager@test.cfm")
        asked = advice.ask(case, "What would you do?")
        with self.assertRaises(frappe.PermissionError):
            advice.answer(asked.name, "This")

    def test_a_question_is_taken_back_by_who_asked_alone(self) -> None:
        case = self.case(category="Quantité de la ration").name
        asked = advice.ask(case, "What would you do?")
        frappe.set_user(self.manager)
        with self.assertRaises(frappe.PermissionError):
            advice.take_back(asked.name)
        frappe.set_user(self.operator)
        advice.take_back(asked.name)
        self.assertEqual(advice.of_case(case), [])
        with self.assertRaises(frappe.ValidationError):
            advice.take_back(asked.name)

    def told(self, user: str) -> list[str]:
        return frappe.get_all(
            "Notification Log",
            filters={"for_user": user, "document_type": consts.ADVICE},
            pluck="subject",
        )

"""The self-assessment: one for each quarter, finished when all is said; its figures are those of the dashboard."""

from datetime import date

import frappe
from frappe.utils import getdate, now_datetime

from cfm_app.base import consts
from cfm_app.figures import performance
from cfm_app.office.quality import assessment, evidence, standards
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import self_assessment as page

QUARTER = ("2026-Q1", "2026-01-01 00:00:00", "2026-03-31 23:59:59", "2025-10-01 00:00:00")
ALL = {f"{each.key}-result": standards.MEETS for each in standards.STATEMENTS}


class TestSelfAssessment(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        for doctype in (assessment.DOCTYPE, "CFM Self Assessment Line"):
            frappe.db.delete(doctype)
        self.manager = self.user(consts.MANAGER)
        self.analyst = self.user(consts.ANALYST)
        self.now = evidence.quarter(getdate())
        frappe.set_user(self.manager)

    def test_a_quarter_with_the_one_before(self) -> None:
        first = evidence.quarter(date(2026, 2, 28))
        self.assertEqual(
            (first.name, str(first.first), str(first.last), str(first.before)),
            QUARTER,
        )
        self.assertEqual(evidence.quarter(date(2026, 12, 31)).name, "2026-Q4")

    def test_there_is_one_for_each_quarter_that_has_begun_and_the_manager_begins_it(self) -> None:
        assessment.begin(self.now.name)
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            assessment.begin(self.now.name)
        for wrong in (f"{now_datetime().year + 1}-Q1", "2026", "2026-Q5", ""):
            with self.assertRaises(frappe.ValidationError):
                assessment.begin(wrong)
        frappe.set_user(self.analyst)
        with self.assertRaises(frappe.PermissionError):
            assessment.begin("2020-Q1")

    def test_it_is_finished_when_each_statement_has_a_result_and_stays_so(self) -> None:
        name = assessment.begin(self.now.name).name
        assessment.assess(
            name, {"reach-result": standards.MOSTLY, "reach-words": " Three channels "}
        )
        with self.assertRaisesRegex(frappe.ValidationError, "each statement"):
            assessment.finish(name, standards.MEETS, "Better boxes")
        with self.assertRaises(frappe.ValidationError):
            assessment.assess(name, {"reach-result": "Splendid"})
        assessment.assess(name, ALL)
        for overall, words in (("", "Better boxes"), (standards.MEETS, " ")):
            with self.assertRaises(frappe.ValidationError):
                assessment.finish(name, overall, words)
        assessment.finish(name, standards.MEETS, "Better boxes")
        with self.assertRaisesRegex(frappe.ValidationError, "finished"):
            assessment.assess(name, {})
        doc = frappe.get_doc(assessment.DOCTYPE, name)
        doc.conclusion = "Forged"
        with self.assertRaises(frappe.PermissionError):
            doc.save()

    def test_the_figures_are_those_of_the_dashboard_and_each_has_a_label(self) -> None:
        self.case(channel=None, language=None)
        found = evidence.of(self.now)
        told = performance.figures(self.now)
        self.assertEqual({name: found[name] for name in told}, told)
        asked = {name for each in standards.STATEMENTS for name in each.figures}
        self.assertLessEqual(asked, set(found))
        name = assessment.begin(self.now.name).name
        shown = page.detail(name)
        self.assertEqual(
            [each["label"] for each in shown["principles"]],
            [frappe._(each) for each in standards.PRINCIPLES],
        )
        self.assertTrue(shown["is_open"])

    def test_whoever_reads_no_cases_reads_no_figures_of_them_and_writes_nothing(self) -> None:
        self.case()
        name = assessment.begin(self.now.name).name
        frappe.set_user(self.analyst)
        found = evidence.of(self.now)
        self.assertFalse({"received", "channels", "women", "consent"} & set(found))
        self.assertEqual((found["breaches"], found["second_looks"]), (None, None))
        self.assertFalse(page.detail(name)["is_open"])
        for act in (
            lambda: assessment.assess(name, ALL),
            lambda: assessment.finish(name, standards.MEETS, "x"),
        ):
            with self.assertRaises(frappe.PermissionError):
                act()

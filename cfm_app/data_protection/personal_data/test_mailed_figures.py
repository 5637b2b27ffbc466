"""Counts that are mailed to somebody outside tell no small number."""

import json
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import mailed_figures, mailed_reports
from cfm_app.figures import suppression
from cfm_app.testing import CFMTestCase

OUTSIDE = "donor@example.org"
BY = "`tabCase`.`category`"


class TestMailedFigures(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager = self.user(consts.MANAGER, "Report Manager")
        self.least = suppression.least_told()

    def mailed(self, *addresses: str, **group: Any) -> Any:
        frappe.set_user("Administrator")
        settings = {"fields": [["category", "Case"]], "group_by": {"group_by": BY, **group}}
        values = {"report_name": frappe.generate_hash(length=12), "ref_doctype": "Case"}
        values |= {"is_standard": "No", "json": json.dumps(settings)}
        report = frappe.get_doc(doctype="Report", report_type="Report Builder", **values).insert()
        frappe.set_user(self.manager)
        return frappe.get_doc(
            doctype="Auto Email Report",
            report=report.name,
            user=self.manager,
            email_to="\n".join(addresses),
            frequency="Daily",
            format="CSV",
            enabled=1,
        ).insert()

    def guarded(self, doc: Any, rows: list[list[Any]]) -> list[list[Any]]:
        frappe.set_user(self.manager)
        mailed_figures.guard(doc, [], rows)
        return rows

    def test_small_counts_are_empty_and_so_is_what_would_tell_them(self) -> None:
        doc = self.mailed(OUTSIDE)
        for given, told in (
            ([30, 20, 2], [30, None, None]),
            ([30, 20, 4, 4, 1], [30, 20, None, None, None]),
            ([30, 20, 0], [30, 20, 0]),
            ([3], [None]),
        ):
            rows = self.guarded(doc, [[str(at), each] for at, each in enumerate(given)])
            self.assertEqual([row[-1] for row in rows], told, given)

    def test_lines_of_two_groups_are_looked_at_by_the_first(self) -> None:
        doc = self.mailed(OUTSIDE, then_by="`tabCase`.`channel`")
        rows = [["a", "x", 30], ["a", "y", 9], ["a", "z", 2], ["b", "x", 8], ["b", "y", 7]]
        told = [row[-1] for row in self.guarded(doc, rows)]
        self.assertEqual(told, [30, None, None, 8, 7])

    def test_the_total_of_a_line_tells_no_gap(self) -> None:
        doc = self.mailed(OUTSIDE, then_by="`tabCase`.`channel`", across=1)
        for given, told in (
            (["a", 30, 9, 2, 41], [30, None, None, 41]),
            (["b", 1, 1, 0, 2], [None, None, 0, None]),
            (["c", 2, 0, 0, 2], [None, 0, 0, None]),
            (["d", 9, 8, 0, 17], [9, 8, 0, 17]),
        ):
            [row] = self.guarded(doc, [given])
            self.assertEqual(row[1:], told)

    def test_whoever_reads_cases_gets_all(self) -> None:
        address = frappe.db.get_value("User", self.manager, "email")
        rows = self.guarded(self.mailed(address), [["a", 1]])
        self.assertEqual(rows, [["a", 1]])

    def test_sums_and_averages_stay_in_the_office(self) -> None:
        on = "`tabCase`.`reopened_count`"
        for function in ("sum", "avg"):
            doc = self.mailed(OUTSIDE, aggregate_function=function, aggregate_on=on)
            with self.assertRaisesRegex(frappe.ValidationError, "nobody sees of how few"):
                self.guarded(doc, [["a", 9.0]])

    def test_the_counts_of_a_query_stay_in_the_office(self) -> None:
        address = frappe.db.get_value("User", self.manager, "email")
        for words, leaves in (
            ("category, count(*)", False),
            ("category, COUNT (name) as n", False),
            ("category", True),
        ):
            frappe.set_user("Administrator")
            values = {"report_name": frappe.generate_hash(length=12), "ref_doctype": "Case"}
            values["query"] = f"select {words} from `tabCase` group by category"
            if leaves:
                values["query"] = f"select {words} from `tabCase`"
            report = frappe.get_doc(
                doctype="Report", report_type="Query Report", is_standard="No", **values
            ).insert()
            frappe.set_user(self.manager)
            mailed_reports.refuse_strangers(report.name, self.manager, [address])
            if leaves:
                mailed_reports.refuse_strangers(report.name, self.manager, [OUTSIDE])
                continue
            with self.assertRaisesRegex(frappe.ValidationError, "counts of a query"):
                mailed_reports.refuse_strangers(report.name, self.manager, [OUTSIDE])

    def test_a_mail_whose_lines_nobody_looked_at_stays_if_a_number_is_small(self) -> None:
        frappe.set_user("Administrator")
        self.case(category="Quantité de la ration")
        doc = self.mailed(OUTSIDE)
        queued = {"doctype": "Email Queue", "sender": "office@example.org", "message": "x"}
        queued |= {"reference_doctype": mailed_reports.MAILED, "reference_name": doc.name}
        mail = frappe.get_doc({**queued, "recipients": [{"recipient": OUTSIDE}]})
        with self.assertRaisesRegex(frappe.ValidationError, "numbers below"):
            mail.insert(ignore_permissions=True)
        self.guarded(doc, [["a", 9]])
        mail.insert(ignore_permissions=True)
        another = frappe.get_doc({**queued, "recipients": [{"recipient": OUTSIDE}]})
        with self.assertRaisesRegex(frappe.ValidationError, "numbers below"):
            another.insert(ignore_permissions=True)

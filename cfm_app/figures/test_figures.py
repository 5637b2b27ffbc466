"""Figures of any days: what is asked, what is counted, and for whom."""

import csv
import io
from datetime import date
from typing import Any
from unittest.mock import patch

import frappe
import openpyxl
from frappe.permissions import add_user_permission

from cfm_app.base import changed_records, consts
from cfm_app.figures import answers, cached_counts, files, referrals, spans, visible_cases
from cfm_app.figures.facts import FACTS
from cfm_app.figures.measures import MEASURES, OPEN
from cfm_app.figures.question import Question
from cfm_app.procedures.setup import indexes
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import figures as page

LAC, KANEM = "TD07", "TD06"
MARCH = {"period": "2025-03"}


class TestSpans(CFMTestCase):
    def test_each_way_to_name_days_with_those_before_and_a_year_ago(self) -> None:
        for given, days, before, year_ago in (
            (("2026-03", "", ""), ("2026-03-01", "2026-03-31"), "2026-02", "2025-03"),
            (("2026-Q1", "", ""), ("2026-01-01", "2026-03-31"), "2025-Q4", "2025-Q1"),
            (("2024", "", ""), ("2024-01-01", "2024-12-31"), "2023", "2023"),
        ):
            with self.subTest(given=given):
                span = spans.read(*given)
                self.assertEqual((str(span.first), str(span.last)), days)
                self.assertEqual((span.before.name, span.year_ago.name), (before, year_ago))

    def test_own_days(self) -> None:
        span = spans.read("days", "2024-02-20", "2024-02-29")
        self.assertEqual(span.before, spans.Span(date(2024, 2, 10), date(2024, 2, 19)))
        self.assertEqual(span.year_ago, spans.Span(date(2023, 2, 20), date(2023, 2, 28)))

    def test_what_is_no_span_is_refused_with_what_to_write(self) -> None:
        for given, told in (
            (("2026-13", "", ""), "2026-11"),
            (("0000", "", ""), "2026-11"),
            (("x", "", ""), "2026-11"),
            (("", "2026-02-02", "2026-02-01"), "before the first"),
            (("", "1999-01-01", "2026-02-01"), "ten years"),
            (("days", "nonsense", ""), "first day"),
            (("days", "1899-12-31", "1900-02-01"), "1900"),
            (("days", "9999-12-01", "9999-12-31"), "1900"),
            (("9999", "", ""), "2026-11"),
        ):
            with (
                self.subTest(given=given),
                self.assertRaisesRegex(frappe.ValidationError, told),
            ):
                spans.read(*given)


class FiguresCase(CFMTestCase):
    """Cases of March 2025, and what figures tell of them."""

    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        always_anew = patch.object(cached_counts, "SLOW", 3600)
        always_anew.start()
        self.addCleanup(always_anew.stop)
        frappe.db.delete("Case")
        frappe.set_user(self.manager)

    def received(self, number: int = 1, **values: Any) -> list[Any]:
        made = []
        for _each in range(number):
            case = self.case(category="Retard de distribution", location=LAC)
            given = {"received_on": "2025-03-10 10:00:00", **values}
            case.db_set(given, update_modified=False)
            made.append(case)
        return made

    def figure(self, key: str, **asked: str) -> tuple[float | None, int]:
        question = Question.read({**MARCH, **asked})
        [found] = [each for each in answers.key_figures(question) if each.measure.key == key]
        return found.now.figure, found.now.of

    def by(self, fact: str, **asked: str) -> dict[str, float | None]:
        found = answers.table(Question.read({**MARCH, "rows": fact, **asked}))
        return {
            row: line[-1].figure
            for row, line in zip((*found.rows, "all"), found.cells, strict=True)
        }


class TestFigures(FiguresCase):
    def setUp(self) -> None:
        super().setUp()
        # As for whoever may know of a part of the cases alone: nothing is kept, each is looked up.
        changed_records.note_all()

    def test_what_filters_offer_is_read_in_one_pass(self) -> None:
        self.received(1, sex="Male")
        self.received(2, sex="Female", resolved_on="2025-03-11 10:00:00")
        self.received(1, sex=None, received_on="2025-03-31 23:59:59")
        self.received(1, sex="Other", received_on="2025-04-01 00:00:00")
        with patch.object(visible_cases, "_listed", wraps=visible_cases._listed) as asked:
            found = answers.values(spans.read("2025-03", "", ""))
        self.assertEqual(asked.call_count, 1)
        self.assertEqual(found["Sex"], ["Female", "Male", ""])
        self.assertEqual(found["Resolved or not"], ["No", "Yes"])
        self.assertEqual(found["Province"], [LAC])

    def test_no_figure_looks_through_all_cases(self) -> None:
        """What an office of a million cases would notice: each moment is looked up in an index of its own."""
        begins = {columns[0] for columns in indexes.INDEXES["Case"].values()}
        moments = {each.moment for each in MEASURES.values()} - {OPEN}
        self.assertEqual(moments - begins, set())

    def test_numbers_shares_and_lengths(self) -> None:
        self.received(2, sex="Female", first_contact_resolution=1)
        self.received(1, sex="Male")
        self.received(1, sex="Unknown", received_on="2025-04-01 00:00:00")
        self.assertEqual(self.figure("received"), (3, 3))
        self.assertEqual(self.figure("women"), (66.7, 3))
        self.assertEqual(self.figure("first_contact"), (66.7, 3))

    def test_lengths_leave_out_what_stood_still(self) -> None:
        for hours in (1, 2, 30):
            done = f"2025-03-{11 + hours // 24:02d} {(10 + hours) % 24:02d}:00:00"
            self.received(received_on="2025-03-11 10:00:00", resolved_on=done)
        self.assertEqual(self.figure("resolution_median"), (2.0, 3))
        self.assertEqual(self.figure("resolution_most"), (30.0, 3))
        [slow] = frappe.get_all("Case", filters={"resolved_on": [">", "2025-03-12"]}, pluck="name")
        frappe.db.set_value("Case", slow, "paused_hours", 8)
        frappe.get_doc(
            {
                "doctype": "Case Clock Stop",
                "parent": slow,
                "parenttype": "Case",
                "parentfield": "clock_stops",
                "stop_reason": "On hold",
                "stopped_on": "2025-03-11 11:00:00",
                "resumed_on": "2025-03-12 11:00:00",
            }
        ).db_insert()
        self.assertEqual(self.figure("resolution_most"), (6.0, 3))

    def test_open_cases_are_those_that_waited_at_the_end(self) -> None:
        self.received(2)
        self.received(1, phase="Closed", resolved_on="2025-04-02 10:00:00")
        self.received(1, phase="Closed", resolved_on="2025-03-20 10:00:00")
        self.received(1, received_on="2025-04-01 09:00:00")
        self.assertEqual(self.figure("open_cases"), (3, 3))
        self.assertEqual(self.by("channel", measure="open_cases")["all"], 3)

    def test_a_table_by_two_facts_with_conditions(self) -> None:
        self.received(3, sex="Female", location=LAC)
        self.received(2, sex="Female", location=KANEM)
        self.received(4, sex="Male", location=KANEM)
        found = answers.table(Question.read({**MARCH, "rows": "province", "across": "sex"}))
        self.assertEqual((found.rows, found.columns), ([KANEM, LAC], ["Female", "Male"]))
        numbers = [[cell.figure for cell in line] for line in found.cells]
        self.assertEqual(numbers, [[2, 4, 6], [3, 0, 3], [5, 4, 9]])
        self.assertEqual(self.by("province", sex="Female"), {LAC: 3, KANEM: 2, "all": 5})
        self.assertEqual(self.by("sex", province=KANEM, phase="Closed")["all"], 0)

    def test_all_days_stand_in_a_table_over_time(self) -> None:
        self.received(2)
        self.received(1, received_on="2025-03-12 23:59:59")
        found = self.by("day")
        self.assertEqual(len(found), 32)
        self.assertEqual((found["2025-03-10"], found["2025-03-11"], found["2025-03-12"]), (2, 0, 1))
        self.assertEqual(self.by("week")["2025-03-10"], 3)
        self.assertEqual(self.by("month", period="2025-Q1")["2025-03"], 3)

    def test_restricted_cases_are_in_no_figure(self) -> None:
        self.received(1)
        secret = self.case(category="Exploitation ou abus sexuel")
        secret.db_set("received_on", "2025-03-10 10:00", update_modified=False)
        for user in (self.manager, self.user(consts.PSEA), "Administrator"):
            frappe.set_user(user)
            self.assertIn(self.figure("received")[0], (0, 1), user)

    def test_user_permissions_hold(self) -> None:
        self.received(2)
        for case in self.received(3):
            case.db_set("location", KANEM)
        frappe.set_user("Administrator")
        add_user_permission("CFM Location", LAC, self.manager)
        frappe.clear_cache(user=self.manager)
        frappe.set_user(self.manager)
        self.assertEqual(self.figure("received"), (2, 2))

    def test_whoever_reads_no_cases_counts_none(self) -> None:
        self.received(9)
        for role in (consts.ANALYST, consts.FOCAL_POINT):
            frappe.set_user(self.user(role))
            for key in MEASURES:
                self.assertEqual(self.figure(key)[1], 0, key)
            self.assertEqual(referrals.by_area(spans.read("2025-03", "", "")), [])

    def test_what_does_not_exist_is_refused(self) -> None:
        for asked in (
            {"rows": "phone"},
            {"rows": "sex", "across": "sex"},
            {"measure": "names"},
            {"rows": "day", "measure": "open_cases"},
        ):
            with self.subTest(asked=asked), self.assertRaises(frappe.ValidationError):
                Question.read(asked)

    def test_a_table_that_nobody_could_read_is_refused(self) -> None:
        self.received(1)
        asked = Question.read({"period": "2025", "rows": "day", "across": "week"})
        with self.assertRaisesRegex(frappe.ValidationError, "fewer"):
            answers.table(asked)
        refused = page.view({"period": "2025", "rows": "day", "across": "week"})
        self.assertIn("fewer", refused["refused"])

    def test_an_address_asks_the_same_again(self) -> None:
        for given in (
            {"period": "2026-Q3", "rows": "province", "across": "sex", "channel": "-"},
            {"period": "days", "first": "2026-01-02", "last": "2026-02-03", "sex": "Female"},
        ):
            asked = Question.read(given)
            self.assertEqual(Question.read(asked.query), asked)

    def test_a_list_of_cases_stands_behind_each_number(self) -> None:
        self.received(2, sex="Female")
        shown = page.view({**MARCH, "rows": "sex"})
        [line] = [each for each in shown["table"]["lines"] if not each["is_sum"]]
        self.assertIn("/case?", line["cases"])
        self.assertIn("sex=%5B%22%3D%22%2C+%22Female%22%5D", line["cases"])

    def test_a_workbook_and_rows_for_machines(self) -> None:
        self.received(2, sex="Female", channel=self.case().channel)
        question = Question.read({**MARCH, "rows": "sex", "across": "channel"})
        book = openpyxl.load_workbook(io.BytesIO(files.write_workbook(question, "Cases", ["x"])))
        cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
        self.assertEqual(cells[-1][-2:], [2, 2])
        keys = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
        self.assertEqual(len(keys), len(MEASURES))
        text = files.write_csv(question).decode("utf-8-sig")
        names, tags, *rows = csv.reader(io.StringIO(text), delimiter=";")
        self.assertEqual(names, ["first_day", "last_day", "sex", "channel", "received", "cases"])
        self.assertEqual(tags[:4], ["#date+start", "#date+end", "#meta+sex", "#channel"])
        self.assertEqual([row[-2:] for row in rows], [["2", "2"]])


class TestWords(CFMTestCase):
    def test_each_figure_and_fact_is_told_in_each_language(self) -> None:
        texts = {text for each in MEASURES.values() for text in (each.label, each.definition)}
        for language in ("fr", "ar"):
            same = set(FACTS) if language == "fr" else set()
            untold = [text for text in {*texts, *FACTS} - same if frappe._(text, language) == text]
            self.assertEqual(untold, [], language)

"""Cases by week across another fact: whole weeks, small numbers left out, the rest in one column."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.desk import query_report

from cfm_app.base import consts
from cfm_app.figures import weeks
from cfm_app.testing import CFMTestCase

MARCH = {"from_date": "2025-03-05", "to_date": "2025-03-18"}


class TestWeeks(CFMTestCase):
    def setUp(self) -> None:
        manager = self.user(consts.MANAGER)
        frappe.db.delete("Case")
        frappe.set_user(manager)
        self.addCleanup(frappe.set_user, "Administrator")
        for moment, channel, number in (
            ("2025-03-04 23:59", "SMS", 9),
            ("2025-03-05 00:00", "SMS", 2),
            ("2025-03-09 23:59", "Ligne verte", 7),
            ("2025-03-09 23:59", "WhatsApp", 6),
            ("2025-03-10 00:00", "SMS", 8),
        ):
            for _each in range(number):
                case = self.case(category="Retard de distribution")
                case.db_set({"received_on": moment, "channel": channel}, update_modified=False)

    def told(self, **filters: Any) -> dict[str, list[Any]]:
        table = weeks.by_week(weeks.Asked.of_filters({**MARCH, **filters}))
        return {
            head: [row[at] for _week, row in table.lines] for at, head in enumerate(table.heads)
        }

    def test_weeks_run_from_monday_to_sunday_between_the_days(self) -> None:
        asked = weeks.Asked.of_filters(MARCH)
        starts = [str(first) for first, _last in asked.weeks()]
        self.assertEqual(starts, ["2025-03-05", "2025-03-10", "2025-03-17"])
        self.assertEqual(self.told(tell_small=1)["SMS"], [2, 8, 0])

    def test_small_numbers_are_left_out_and_cannot_be_worked_out(self) -> None:
        told = self.told()
        self.assertIsNone(told["SMS"][0])
        # A single gap could be filled from the sum of the week: another one goes with it.
        self.assertEqual([each[0] for each in told.values()].count(None), 2)

    def test_what_is_too_much_for_a_table_stands_together(self) -> None:
        with patch.object(weeks, "MOST_COLUMNS", 1):
            told = self.told(tell_small=1)
        self.assertEqual(sorted(sum(each) for each in told.values()), [10, 13])

    def test_days_that_make_no_table_are_refused(self) -> None:
        for wrong in ({"to_date": "2025-03-01"}, {"from_date": "2020-01-01"}, {"across": "Month"}):
            with self.assertRaises(frappe.ValidationError):
                weeks.Asked.of_filters({**MARCH, **wrong})

    def test_the_report_gives_the_same_as_a_chart(self) -> None:
        found = query_report.run("CFM Cases by Week", filters={**MARCH, "tell_small": 1})
        sets = {each["name"]: each["values"] for each in found["chart"]["data"]["datasets"]}
        self.assertEqual(sets["SMS"], [2, 8, 0])

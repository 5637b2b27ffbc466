"""What figures count, for whom, and what they keep to themselves."""

from unittest.mock import patch

import frappe
from frappe.desk import query_report
from frappe.permissions import add_user_permission
from frappe.utils import add_days, add_to_date, format_datetime, now_datetime

from cfm_app.base import consts
from cfm_app.figures import (
    breakdowns,
    cached_counts,
    calls,
    performance,
    suppression,
    visible_cases,
)
from cfm_app.figures.period import Period
from cfm_app.testing import CFMTestCase

LAC, KANEM = "TD07", "TD06"


class TestTrends(CFMTestCase):
    def setUp(self) -> None:
        self.manager, self.analyst = self.user(consts.MANAGER), self.user(consts.ANALYST)
        frappe.set_user(self.manager)

    def received(self, days_ago: int = 1, number: int = 1, **values: object) -> list[str]:
        """So many cases, received some days ago; what they say of themselves is set as it is."""
        names = []
        for _each in range(number):
            case = self.case(category="Retard de distribution", location=LAC)
            moment = add_days(now_datetime(), -days_ago)
            case.db_set({"received_on": moment, **values}, update_modified=False)
            names.append(case.name)
        return names

    def asked_by(self, user: str) -> dict:
        frappe.set_user(user)
        return performance.figures(Period.of())

    def test_no_office_tells_of_one_or_two(self) -> None:
        frappe.set_user("Administrator")
        for given in (0, 1, 2):
            settings = frappe.get_doc("CFM Settings")
            settings.small_cell_threshold = given
            with self.assertRaisesRegex(frappe.ValidationError, "3 at least"):
                settings.save()
            frappe.db.set_single_value("CFM Settings", "small_cell_threshold", given)
            self.assertEqual(suppression.least_told(), 3)

    def test_a_period_and_the_one_before(self) -> None:
        before = self.asked_by(self.manager)
        self.received(days_ago=2, number=3)
        self.received(days_ago=40, number=2)
        after = self.asked_by(self.manager)
        self.assertEqual(after["received"] - before["received"], 3)
        self.assertEqual(after["received_before"] - before["received_before"], 2)

    def test_a_calendar_month_and_the_one_before(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("Case")
        for moment in (
            "2026-01-31 23:59",
            "2026-02-01 00:00",
            "2026-02-28 23:59",
            "2026-03-01 00:00",
        ):
            case = self.case(category="Retard de distribution", location=LAC)
            case.db_set("received_on", moment, update_modified=False)
        frappe.set_user(self.manager)
        found = performance.figures(Period.of(month="2026-02"))
        self.assertEqual((found["received"], found["received_before"]), (2, 1))
        [row] = breakdowns.by_province(Period.of(month="2026-03"))
        self.assertEqual(row["received"], 1)
        [row] = breakdowns.by_category(Period.of(month="2026-03"))
        self.assertEqual((row["received"], row["received_before"]), (1, 2))

    def test_a_report_of_a_month_names_its_days(self) -> None:
        reports = ("CFM Figures", "CFM Cases by Category", "CFM Cases by Province")
        for report in (*reports, "CFM Calls by Day"):
            with self.subTest(report=report):
                said = query_report.run(report, filters={"days": 30, "month": "2026-02"})
                if report != "CFM Calls by Day":
                    self.assertIn(format_datetime("2026-02-28 23:59", "d MMM y"), said["message"])
                for wrong in ("february", "2026-13", "9999-12"):
                    with self.assertRaisesRegex(frappe.ValidationError, "2026-11"):
                        query_report.run(report, filters={"month": wrong})

    def test_shares_are_of_those_of_whom_it_is_known(self) -> None:
        long_ago, now = add_days(now_datetime(), -3), now_datetime()
        frappe.db.delete("Case")
        self.received(
            number=3, resolved_on=long_ago, sla_status="On track", informed_on=now, sex="Female"
        )
        self.received(number=1, resolved_on=long_ago, sla_status="Breached", sex="Male")
        self.received(number=1, resolved_on=long_ago, sla_status=None, sex="Unknown")
        found = self.asked_by(self.manager)
        self.assertEqual(found["in_time"], 75)
        self.assertEqual(found["informed"], 60)
        self.assertEqual(found["women"], 75)
        self.assertIsNone(found["satisfied"], "nobody was asked")

    def test_restricted_cases_are_in_nobodys_figures(self) -> None:
        names = self.received(number=6)
        before = self.asked_by(self.manager)["received"]
        frappe.set_user("Administrator")
        restricted = "EAS et harcèlement sexuel"
        for name in names:
            frappe.db.set_value("Case", name, "sensitivity", restricted, update_modified=False)
        self.assertEqual(self.asked_by(self.manager)["received"], before - 6)
        psea = self.user(consts.PSEA)
        frappe.set_user(psea)
        self.assertEqual(visible_cases.count([["name", "in", names]]), 0)

    def test_whoever_reads_no_cases_gets_nothing_from_here(self) -> None:
        """Two looks of which one is a day longer would tell them of the day."""
        self.received(number=9)
        period = Period.of()
        for user in (self.analyst, self.user(consts.FOCAL_POINT)):
            self.assertEqual(self.asked_by(user), {})
            self.assertEqual(visible_cases.count([]), 0)
            for found in (
                breakdowns.by_category(period),
                breakdowns.by_province(period),
                breakdowns.by_area(),
                breakdowns.trends()["datasets"],
                calls.by_day(period),
            ):
                self.assertEqual(found, [])

    def test_departments_count_for_their_province(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("Case")
        frappe.set_user(self.manager)
        for name in self.received(number=2):
            frappe.db.set_value("Case", name, "location", f"{LAC}01")
        self.received(number=1)
        rows = breakdowns.by_province(Period.of())
        self.assertEqual([(row["province"], row["received"]) for row in rows], [("Lac", 3)])

    def test_main_categories_and_their_trend(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("Case")
        frappe.set_user(self.manager)
        self.received(number=2)
        rows = breakdowns.by_category(Period.of())
        self.assertEqual(
            [(row["category"], row["received"]) for row in rows],
            [(frappe._("Plainte non sensible"), 2)],
        )
        trend = breakdowns.trends()
        self.assertEqual(len(trend["labels"]), breakdowns.MONTHS)
        self.assertEqual(sum(trend["datasets"][0]["values"]), 2)

    def test_work_that_waits_by_area(self) -> None:
        frappe.set_user(self.user(consts.OPERATOR))
        before = {row["area"]: row["waiting"] for row in breakdowns.by_area()}
        case = self.case(category="Retard de distribution", location=LAC)
        consent = self.consent(case.name, "Record", consts.SHARE_INSIDE)
        referral = frappe.get_doc(
            {
                "doctype": "Referral",
                "cfm_case": case.name,
                "functional_area": "Logistique",
                "focal_point": self.user(consts.FOCAL_POINT),
                "shared_summary": "Late",
                "consent": consent.name,
            }
        ).insert()
        referral.db_set("due_on", add_days(now_datetime(), -1))
        rows = {row["area"]: row for row in breakdowns.by_area()}
        logistics = frappe._("Logistique")
        self.assertEqual(rows[logistics]["waiting"], before.get(logistics, 0) + 1)
        self.assertGreaterEqual(rows[logistics]["late"], 1)

    def test_what_takes_long_is_kept_until_the_rights_change(self) -> None:
        with patch.object(cached_counts, "SLOW", -1):
            self.assertEqual(cached_counts.cached("x", lambda: 1), 1)
            self.assertEqual(cached_counts.cached("x", lambda: 2), 1)
            frappe.set_user(self.analyst)
            self.assertEqual(cached_counts.cached("x", lambda: 3), 3)
            frappe.set_user("Administrator")
            add_user_permission("CFM Location", LAC, self.manager)
            frappe.clear_cache(user=self.manager)
            frappe.set_user(self.manager)
            self.assertEqual(cached_counts.cached("x", lambda: 4), 4)

    def test_a_case_that_becomes_restricted_is_in_no_cached_figure(self) -> None:
        case = self.case()
        with patch.object(cached_counts, "SLOW", -1):
            self.assertEqual(cached_counts.cached("y", lambda: 1), 1)
            for values, number in (
                ({"description": "Autre chose"}, 1),
                ({"sensitivity": "EAS et harcèlement sexuel"}, 3),
            ):
                frappe.db.after_commit.reset()
                case.reload()
                case.update(values)
                case.save()
                frappe.db.after_commit.run()
                self.assertEqual(cached_counts.cached("y", lambda: 3), number)


class TestCells(CFMTestCase):
    def test_one_gap_becomes_two(self) -> None:
        self.assertEqual(suppression.cells([9, 3, 6], 5), [9, None, None])
        self.assertEqual(suppression.cells([9, 3, 2], 5), [9, None, None])
        self.assertEqual(suppression.cells([9, 0, 6], 5), [9, 0, 6])
        self.assertEqual(suppression.cells([3], 5), [None])


class TestPeriod(CFMTestCase):
    def test_each_report_says_of_which_days_its_figures_are(self) -> None:
        frappe.set_user(self.user(consts.MANAGER))
        now = now_datetime()
        for module in ("cfm_figures", "cfm_cases_by_category", "cfm_cases_by_province"):
            path = f"cfm_app.cfm_app.report.{module}.{module}.execute"
            said = frappe.get_attr(path)({"days": 30})[2]
            for moment in (now, add_to_date(now, days=-30)):
                self.assertIn(format_datetime(moment, "d MMM y"), said)

"""What days are compared with, what is more than chance, and the lists that stand behind figures."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import frappe
import numpy as np
import time_machine

from cfm_app.base import consts
from cfm_app.base.fields import options_of
from cfm_app.figures import answers, cached_counts, comparison, performance, spans
from cfm_app.figures.facts import FACTS, TIMES, key_of
from cfm_app.figures.measures import MEASURES, MOMENTS, OPEN, Value
from cfm_app.figures.period import Period
from cfm_app.figures.question import Question
from cfm_app.testing import CFMTestCase
from cfm_app.web.pages import figures as page

LAC = "TD07"
BY_CHANCE = 0.06


@contextmanager
def on(day: str) -> Iterator[None]:
    """The middle of a day; all moves on from there."""
    year, month, number = (int(part) for part in day.split("-"))
    with time_machine.travel(datetime(year, month, number, 11, 30, tzinfo=timezone.utc)):
        yield


def days(span: spans.Span | None) -> str:
    return f"{span.first} {span.last}" if span else ""


class TestComparedDays(CFMTestCase):
    def test_days_that_are_not_over_are_compared_with_as_many_before(self) -> None:
        for today, given, over, before, year_ago in (
            ("2026-12-03", ("2026-12",), "12-01 12-02", "2026-11-01 2026-11-02", "2025-12-01"),
            ("2026-03-31", ("2026-03",), "03-01 03-30", "2026-02-01 2026-02-28", "2025-03-01"),
            ("2026-11-20", ("2026-Q4",), "10-01 11-19", "2026-07-01 2026-08-19", "2025-10-01"),
            ("2026-12-03", ("2026-11",), "11-01 11-30", "2026-10-01 2026-10-31", "2025-11-01"),
            ("2026-12-03", ("", "2026-12-01", "2026-12-31"), "12-01 12-02", "2026-11-29", "2025"),
        ):
            with self.subTest(today=today, given=given), on(today):
                compared = comparison.of(spans.read(*given, *("", "")[: 3 - len(given)]))
                assert compared
                self.assertEqual(
                    days(compared.days), " ".join(f"2026-{day}" for day in over.split())
                )
                self.assertIn(before, days(compared.before))
                self.assertIn(year_ago, days(compared.year_ago))

    def test_the_first_day_is_compared_with_nothing(self) -> None:
        with on("2026-12-01"):
            self.assertIsNone(comparison.of(spans.read("2026-12", "", "")))
            frappe.set_user(self.user(consts.MANAGER))
            shown = page.view({"period": "2026-12"})
        self.assertEqual({each["before"] for each in shown["key_figures"]}, {None})
        self.assertIn("tomorrow", " ".join(shown["about"]))

    def test_a_year_is_told_once(self) -> None:
        with on("2026-06-11"):
            compared = comparison.of(spans.read("2026", "", ""))
        assert compared
        self.assertEqual(days(compared.before), "2025-01-01 2025-06-10")
        self.assertIsNone(compared.year_ago)


class TestChance(CFMTestCase):
    """Where nothing changed, hardly more than one comparison in twenty stands out; where much did, it does."""

    def rate(self, key: str, draw: Any) -> float:
        lots, measure, span = Random(7), MEASURES[key], spans.read("2025-03", "", "")
        found = [
            comparison.differ(measure, draw(lots), draw(lots), span, span) for _n in range(3000)
        ]
        return sum(found) / len(found)

    def test_numbers(self) -> None:
        numbers = np.random.default_rng(7)
        for mean in (2, 9, 40, 400):
            with self.subTest(mean=mean):
                rate = self.rate(
                    "received", lambda _lots, m=mean: Value(int(numbers.poisson(m)), 0)
                )
                self.assertLess(rate, BY_CHANCE)

    def test_shares(self) -> None:
        for number, share in ((8, 0.5), (30, 0.1), (200, 0.03), (1000, 0.6)):

            def draw(lots: Random, number: int = number, share: float = share) -> Value:
                part = sum(lots.random() < share for _n in range(number))
                return Value(round(100 * part / number, 1), number)

            with self.subTest(number=number, share=share):
                self.assertLess(self.rate("in_time", draw), BY_CHANCE)

    def test_what_has_changed_stands_out(self) -> None:
        march, short = spans.read("2025-03", "", ""), spans.read("", "2025-03-01", "2025-03-03")
        received, share, hours = (
            MEASURES[key] for key in ("received", "in_time", "resolution_median")
        )
        self.assertTrue(comparison.differ(received, Value(60, 60), Value(30, 30), march, march))
        self.assertFalse(comparison.differ(received, Value(5, 5), Value(30, 30), short, march))
        self.assertFalse(comparison.differ(received, Value(1, 1), Value(6, 6), march, march))
        self.assertTrue(comparison.differ(share, Value(90.0, 100), Value(60.0, 90), march, march))
        self.assertFalse(comparison.differ(share, Value(100.0, 3), Value(0.0, 2), march, march))
        near, far = Value(5.0, 90, (4.0, 6.0)), Value(9.0, 90, (7.0, 12.0))
        self.assertTrue(comparison.differ(hours, near, far, march, march))
        self.assertFalse(comparison.differ(hours, near, Value(9.0, 3), march, march))


class FiguresOfManyCases(CFMTestCase):
    """Cases of some months with all kinds of values, what the office may not know of the person included."""

    def setUp(self) -> None:
        always_anew = patch.object(cached_counts, "SLOW", 3600)
        always_anew.start()
        self.addCleanup(always_anew.stop)
        frappe.db.delete("Case")
        self.manager = self.user(consts.MANAGER)
        lots = Random(11)
        places = [LAC, *frappe.get_all("CFM Location", {"admin_level": "Country"}, pluck="name")]
        for number in range(40):
            case = self.case(category="Retard de distribution", location=lots.choice(places))
            moment = f"2025-03-{1 + number % 28:02d} 10:00:00"
            values: dict[str, Any] = {"received_on": moment}
            for field in ("sex", "age_group", "disability", "sla_status", "satisfaction"):
                values[field] = lots.choice([*options_of("Case", field), None])
            for field in ("first_response_on", "resolved_on", "informed_on", "closed_on"):
                values[field] = lots.choice([moment, None])
            values["first_contact_resolution"] = lots.choice([0, 1])
            values["location"] = lots.choice([*places, None])
            case.db_set(values, update_modified=False)
        frappe.set_user(self.manager)

    def listed(self, address: str) -> int:
        asked = {
            field: json.loads(value[0])
            for field, value in parse_qs(urlsplit(address).query).items()
        }
        return len(frappe.get_list("Case", filters=asked, limit_page_length=0))


class TestListsBehindFigures(FiguresOfManyCases):
    def require_same(self) -> int:
        looked = 0
        for measure in MEASURES.values():
            for fact in FACTS:
                if measure.moment == OPEN:
                    continue
                asked = {"period": "2025-03", "measure": measure.key, "rows": key_of(fact)}
                question = Question.read(asked)
                found, shown = answers.table(question), page.table(question)
                for values, line in zip(found.cells, shown["lines"], strict=True):
                    if not line["cases"]:
                        continue
                    looked += 1
                    with self.subTest(measure=measure.key, fact=fact, line=line["label"]):
                        self.assertEqual(self.listed(line["cases"]), values[-1].of)
        return looked

    def test_the_list_behind_a_number_holds_exactly_its_cases(self) -> None:
        self.assertGreater(self.require_same(), 300)

    def test_whoever_sees_restricted_cases_is_led_to_those_that_are_counted(self) -> None:
        handler = self.user(consts.PSEA, consts.MANAGER)
        secret = self.case(category="Exploitation ou abus sexuel")
        secret.db_set("received_on", "2025-03-10 10:00", update_modified=False)
        for user in (handler, "Administrator"):
            frappe.set_user(user)
            shown = page.view({"period": "2025-03"})["key_figures"][0]
            with self.subTest(user=user):
                self.assertEqual(self.listed(shown["cases"]), int(shown["now"]))

    def test_of_which_cases_a_measure_is_can_be_listed(self) -> None:
        for measure in MEASURES.values():
            self.assertIn(measure.moment, (OPEN, *MOMENTS))
            for field, _operator, _value in measure.counted:
                self.assertIn(field, measure.fields)


class TestAddress(FiguresOfManyCases):
    def test_a_value_that_there_is_not_is_no_question(self) -> None:
        for name in FACTS:
            if name in TIMES:
                continue
            with self.subTest(fact=name):
                refused = page.view({"period": "2025-03", key_of(name): "no such value"})
                self.assertIn("no such value", refused["refused"])
                self.assertNotIn("key_figures", refused)
        self.assertTrue(page.view({"period": "2025-13"})["refused"])
        self.assertNotIn("table", page.view({"period": "2025-13"}))

    def test_what_else_was_chosen_stays_in_the_form(self) -> None:
        self.case(category="Retard de distribution", location=LAC, sex="Female")
        asked = {"period": "2025-03", "rows": "sex", "sex": "Female", "channel": "no such value"}
        form = page.view(asked)["form"]
        chosen = {each["name"]: each["chosen"] for each in form["filters"] if each["chosen"]}
        self.assertEqual(
            (form["period"], form["rows"], chosen), ("2025-03", "sex", {"sex": "Female"})
        )

    def test_each_value_that_is_offered_can_be_asked_for(self) -> None:
        form = page.view({"period": "2025-03"})["form"]
        for each in form["filters"]:
            for option in each["options"]:
                with self.subTest(filter=each["name"], value=option["value"]):
                    shown = page.view({"period": "2025-03", each["name"]: option["value"]})
                    self.assertFalse(shown["refused"])


class TestDashboardDays(CFMTestCase):
    def test_what_is_counted_are_the_days_that_are_named(self) -> None:
        with on("2026-12-03"):
            period = Period.of(30)
            page_span = spans.read("days", "2026-11-03", "2026-12-03")
            self.assertEqual(str(period.first.date()), str(page_span.first))
            self.assertEqual(str(period.first)[11:], "00:00:00")
            frappe.db.delete("Case")
            for moment in ("2026-11-03 00:10", "2026-12-03 09:00", "2026-11-02 23:50"):
                self.case().db_set("received_on", moment, update_modified=False)
            frappe.set_user(self.user(consts.MANAGER))
            counted = performance.figures(period)["received"]
            [shown] = [
                each
                for each in answers.key_figures(Question(page_span))
                if each.measure.key == "received"
            ]
        self.assertEqual((counted, shown.now.figure), (2, 2))

    def test_what_goes_on_is_compared_until_the_same_moment(self) -> None:
        with on("2026-12-03"):
            for period in (Period.of(30), Period.of(month="2026-12")):
                gone_by = period.earlier.last - period.earlier.first
                now = datetime.now().replace(tzinfo=None) - period.first.replace(tzinfo=None)
                self.assertLess(abs(gone_by - now).total_seconds(), 86400)
            self.assertEqual(str(Period.of(month="2026-11").earlier.last), "2026-10-31 23:59:59")

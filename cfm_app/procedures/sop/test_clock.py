"""Hours around the clock and in working time."""

from dataclasses import replace
from datetime import date, datetime, time
from unittest import TestCase

from cfm_app.procedures.sop.clock import Calendar, OtherHours, add_hours, hours_between

OFFICE = Calendar(time(8, 0), time(16, 0), frozenset(range(5)), frozenset((date(2026, 1, 1),)))


class TestClock(TestCase):
    def test_around_the_clock(self) -> None:
        start = datetime(2026, 3, 6, 22, 0)
        self.assertEqual(add_hours(start, 72), datetime(2026, 3, 9, 22, 0))

    def test_weekend_is_skipped(self) -> None:
        friday = datetime(2026, 3, 6, 15, 0)
        self.assertEqual(add_hours(friday, 2, OFFICE), datetime(2026, 3, 9, 9, 0))

    def test_holiday_is_skipped(self) -> None:
        eve = datetime(2025, 12, 31, 15, 0)
        self.assertEqual(add_hours(eve, 2, OFFICE), datetime(2026, 1, 2, 9, 0))

    def test_start_outside_hours(self) -> None:
        night = datetime(2026, 3, 9, 3, 0)
        self.assertEqual(add_hours(night, 1, OFFICE), datetime(2026, 3, 9, 9, 0))

    def test_hours_between_is_the_inverse(self) -> None:
        start = datetime(2026, 3, 5, 11, 30)
        for hours in (0.5, 4, 8, 21.25, 100):
            end = add_hours(start, hours, OFFICE)
            self.assertAlmostEqual(hours_between(start, end, OFFICE), hours)

    def test_a_shorter_friday_and_a_month_of_other_hours(self) -> None:
        first, last = date(2026, 2, 18), date(2026, 3, 19)
        calendar = replace(
            OFFICE,
            others=(
                OtherHours(time(9, 0), time(12, 0), first, last, weekday=4),
                OtherHours(time(9, 0), time(14, 0), first, last),
                OtherHours(time(8, 0), time(13, 0), weekday=4),
            ),
        )
        hours = {
            date(2026, 2, 12): (8, 16),
            date(2026, 2, 13): (8, 13),
            date(2026, 2, 18): (9, 14),
            date(2026, 2, 20): (9, 12),
            date(2026, 3, 19): (9, 14),
            date(2026, 3, 20): (8, 13),
        }
        for day, (opens, closes) in hours.items():
            begin, end = calendar.window(day) or (None, None)
            self.assertEqual((begin.hour, end.hour), (opens, closes), day)  # type: ignore[union-attr]
        self.assertIsNone(calendar.window(date(2026, 2, 21)))
        self.assertEqual(
            add_hours(datetime(2026, 2, 17, 15, 0), 7, calendar), datetime(2026, 2, 19, 10, 0)
        )

    def test_of_two_alike_the_lower_row_counts(self) -> None:
        others = tuple(OtherHours(time(8, 0), time(hour, 0), weekday=0) for hour in (10, 11))
        window = replace(OFFICE, others=others).window(date(2026, 3, 9))
        self.assertEqual(window and window[1].hour, 11)

    def test_never_negative(self) -> None:
        self.assertEqual(hours_between(datetime(2026, 3, 5), datetime(2026, 3, 4), OFFICE), 0.0)

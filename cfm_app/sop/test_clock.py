"""Hours around the clock and in working time."""

from datetime import date, datetime, time
from unittest import TestCase

from cfm_app.sop.clock import Calendar, add_hours, hours_between

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

    def test_never_negative(self) -> None:
        self.assertEqual(hours_between(datetime(2026, 3, 5), datetime(2026, 3, 4), OFFICE), 0.0)

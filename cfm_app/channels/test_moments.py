"""Times of senders, however they are written, in the time of the site."""

from datetime import timedelta

from frappe.utils import now_datetime

from cfm_app.channels import moments
from cfm_app.testing import CFMTestCase


class TestMoments(CFMTestCase):
    def test_the_ways_to_write_one_moment(self) -> None:
        for text in (
            "1777788285",
            "1777788285000",
            1777788285,
            "2026-05-03T06:04:45Z",
            "2026-05-03T06:04:45+0000",
            "2026-05-03T09:04:45.000+03:00",
            "2026-05-03 07:04:45",
        ):
            self.assertEqual(str(moments.read(text))[:19], "2026-05-03 07:04:45", text)
        read = moments.read("2026-05-03 06:04:45", is_utc=True)
        self.assertEqual(str(read), "2026-05-03 07:04:45")

    def test_what_is_no_moment_is_none(self) -> None:
        for text in (None, "", "soon", "9" * 30, {}, [1]):
            self.assertIsNone(moments.read(text), text)

    def test_the_ends_of_the_calendar_are_none(self) -> None:
        for text in (
            *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "0001-01-01", "0"),
            *("0001-01-01T00:00:00Z", "1904-01-01 00:00:00"),
        ):
            self.assertIsNone(moments.read(text), text)
            self.assertIsNone(moments.read(text, is_utc=True), text)

    def test_nothing_is_sent_in_the_future(self) -> None:
        later = now_datetime() + timedelta(days=1)
        self.assertLess(moments.not_ahead(later), later)
        self.assertIsNotNone(moments.not_ahead(None))

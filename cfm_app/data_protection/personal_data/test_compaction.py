"""When it is said that what was erased is overwritten."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.data_protection.personal_data import compaction
from cfm_app.testing import CFMTestCase


class TestLastDone(CFMTestCase):
    def done_at(self, moment: object) -> None:
        frappe.db.set_global(compaction.DONE, str(moment))

    def test_a_moment_that_is_over_is_told(self) -> None:
        done = now_datetime() - timedelta(hours=1)
        self.done_at(done)
        self.assertEqual(compaction.last_done(), done)
        self.assertEqual(compaction.done_since(done - timedelta(hours=1)), done)
        self.assertIsNone(compaction.done_since(now_datetime()))

    def test_a_moment_of_a_clock_that_ran_ahead_vouches_for_nothing(self) -> None:
        self.done_at(now_datetime() + timedelta(days=60))
        self.assertIsNone(compaction.last_done())
        self.assertIsNone(compaction.done_since(now_datetime()))

"""While the clock is doubted everybody reads what is wrong, and one of those entitled says that it is right."""

from datetime import timedelta
from unittest import mock

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.api import clock as api
from cfm_app.base import clock, consts
from cfm_app.base.test_clock import DAY, ClockCase
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, WELL, Reading
from cfm_app.office.watch import clock_doubt, jobs, outages
from cfm_app.web.pages import clock_banner, watch


class TestClockDoubt(ClockCase):
    def test_everybody_reads_it_and_who_may_look_is_led_on(self) -> None:
        self.assertIsNone(clock_banner.of_user(True))
        self.machine.jump(60 * DAY)
        told = clock_banner.of_user(True)
        assert told
        self.assertEqual(told["address"], "/cfm/watch")
        self.assertFalse((clock_banner.of_user(False) or {})["address"])
        for language in ("fr", "ar"):
            with mock.patch.object(frappe.local, "lang", language):
                self.assertNotIn("The clock", clock_doubt.sentence())
                self.assertNotIn("Set the clock", clock_doubt.advice())

    def test_the_watch_and_the_doctor_say_so(self) -> None:
        self.assertEqual([each.state for each in clock_doubt.readings()], [WELL])
        self.assertFalse(clock_doubt.findings()[0][2])
        self.machine.jump(-60 * DAY)
        self.assertEqual([each.state for each in clock_doubt.readings()], [FAILED])
        self.assertTrue(clock_doubt.findings()[0][2])
        self.assertTrue(any(frappe.get_attr(path)() for path in frappe.get_hooks("clock_doubts")))

    def test_data_protection_confirms_the_day_that_they_read(self) -> None:
        self.machine.jump(60 * DAY)
        frappe.set_user(self.user(consts.OPERATOR))
        self.assertIsNone(watch.view()["clock"])
        with self.assertRaises(frappe.PermissionError):
            api.confirm(f"{self.machine.shown:%Y-%m-%d}")
        frappe.set_user(self.user(consts.DATA_PROTECTION))
        with self.assertRaises(frappe.ValidationError):
            api.confirm("2026-01-01")
        self.assertIsNotNone(clock.doubt())
        api.confirm(**watch.view()["clock"]["fixed"])
        self.assertIsNone(clock.doubt())
        line = {"action": clock_doubt.ACTION, "user": frappe.session.user}
        self.assertTrue(frappe.db.exists("CFM Access Log", line))

    def test_jobs_run_again_whatever_their_last_run_says(self) -> None:
        later = now_datetime() + 60 * DAY
        frappe.db.set_value(jobs.TYPE, {}, "last_execution", later)
        frappe.db.sql("update `tabScheduled Job Type` set last_execution = %s", (later,))
        self.assertTrue(clock_doubt.findings()[0][2])
        clock_doubt.look()
        ahead = {"last_execution": [">", now_datetime()]}
        self.assertEqual(frappe.db.count(jobs.TYPE, ahead), 0)
        self.assertFalse(clock_doubt.findings()[0][2])

    def test_what_waits_for_a_day_of_a_wrong_clock_is_tried_again(self) -> None:
        later = now_datetime() + 60 * DAY
        soon = now_datetime() + timedelta(hours=20)
        kinds = clock_doubt.waiting_doctypes(clock_doubt.RETRY)
        self.assertIn(consts.MESSAGE, kinds)
        for doctype in kinds:
            for name, moment in (("late", later), ("soon", soon)):
                row = {"doctype": doctype, "name": name, clock_doubt.RETRY: moment}
                frappe.get_doc(row).db_insert()
        claimed = {"state": clock_doubt.SENDING, **dict.fromkeys(clock_doubt.CLAIMED, later)}
        frappe.db.set_value(consts.MESSAGE, "late", claimed)
        clock_doubt.look()
        for doctype in kinds:
            waits = frappe.db.get_value(doctype, "late", clock_doubt.RETRY)
            self.assertLessEqual(get_datetime(waits), now_datetime(), doctype)
            waits = frappe.db.get_value(doctype, "soon", clock_doubt.RETRY)
            self.assertEqual(get_datetime(waits), soon)
        for since in frappe.db.get_value(consts.MESSAGE, "late", clock_doubt.CLAIMED):
            self.assertLess(get_datetime(since), now_datetime())

    def test_what_is_written_later_than_now_is_told(self) -> None:
        case = self.case().name
        later = now_datetime() + timedelta(hours=1)
        frappe.db.set_value("Case", case, "modified", later, update_modified=False)
        self.assertEqual([each.state for each in clock_doubt.readings()], [DOUBTFUL])

    def test_no_other_outage_is_told_while_it_is_doubted(self) -> None:
        manager = self.user(consts.MANAGER, email="clock.manager@test.cfm")
        protection = self.user(consts.DATA_PROTECTION, email="clock.protection@test.cfm")
        self.machine.jump(60 * DAY)
        found = [*clock_doubt.readings(), Reading("backup", "Newest backup", FAILED, "Make one.")]
        with mock.patch.object(outages, "readings", return_value=found):
            for _time in range(3):
                outages.look()
        for user in (manager, protection):
            told = frappe.get_all("Notification Log", {"for_user": user}, pluck="subject")
            self.assertEqual(len(told), 1, told)

"""What goes was announced long enough, by nights that ran; much at once waits; a wrong clock erases nothing."""

from collections.abc import Callable
from unittest import mock

import frappe
from frappe.utils import add_days, getdate

from cfm_app.api import retention as api
from cfm_app.base import clock, consts
from cfm_app.base.test_clock import DAY, HOUR, LONG, YEARS, machine
from cfm_app.data_protection.personal_data import (
    retention,
    retention_limit,
    retention_notices,
    retention_rules,
)
from cfm_app.data_protection.personal_data.test_support import RetentionTestCase
from cfm_app.web.pages import retention as page


class NightCase(RetentionTestCase):
    """Nights pass on a machine whose clock can be set; what they commit is rolled back all the same."""

    def setUp(self) -> None:
        super().setUp()
        patched = mock.patch.object(frappe.db, "commit")
        patched.start()
        self.addCleanup(patched.stop)
        entered = machine()
        self.machine = entered.__enter__()
        self.addCleanup(entered.__exit__, None, None, None)
        frappe.db.set_global(retention_notices.NIGHT, "")
        frappe.db.set_single_value("CFM Settings", "retention_from", add_days(getdate(), -400))
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.case_ = self.old_case()

    def nights(self, number: int) -> None:
        """So many nights run, a day apart."""
        for _night in range(number):
            self.machine.wait(DAY)
            clock.look()
            retention.run()

    def is_there(self) -> bool:
        return self.words(self.case_) is not None


class TestNotices(NightCase):
    def test_each_record_is_announced_before_it_goes(self) -> None:
        days = retention_rules.notice_days()
        self.nights(days)
        self.assertTrue(self.is_there())
        self.nights(2)
        self.assertFalse(self.is_there())
        left = {"ref_name": self.case_}
        self.assertFalse(frappe.db.exists(retention_notices.DOCTYPE, left))

    def test_the_page_tells_the_day_on_which_it_goes(self) -> None:
        frappe.set_user(self.manager)
        self.nights(3)
        [line] = [each for each in page.overview()["going"] if each["name"] == self.case_]
        day = add_days(getdate(), retention_rules.notice_days() - 2)
        self.assertEqual(line["goes_on"], frappe.utils.formatdate(day))

    def test_dates_alone_do_not_make_it_old(self) -> None:
        self.nights(2)
        self.machine.wait(60 * DAY)
        clock.believe()
        retention.run()
        self.assertTrue(self.is_there())
        self.nights(retention_notices.NIGHTS)
        self.assertFalse(self.is_there())

    def test_nights_that_run_twice_are_one(self) -> None:
        for _time in range(10):
            retention.run()
        self.assertEqual(retention_notices.present_night(), 1)

    def test_fresh_input_takes_the_announcement_back(self) -> None:
        self.nights(3)
        about = {"reference_doctype": "Case", "reference_name": self.case_}
        said = {"doctype": "Comment", "comment_type": "Comment", "content": "Again", **about}
        frappe.get_doc(said).insert(ignore_permissions=True)
        self.nights(1)
        self.assertFalse(frappe.db.exists(retention_notices.DOCTYPE, {"ref_name": self.case_}))


class TestLimit(NightCase):
    def test_more_than_the_limit_waits_for_data_protection(self) -> None:
        frappe.db.set_single_value("CFM Settings", "retention_most_a_night", 1)
        frappe.clear_document_cache("CFM Settings", "CFM Settings")
        self.old_case()
        protection = self.user(consts.DATA_PROTECTION)
        self.nights(retention_rules.notice_days() + 3)
        self.assertTrue(self.is_there())
        number = retention_limit.waiting()
        self.assertGreaterEqual(number, 2)
        frappe.set_user(self.manager)
        self.assertFalse((page.overview()["much"] or {})["may_confirm"])
        with self.assertRaises(frappe.PermissionError):
            api.confirm_amount(number)
        frappe.set_user(protection)
        told = frappe.get_all("Notification Log", {"for_user": protection}, pluck="subject")
        self.assertTrue([each for each in told if str(number) in each])
        with self.assertRaises(frappe.ValidationError):
            api.confirm_amount(number + 1)
        api.confirm_amount((page.overview()["much"] or {})["number"])
        frappe.set_user("Administrator")
        self.nights(1)
        self.assertFalse(self.is_there())
        self.assertEqual(retention_limit.waiting(), 0)


class TestWrongClock(NightCase):
    """What the office keeps, whatever the clock says, is kept; what is ripe goes again once the clock is right."""

    def test_nothing_goes_while_the_clock_is_wrong_and_all_goes_on_after_it(self) -> None:
        self.nights(10)
        for is_started_anew in (False, True):
            for wrong in self.wrong():
                right = self.machine.shown
                if is_started_anew:
                    self.machine.restart()
                wrong()
                clock.look()
                for _time in range(3):
                    self.assertIsNone(retention.run())
                    self.machine.wait(HOUR)
                self.assertTrue(self.is_there())
                self.machine.set_clock(right + 3 * HOUR)
                clock.look()
                self.assertIsNone(clock.doubt())
                self.assertEqual(retention.run(), 0)
        self.nights(retention_rules.notice_days())
        self.assertFalse(self.is_there())

    def test_a_clock_that_jumps_in_the_middle_of_a_night_stops_it(self) -> None:
        self.nights(retention_rules.notice_days())
        self.assertTrue(self.is_there())
        with mock.patch.object(
            retention, "_announce_each", lambda today, night: self.machine.jump(1000 * DAY)
        ):
            self.machine.wait(DAY)
            retention.run()
        self.assertTrue(self.is_there())
        self.machine.jump(-1000 * DAY)
        retention.run()
        self.assertFalse(self.is_there())

    def wrong(self) -> list[Callable[[], None]]:
        jumps: list[Callable[[], None]] = [
            lambda off=off: self.machine.jump(off) for off in (*LONG, 3 * DAY)
        ]
        return [*jumps, *(lambda at=at: self.machine.set_clock(at) for at in YEARS)]

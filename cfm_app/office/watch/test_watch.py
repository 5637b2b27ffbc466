"""Each part that breaks is told, once; and once more when it does well again."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import frappe
from frappe.utils import now_datetime

from cfm_app import hooks
from cfm_app.base import consts, notices
from cfm_app.base.watch_readings import DOUBTFUL, FAILED, STATES, WELL, Reading, readings
from cfm_app.office.watch import certificate, jobs, machine, mail, outages
from cfm_app.testing import CFMTestCase

LONG_AGO = timedelta(days=30)


class TestParts(CFMTestCase):
    def setUp(self) -> None:
        types = frappe.get_all(jobs.TYPE, pluck="name", order_by="name asc")
        frappe.db.set_value(jobs.TYPE, {"name": ["in", types]}, "last_execution", now_datetime())
        frappe.db.delete(jobs.LOG)
        frappe.db.delete(mail.QUEUE)

    def states(self, found: list[Reading]) -> list[str]:
        return sorted(each.state for each in found)

    def test_each_function_of_the_hook_gives_readings_that_are_whole(self) -> None:
        for path in hooks.watch_readings:
            for each in frappe.get_attr(path)():
                self.assertIn(each.state, STATES, path)
                self.assertEqual(bool(each.advice), each.state != WELL, path)
                if not each.doctype:
                    for language in ("fr", "ar"):
                        self.assertNotEqual(frappe._(each.name, language), each.name, path)
        self.assertEqual(
            [each.state for each in readings()],
            sorted((each.state for each in readings()), key=STATES.index),
        )

    def test_jobs_that_run_are_well(self) -> None:
        self.assertEqual(self.states(jobs.readings()), [WELL])

    def test_a_scheduler_that_stands_still(self) -> None:
        frappe.db.sql(
            "update `tabScheduled Job Type` set last_execution = %s, creation = %s",
            (now_datetime() - LONG_AGO, now_datetime() - LONG_AGO),
        )
        self.assertEqual(self.states(jobs.readings()), [FAILED])

    def test_a_job_that_is_late_or_switched_off(self) -> None:
        late, off = frappe.get_all(
            jobs.TYPE, filters={"frequency": "Daily"}, pluck="name", limit=2, order_by="name asc"
        )
        frappe.db.set_value(jobs.TYPE, late, "last_execution", now_datetime() - LONG_AGO)
        frappe.db.set_value(jobs.TYPE, off, "stopped", 1)
        self.assertEqual(self.states(jobs.readings()), sorted([WELL, FAILED, DOUBTFUL]))

    def test_a_job_that_fails_until_it_ends_well(self) -> None:
        name = frappe.get_all(jobs.TYPE, pluck="name", limit=1, order_by="name asc")[0]

        def ended(status: str) -> None:
            frappe.get_doc(
                {"doctype": jobs.LOG, "scheduled_job_type": name, "status": status}
            ).insert(ignore_permissions=True)

        for status, expected in (
            ("Failed", [DOUBTFUL]),
            ("Failed", [FAILED]),
            ("Complete", []),
        ):
            ended(status)
            self.assertEqual(self.states(jobs.readings()), sorted([*expected, WELL]))

    def test_mail_that_waits_or_fails(self) -> None:
        def state() -> str:
            return mail.readings()[0].state

        def queued(status: str) -> Any:
            values = {"doctype": mail.QUEUE, "sender": "office@test.cfm", "status": status}
            return frappe.get_doc(values).insert(ignore_permissions=True)

        self.assertEqual(state(), WELL)
        waits = queued("Not Sent")
        self.assertEqual(state(), WELL)
        waits.db_set("creation", now_datetime() - timedelta(hours=2), update_modified=False)
        self.assertEqual(state(), FAILED)
        waits.db_set("status", "Error")
        self.assertEqual(state(), FAILED)
        queued("Sent")
        self.assertEqual(state(), DOUBTFUL)

    def test_a_backup_that_is_old(self) -> None:
        folder = Path(frappe.get_site_path("private", "backups"))
        folder.mkdir(parents=True, exist_ok=True)
        archive = folder / "watched.tar.gz"
        self.addCleanup(archive.unlink)
        archive.write_bytes(b"")
        with mock.patch.object(machine, "ARCHIVES", ("watched*.tar.gz",)):
            for days, state in ((0, WELL), (3, DOUBTFUL), (9, FAILED)):
                moment = time.time() - days * 86400 - 60
                os.utime(archive, (moment, moment))
                self.assertEqual([each.state for each in machine.backup()], [state])
            later = time.time() + 30 * 86400
            os.utime(archive, (later, later))
            self.assertNotEqual([each.state for each in machine.backup()], [WELL])

    def test_a_disk_that_is_full(self) -> None:
        for free, state in ((2**40, WELL), (2**30, DOUBTFUL), (2**20, FAILED)):
            with mock.patch("shutil.disk_usage", return_value=mock.Mock(free=free)):
                self.assertEqual([each.state for each in machine.disk()], [state])

    def test_a_certificate_that_ends(self) -> None:
        day = 24 * 3600
        for left, state in ((60 * day, WELL), (5 * day, DOUBTFUL), (-1, FAILED), (None, DOUBTFUL)):
            until = None if left is None else time.time() + left
            with (
                mock.patch.object(certificate, "_place", return_value=["cfm.test", 443]),
                mock.patch.object(certificate, "_valid_until", return_value=until),
            ):
                certificate.look()
                self.assertEqual([each.state for each in certificate.readings()], [state])
        self.assertEqual(certificate.readings(), [], "of another address")


class TestOutages(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER, email="watched.manager@test.cfm")
        self.down = Reading("channel", "SMS Moundou", FAILED, "Do something.")
        self.up = Reading("channel", "SMS Moundou")
        frappe.cache.delete_value(outages.SEEN)

    def look(self, *found: Reading) -> None:
        with mock.patch.object(outages, "readings", return_value=list(found)):
            outages.look()

    def told(self, user: str | None = None) -> list[str]:
        return frappe.get_all(
            "Notification Log",
            filters={"for_user": user or self.manager},
            pluck="subject",
            order_by="creation asc",
        )

    def test_an_outage_is_told_once_and_its_end_once(self) -> None:
        for _time in range(3):
            self.look(self.down)
        self.assertEqual(len(self.told()), 1)
        self.assertIn("SMS Moundou", self.told()[0])
        for _time in range(2):
            self.look(self.up)
        self.assertEqual(len(self.told()), 2)

    def test_the_next_outage_is_told_again(self) -> None:
        for found in (self.down, self.down, self.up, self.down, self.down, self.up):
            self.look(found)
        self.assertEqual(len(self.told()), 4)

    def test_a_failure_of_one_moment_is_not_told(self) -> None:
        for found in (self.down, self.up, self.down, self.up):
            self.look(found)
        self.assertEqual(self.told(), [])

    def test_what_is_watched_no_more_ends_without_a_word(self) -> None:
        for found in ([self.down], [self.down], [], [self.down], [self.down]):
            self.look(*found)
        self.assertEqual(len(self.told()), 2)

    def test_a_new_manager_hears_of_an_outage_that_lasts(self) -> None:
        for _time in range(2):
            self.look(self.down)
        later = self.user(consts.MANAGER, email="watched.later@test.cfm")
        self.look(self.down)
        self.assertEqual((len(self.told(later)), len(self.told())), (1, 1))

    def test_doubts_are_told_once_a_day_in_the_language_of_the_reader(self) -> None:
        frappe.db.set_value("User", self.manager, "language", "fr")
        for _time in range(2):
            self.look(Reading("disk", "Room on the disk", DOUBTFUL, "Make room."))
        told = self.told()
        self.assertEqual(len(told), 1)
        self.assertIn("/cfm/watch", told[0])
        self.assertIn("système", told[0])

    def test_nobody_else_is_told(self) -> None:
        operator = self.user(consts.OPERATOR, email="watched.operator@test.cfm")
        for _time in range(2):
            self.look(self.down)
        self.assertEqual(self.told(operator), [])

    def test_its_kinds_are_those_of_the_ledger(self) -> None:
        options = frappe.get_meta(notices.DOCTYPE).get_field("kind").options.split("\n")
        self.assertLessEqual({outages.BROKEN, outages.MENDED, outages.LOOK}, set(options))

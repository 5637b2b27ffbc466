"""A hand in the access log shows."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base.test_clock import ClockCase
from cfm_app.data_protection.reading_alerts import findings, seals
from cfm_app.office.watch import clock_doubt
from cfm_app.patches import seals_at_lines
from cfm_app.security import audit
from cfm_app.testing import CFMTestCase


class TestClockErrors(ClockCase):
    def setUp(self) -> None:
        super().setUp()
        for doctype in (seals.LOG, seals.SEAL):
            frappe.db.delete(doctype)

    def read(self, person: str) -> None:
        audit.record("Read", "Community Member", person)

    def test_a_clock_that_jumps_makes_no_forgery_of_the_log(self) -> None:
        for number, jump in enumerate(self.wrong()):
            right = self.machine.shown
            for when, act in enumerate(
                (lambda: None, jump, lambda at=right: self.machine.set_clock(at))
            ):
                act()
                self.read(f"PER-{number}-{when}")
                clock_doubt.look()
                seals.seal()
                self.read(f"PER-{number}-{when}-later")
                self.assertEqual(seals.faults(), [])
        dates = frappe.get_all(seals.LOG, pluck="accessed_on")
        self.assertEqual({f"{each:%Y}" for each in dates}, {f"{now_datetime():%Y}"})
        self.assertTrue(seals.clock_errors())

    def test_lines_that_were_sealed_by_their_dates_keep_their_seals(self) -> None:
        self.read("PER-1")
        seals.seal()
        self.machine.wait(timedelta(hours=3))
        self.read("PER-2")
        seals.seal()
        before = {row.ref_name: row.seal for row in self.lines()}
        frappe.db.sql("update `tabCFM Access Log` set seal = null")
        seals_at_lines.execute()
        self.assertEqual({row.ref_name: row.seal for row in self.lines()}, before)
        self.assertEqual(seals.faults(), [])

    def lines(self) -> list[Any]:
        return frappe.get_all(seals.LOG, fields=["ref_name", "seal"])


class TestSeals(CFMTestCase):
    def setUp(self) -> None:
        for doctype in (seals.LOG, seals.SEAL):
            frappe.db.delete(doctype)
        self.first = self.sealed("PER-1", "PER-2")
        self.second = self.sealed("PER-3")

    def sealed(self, *persons: str) -> str:
        """Lines about persons, sealed; they are read one after the other."""
        for person in persons:
            audit.record("Read", "Community Member", person)
        frappe.flags.cfm_audit = set()
        return str(seals.seal())

    def whats(self, expected: str = "") -> list[str]:
        return [fault.what for fault in seals.faults(expected)]

    def change(self, person: str, **values: str) -> None:
        frappe.db.set_value(seals.LOG, {"ref_name": person}, values, update_modified=False)

    def test_what_nobody_touched_is_whole(self) -> None:
        self.assertEqual(seals.faults(self.second), [])
        self.assertEqual(seals.faults(self.first), [])

    def test_a_changed_line(self) -> None:
        self.change("PER-1", ref_doctype="Sensitive Report")
        self.assertEqual(self.whats(), ["changed"])

    def test_a_line_under_another_name(self) -> None:
        self.change("PER-1", user="somebody@else.example")
        self.assertEqual(self.whats(), ["misnamed"])
        self.change("PER-1", user_then="somebody@else.example")
        self.assertEqual(self.whats(), ["changed"])

    def test_a_removed_line(self) -> None:
        frappe.db.delete(seals.LOG, {"ref_name": "PER-2"})
        self.assertEqual(self.whats(), ["changed"])

    def test_a_line_slipped_in(self) -> None:
        moment, seal = frappe.db.get_value(
            seals.LOG, {"ref_name": "PER-1"}, ["accessed_on", "seal"]
        )
        audit.record("Read", "Community Member", "PER-9")
        self.change("PER-9", accessed_on=str(moment), seal=seal)
        self.assertEqual(self.whats(), ["changed"])
        self.change("PER-9", seal="000000777")
        self.assertEqual(self.whats(), ["broken"])

    def test_a_line_with_an_older_date_is_no_clock_error_unless_the_log_says_so(self) -> None:
        audit.record("Read", "Community Member", "PER-9")
        self.change("PER-9", accessed_on=str(now_datetime() - timedelta(days=30)))
        seals.seal()
        self.assertEqual(self.whats(), ["misdated"])
        ((_subject, _what, advice),) = findings.findings()
        self.assertTrue(advice)
        audit.record(seals.CLOCK, "Scheduled Job Type", detail="2026-01-01 → 2015-01-01")
        seals.seal()
        self.assertEqual(self.whats(), [])
        ((_subject, _what, advice),) = findings.findings()
        self.assertFalse(advice)

    def test_a_line_and_its_seal_made_anew(self) -> None:
        self.change("PER-1", ref_doctype="Sensitive Report")
        row = frappe.get_all(seals.SEAL, fields=["*"], order_by="name asc")[0]
        count, digest = seals._sealed(row.name, "")
        values = {"digest": digest, "line_count": count}
        frappe.db.set_value(seals.SEAL, row.name, values, update_modified=False)
        self.assertEqual(self.whats(), ["broken"])

    def test_a_removed_seal(self) -> None:
        frappe.db.delete(seals.SEAL, {"digest": self.first})
        self.assertEqual(set(self.whats()), {"broken"})

    def test_the_last_seal_removed_is_missed_by_whoever_wrote_it_down(self) -> None:
        frappe.db.delete(seals.SEAL, {"digest": self.second})
        self.assertEqual(self.whats(), ["broken"])
        self.change("PER-3", ref_doctype="Sensitive Report", seal="")
        self.assertEqual(self.whats(), [])
        self.assertEqual(self.whats(self.second), ["broken"])

    def test_jobs_that_do_not_run_are_told(self) -> None:
        audit.record("Read", "Community Member", "PER-5")
        frappe.db.delete(seals.SEAL)
        self.change("PER-5", accessed_on=str(now_datetime() - timedelta(days=3)))
        self.assertIn("unsealed", self.whats())
        ((_subject, _what, advice),) = findings.findings()
        self.assertTrue(advice)

    def test_a_seal_is_changed_by_nobody(self) -> None:
        seal = frappe.get_doc(seals.SEAL, {"digest": self.first})
        for act in (seal.save, seal.delete):
            with self.assertRaises(frappe.ValidationError):
                act()

    def test_a_renamed_user_is_shown_by_the_new_name_and_nothing_is_amiss(self) -> None:
        user = self.user("CFM Operator", email="before@test.cfm")
        frappe.set_user(user)
        self.sealed("PER-6")
        frappe.set_user("Administrator")
        for old, new in ((user, "after@test.cfm"), ("after@test.cfm", "later@test.cfm")):
            frappe.rename_doc("User", old, new, force=True)
        self.assertEqual(frappe.db.get_value(seals.LOG, {"ref_name": "PER-6"}, "user"), new)
        self.assertEqual(self.whats(), [])

"""A hand in the access log shows."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from cfm_app.privacy import audit
from cfm_app.readings import findings, seals
from cfm_app.testing import CFMTestCase

LATER = timedelta(minutes=11)


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
        last = seals.newest()
        count = 1 if last is None else 1 + int(last.name)
        # Each stretch lies in an hour of its own.
        moment = now_datetime() - timedelta(hours=9 - count)
        frappe.db.set_value(
            seals.LOG, {"ref_name": ["in", persons]}, "accessed_on", moment, update_modified=False
        )
        frappe.flags.cfm_audit = set()
        return str(seals.seal(moment + LATER))

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
        moment = frappe.db.get_value(seals.LOG, {"ref_name": "PER-1"}, "accessed_on")
        audit.record("Read", "Community Member", "PER-9")
        self.change("PER-9", accessed_on=str(moment))
        self.assertEqual(self.whats(), ["changed"])

    def test_a_line_and_its_seal_made_anew(self) -> None:
        self.change("PER-1", ref_doctype="Sensitive Report")
        row = frappe.get_all(seals.SEAL, fields=["*"], order_by="name asc")[0]
        count, digest = seals._digest_of(row.sealed_from, row.sealed_until, "")
        values = {"digest": digest, "line_count": count}
        frappe.db.set_value(seals.SEAL, row.name, values, update_modified=False)
        self.assertEqual(self.whats(), ["broken"])

    def test_a_removed_seal(self) -> None:
        frappe.db.delete(seals.SEAL, {"digest": self.first})
        self.assertEqual(self.whats(), ["broken"])

    def test_the_last_seal_removed_is_missed_by_whoever_wrote_it_down(self) -> None:
        frappe.db.delete(seals.SEAL, {"digest": self.second})
        self.change("PER-3", ref_doctype="Sensitive Report")
        self.assertEqual(self.whats(), [])
        self.assertEqual(self.whats(self.second), ["broken"])

    def test_lines_wait_for_a_seal_while_requests_may_still_run(self) -> None:
        audit.record("Read", "Community Member", "PER-5")
        self.assertIsNone(seals.seal())

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

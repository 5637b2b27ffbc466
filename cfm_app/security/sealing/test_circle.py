"""Who reads what is sealed: given by a handler, taken away, turned off by two."""

import frappe

from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import (
    body,
    circle,
    giving,
    keys,
    resealing,
    switching,
    unlocking,
)
from cfm_app.security.sealing.test_body import MARK, SealingTestCase


class TestCircle(SealingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.turn_on()
        self.report = self.told()

    def gave(self, user: str) -> resealing.Batch:
        frappe.set_user(user)
        with unlocking.opened_with(self.identities[user]):
            return giving.give(self.sensitivity)

    def stored_description(self) -> str:
        return frappe.db.get_value(body.REPORT, self.report, "description")

    def opens(self, identity: object) -> bool:
        """Whether somebody who has the database reads it with a key."""
        with unlocking.opened_with(identity):
            return body.readable(self.stored_description()) == f"{MARK} description"

    def test_a_new_handler_reads_what_another_one_gives(self) -> None:
        third = self.user("CFM PSEA Focal Point", email="psea-three@test.cfm")
        self.give_key(third)
        self.assertFalse(self.opens(self.identities[third]))
        self.assertEqual(self.gave(self.psea).done, 1)
        self.assertTrue(self.opens(self.identities[third]))
        told = frappe.get_all("CFM Access Log", {"action": "Sealing"}, pluck="detail")
        self.assertTrue([line for line in told if "psea-three" in (line or "")], told)

    def test_who_lost_the_role_reads_no_more_what_is_sealed_anew(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete("Has Role", {"parent": self.other, "role": "CFM PSEA Focal Point"})
        frappe.clear_cache(user=self.other)
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        self.gave(self.psea)
        self.assertFalse(self.opens(self.identities[self.other]))
        self.assertTrue(self.opens(self.identities[self.psea]))
        self.assertEqual(resealing.outdated(self.sensitivity), 0)

    def test_a_lost_passphrase_costs_nothing(self) -> None:
        lost = self.identities[self.psea]
        self.give_key(self.psea)
        self.assertFalse(self.opens(self.identities[self.psea]))
        self.gave(self.other)
        self.assertTrue(self.opens(self.identities[self.psea]))
        self.assertFalse(self.opens(lost))

    def test_who_has_the_wrong_key_is_told_and_nothing_changes(self) -> None:
        self.give_key(self.psea)
        before = self.stored_description()
        batch = self.gave(self.psea)
        self.assertEqual((batch.done, batch.unreadable), (0, 1))
        self.assertEqual(self.stored_description(), before)

    def test_only_handlers_with_an_unlocked_key_give(self) -> None:
        frappe.set_user(self.psea)
        with unlocking.opened_with(None):
            self.assertRaises(frappe.PermissionError, giving.give, self.sensitivity)
        frappe.set_user(self.manager)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertRaises(frappe.PermissionError, giving.give, self.sensitivity)

    def test_batches_go_on_where_they_stopped(self) -> None:
        for _number in range(3):
            self.told()
        self.give_key(self.psea)
        frappe.set_user(self.other)
        with unlocking.opened_with(self.identities[self.other]):
            first = resealing.next_batch(self.sensitivity, size=2)
            self.assertEqual((first.done, resealing.outdated(self.sensitivity)), (2, 2))
            second = resealing.next_batch(self.sensitivity, first.after, size=2)
        self.assertEqual((second.done, second.after), (2, ""))
        self.assertNotIn(first.after, first.place)
        self.assertEqual((resealing.report_at(first.place), second.place), (first.after, ""))

    def test_the_log_does_not_tell_how_many_there_are(self) -> None:
        """Managers and data protection read it."""
        told = []
        for _number in range(2):
            self.told()
            self.give_key(self.psea)
            frappe.set_user(self.other)
            with unlocking.opened_with(self.identities[self.other]):
                giving.give(self.sensitivity)
            given = {"ref_doctype": "Case Sensitivity", "ref_name": self.sensitivity}
            told.append(set(frappe.get_all("CFM Access Log", given, pluck="detail")))
        self.assertEqual(told[0], told[1])

    def test_turning_off_takes_two(self) -> None:
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertRaises(frappe.ValidationError, switching.end, self.sensitivity)
            self.assertRaises(frappe.PermissionError, switching.ask_to_end, self.sensitivity)
        frappe.set_user(self.manager)
        switching.ask_to_end(self.sensitivity)
        self.assertRaises(frappe.PermissionError, switching.end, self.sensitivity)
        self.assertNotIn(MARK, frappe.db.get_value(body.REPORT, self.told(), "description"))
        frappe.set_user(self.psea)
        with unlocking.opened_with(None):
            self.assertRaises(frappe.PermissionError, switching.end, self.sensitivity)
        with unlocking.opened_with(self.identities[self.psea]):
            switching.end(self.sensitivity)
            giving.give(self.sensitivity)
        self.assertEqual(self.stored_description(), f"{MARK} description")
        self.assertEqual(circle.state_of(self.sensitivity), circle.OFF)
        self.assertEqual(circle.sealed_classes(), [])

    def test_a_class_is_sealed_only_when_nobody_is_shut_out(self) -> None:
        classes = [name for name in clearance.restricted_classes() if name != self.sensitivity]
        frappe.set_user(self.manager)
        self.assertRaises(frappe.ValidationError, switching.turn_on, classes[0])
        frappe.set_user(self.operator)
        self.assertRaises(frappe.PermissionError, switching.turn_on, classes[0])

    def test_what_is_sealed_is_not_begun_again(self) -> None:
        frappe.set_user(self.manager)
        begun = circle.record_of(self.sensitivity).begun_on
        self.assertRaises(frappe.ValidationError, switching.turn_on, self.sensitivity)
        self.assertEqual(circle.record_of(self.sensitivity).begun_on, begun)
        switching.ask_to_end(self.sensitivity)
        self.assertRaises(frappe.ValidationError, switching.ask_to_end, self.sensitivity)

    def test_nobody_writes_the_records_of_sealing_by_hand(self) -> None:
        frappe.set_user("Administrator")
        key = frappe.get_doc(keys.DOCTYPE, {"user": self.psea, "state": keys.ACTIVE})
        for written in (key.save, key.delete, lambda: key.rename("another")):
            self.assertRaises(frappe.PermissionError, written)

    def test_without_anybody_who_could_read_it_nothing_is_written(self) -> None:
        frappe.db.set_value(keys.DOCTYPE, {"state": keys.ACTIVE}, "state", keys.REPLACED)
        frappe.db.set_value(circle.RECOVERY, {"state": "Active"}, "state", "Replaced")
        with self.assertRaisesRegex(frappe.ValidationError, "Nobody could read this"):
            self.told()
        frappe.set_user(self.psea)
        with (
            unlocking.opened_with(None),
            self.assertRaisesRegex(frappe.ValidationError, "still sealed|Nobody could read"),
        ):
            report = frappe.get_doc(body.REPORT, self.report)
            report.description = "More words"
            report.save()

    def test_a_field_for_words_of_reports_has_room_for_sealed_ones(self) -> None:
        frappe.set_user("Administrator")
        for doctype in (body.REPORT, "Case Follow Up"):
            field = {
                "doctype": "Custom Field",
                "dt": doctype,
                "label": "Short",
                "fieldtype": "Data",
            }
            self.assertRaises(frappe.ValidationError, frappe.get_doc(field).insert)

    def test_errors_are_logged_without_words(self) -> None:
        frappe.set_user("Administrator")
        told = f"""Traceback with variables (most recent call last):
  File "apps/cfm_app/x.py", line 1, in f
    call(words)
      words = '{MARK}'
frappe.exceptions.DataError: too long: {MARK}
{MARK} on a line of its own"""
        said = f"too long: {MARK}\n{MARK} on a line of its own"
        log = self.stored("Error Log", error=told, method=said)
        self.assertNotIn(MARK, log.error)
        self.assertIn("line 1, in f", log.error)
        self.assertIn("DataError", log.error)
        self.assertEqual(log.method, "frappe.exceptions.DataError")

    def test_variables_are_in_no_log_before_anything_is_sealed(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(circle.DOCTYPE, {"sensitivity": self.sensitivity})
        told = f"""Traceback with variables (most recent call last):
  File "apps/cfm_app/x.py", line 1, in f
    call(words)
      words = '{MARK}'
        {MARK} on a line of its own
frappe.exceptions.DataError: too long"""
        log = self.stored("Error Log", error=told, method="too long")
        self.assertNotIn(MARK, log.error)
        self.assertIn("DataError: too long", log.error)
        self.assertEqual(log.method, "too long")

    def test_a_passphrase_is_in_no_log_before_anything_is_sealed(self) -> None:
        frappe.set_user("Administrator")
        frappe.db.delete(circle.DOCTYPE, {"sensitivity": self.sensitivity})
        told = """Traceback with variables (most recent call last):
  File "apps/cfm_app/x.py", line 1, in make
    check(passphrase, again)
      passphrase = 'four words nobody joins'
      again = 'four words nobody joins'
KeyError: 'x'"""
        log = self.stored("Error Log", error=told, method="x")
        self.assertNotIn("nobody", log.error)
        self.assertIn("line 1, in make", log.error)

"""What the doctor says of sealed classes: who can no longer open them, and what one loss would close."""

import frappe

from cfm_app.security.sealing import circle, findings, last_key, recovery, revoking
from cfm_app.security.sealing.test_last_key import WHY, LastKeyTestCase

GONE = "nobody can open them any more, or some of them"
LAST = "only one key is left that opens them, or some of them"
FEW = "handlers with a key: 1"
WAITING = "reports that are not sealed for the handlers of today: 1"
TWO_KEEPERS = (
    "only two keepers can still open with the recovery key: without one of them nobody can"
)
NO_KEEPERS = "the keepers can no longer open with the recovery key"


class TestFindings(LastKeyTestCase):
    """Both handlers have a key, and were given the reports, as three keepers were."""

    def setUp(self) -> None:
        super().setUp()
        self.give_key(self.psea)
        self.keepers = self.named_keepers()
        self.gave(self.other)

    def ill(self) -> list[str]:
        """What is not well, each with what to do."""
        found = [each for each in findings.findings() if each[2]]
        for subject, _what, advice in found:
            self.assertIn(subject, (f"Sealed reports: {self.sensitivity}", "Sealed reports"))
            self.assertNotIn("{", advice)
        return [what for _subject, what, _advice in found]

    def shut(self, *users: str) -> None:
        """Close accounts past every check, as somebody with the database does."""
        frappe.db.set_value("User", {"name": ["in", users]}, "enabled", 0)

    def test_all_is_well(self) -> None:
        self.assertEqual(self.ill(), [])
        [well] = findings.findings()
        self.assertEqual(well[0], f"Sealed reports: {self.sensitivity}")

    def test_keepers_stand_in_for_a_handler(self) -> None:
        frappe.set_user(self.psea)
        revoking.revoke(self.psea, WHY)
        self.assertEqual(self.ill(), [FEW, WAITING])

    def test_keepers_of_whom_one_is_lost_or_two(self) -> None:
        self.shut(self.keepers[0])
        self.assertEqual(self.ill(), [TWO_KEEPERS])
        # A key that was made anew does not open the piece for the former one.
        self.give_key(self.keepers[1])
        self.assertEqual(self.ill(), [NO_KEEPERS])

    def test_one_key_is_left(self) -> None:
        self.shut(self.psea, *self.keepers[:2])
        self.assertEqual(self.ill(), [LAST, WAITING, NO_KEEPERS])

    def test_keepers_alone_are_one_key(self) -> None:
        self.shut(self.psea, self.other)
        self.assertEqual(self.ill(), [LAST, WAITING])

    def test_nobody_is_left(self) -> None:
        self.shut(self.psea, self.other, *self.keepers)
        self.assertEqual(self.ill(), [GONE, WAITING, NO_KEEPERS])

    def test_the_role_is_gone(self) -> None:
        self.shut(*self.keepers)
        frappe.db.delete("Has Role", {"parent": ["in", [self.psea, self.other]]})
        self.assertEqual(self.ill(), [GONE, WAITING, NO_KEEPERS])

    def test_handlers_with_new_keys_that_were_not_given_the_reports(self) -> None:
        self.shut(*self.keepers)
        for user in (self.psea, self.other):
            self.give_key(user)
        self.assertEqual(self.ill(), [GONE, WAITING, NO_KEEPERS])

    def test_a_class_that_is_sealed_no_more_counts_while_reports_are(self) -> None:
        frappe.db.set_value(circle.DOCTYPE, {"sensitivity": self.sensitivity}, "state", circle.OFF)
        self.assertEqual(self.ill(), [])
        self.shut(self.psea, *self.keepers)
        self.assertEqual(self.ill(), [LAST])
        self.gave(self.other)
        self.assertEqual(self.ill(), [])
        living = last_key.opened()[self.sensitivity].living
        self.assertIsNone(last_key.keys_left(self.sensitivity, living))

    def test_nobody_was_named(self) -> None:
        frappe.db.set_value(recovery.DOCTYPE, {"state": "Active"}, "state", "Replaced")
        self.assertEqual(self.ill(), [WAITING, "nobody keeps the recovery key"])

"""Releases that are begun anew each month."""

from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import getdate

from cfm_app.base import consts
from cfm_app.figures.releases import approval, compose, entry, repeating, states
from cfm_app.testing import CFMTestCase

DONOR = "donor@donor.example"
MARCH = {"title": "For donors", "first_day": "2025-03-01", "last_day": "2025-03-31"}


class TestRepeating(CFMTestCase):
    def setUp(self) -> None:
        self.manager = self.user(consts.MANAGER)
        frappe.db.delete(entry.DOCTYPE)
        frappe.set_user(self.manager)
        self.addCleanup(frappe.set_user, "Administrator")
        self.release = compose.begin(MARCH).name
        compose.add_recipient(self.release, DONOR, "fr")

    def night(self, day: str) -> list[Any]:
        """What a night does; the releases that there are then, the oldest first."""
        frappe.set_user("Administrator")
        with (
            patch.object(repeating, "getdate", lambda: getdate(day)),
            patch.object(frappe.db, "commit"),
        ):
            repeating.begin_due()
        names = frappe.get_all(entry.DOCTYPE, order_by="first_day asc", pluck="name")
        return [frappe.get_doc(entry.DOCTYPE, name) for name in names]

    def test_the_month_that_is_over_is_begun_once_for_the_same_readers(self) -> None:
        repeating.repeat(self.release, 1)
        self.assertEqual(len(self.night("2025-04-30")), 1, "April is not over")
        self.assertEqual(len(self.night("2025-05-01")), 2)
        before, after = self.night("2025-05-02")
        self.assertEqual((str(after.first_day), str(after.last_day)), ("2025-04-01", "2025-04-30"))
        self.assertEqual([row.email for row in after.recipients], [DONOR])
        self.assertEqual(
            [(row.rows_by, row.columns_by) for row in after.blocks],
            [(row.rows_by, row.columns_by) for row in before.blocks],
        )
        self.assertEqual((before.each_month, after.each_month), (0, 1))
        told = frappe.get_all("Notification Log", {"document_name": after.name}, pluck="for_user")
        self.assertEqual(told, [self.manager])

    def test_nothing_leaves_before_somebody_else_agrees(self) -> None:
        repeating.repeat(self.release, 1)
        _before, after = self.night("2025-05-01")
        self.assertEqual(after.state, states.DRAFT)
        frappe.set_user(self.manager)
        approval.submit(after.name)
        with self.assertRaises(frappe.PermissionError):
            approval.release(after.name)

    def test_it_ends_when_somebody_says_so(self) -> None:
        repeating.repeat(self.release, 1)
        repeating.repeat(self.release, 0)
        self.assertEqual(len(self.night("2025-05-01")), 1)

    def test_one_that_cannot_be_begun_holds_up_no_other_and_its_composer_is_told(self) -> None:
        repeating.repeat(self.release, 1)
        after_it = compose.begin({**MARCH, "title": "For the board"}).name
        repeating.repeat(after_it, 1)
        self.assertLess(self.release, after_it)
        row = frappe.get_doc(entry.DOCTYPE, self.release).blocks[0]
        frappe.db.set_value(row.doctype, row.name, "rows_by", "what is no more")
        with patch.object(frappe.db, "rollback"):
            night = self.night("2025-05-01")
        self.assertEqual([str(each.first_day) for each in night[2:]], ["2025-04-01"])
        self.assertEqual(night[2].title, "For the board")
        told = frappe.get_all("Notification Log", {"document_name": self.release}, ["for_user"])
        self.assertEqual([row.for_user for row in told], [self.manager])
        self.assertEqual(len(self.night("2025-05-02")), 3, "it is not tried each night")

"""Evidence stays: what is held or closed keeps its files, and nobody takes away those of others."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import frappe

from cfm_app.base import consts
from cfm_app.data_protection.personal_data import holds
from cfm_app.testing import CFMTestCase


class TestAttachedFiles(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        self.other = self.user(consts.OPERATOR, email="other@test.cfm")
        self.manager = self.user(consts.MANAGER)
        frappe.set_user(self.operator)
        self.stored, self.elsewhere = self.case(description="Told"), self.case(description="Else")

    def attached(self, **values: Any) -> Any:
        file = {
            "doctype": "File",
            "file_name": "proof.txt",
            "content": "seen",
            "is_private": 1,
            "attached_to_doctype": "Case",
            "attached_to_name": self.stored.name,
            **values,
        }
        return frappe.get_doc(file).insert()

    def as_committed(self) -> None:
        """What follows a commit, without one: the records of the test go as those of others do."""
        with patch.object(frappe.db, "commit"):
            frappe.db.after_commit.run()

    def refuses_all(self, file: Any, error: type[Exception]) -> None:
        for change in ({"attached_to_name": self.elsewhere.name}, {"attached_to_name": None}):
            doc = frappe.get_doc("File", file.name)
            doc.update(change)
            # Some of it the framework refuses for its own reasons.
            self.assertRaises((error, frappe.PermissionError), doc.save)
        # The cross on the form asks for the right on the case alone.
        for free in (False, True):
            given = {"ignore_permissions": free}
            refused = error if free else (error, frappe.PermissionError)
            self.assertRaises(refused, frappe.delete_doc, "File", file.name, **given)
        place = {"name": file.name, "attached_to_name": self.stored.name}
        self.assertTrue(frappe.db.exists("File", place))
        self.as_committed()
        self.assertEqual("seen", frappe.get_doc("File", file.name).get_content())

    def test_whoever_attached_it_takes_it_away(self) -> None:
        file = self.attached()
        path = Path(file.get_full_path())
        frappe.delete_doc("File", file.name)
        self.assertTrue(path.exists())
        self.as_committed()
        self.assertFalse(path.exists())

    def test_bytes_of_a_deletion_that_was_taken_back_stay(self) -> None:
        file = self.attached()
        frappe.db.savepoint("before_change")
        frappe.delete_doc("File", file.name)
        frappe.db.rollback(save_point="before_change")
        self.as_committed()
        self.assertEqual("seen", frappe.get_doc("File", file.name).get_content())

    def test_equal_bytes_go_with_the_last_file_that_shows_them(self) -> None:
        files = [self.attached(), self.attached(file_name="other.txt")]
        paths = {Path(file.get_full_path()) for file in files}
        frappe.delete_doc("File", files[0].name)
        self.as_committed()
        self.assertEqual("seen", frappe.get_doc("File", files[1].name).get_content())
        frappe.delete_doc("File", files[1].name)
        self.as_committed()
        self.assertEqual(set(), {path for path in paths if path.exists()})

    def test_an_insertion_that_was_rolled_back_leaves_no_bytes(self) -> None:
        kept = self.attached()
        frappe.db.after_rollback.reset()
        frappe.db.savepoint("before_change")
        path = Path(self.attached(file_name="other.txt").get_full_path())
        frappe.db.rollback(save_point="before_change")
        frappe.db.after_rollback.run()
        self.assertEqual(path == Path(kept.get_full_path()), path.exists())
        frappe.delete_doc("File", kept.name)
        self.as_committed()

    def test_an_address_elsewhere_takes_no_bytes_along(self) -> None:
        file = self.attached()
        url = f"https://elsewhere.example/{Path(file.get_full_path()).name}"
        link = {"doctype": "File", "file_name": "link.txt", "file_url": url, "content_hash": "1"}
        frappe.delete_doc("File", frappe.get_doc(link).insert().name)
        self.as_committed()
        self.assertEqual("seen", frappe.get_doc("File", file.name).get_content())

    def test_nobody_else_does(self) -> None:
        file = self.attached()
        frappe.set_user(self.other)
        self.refuses_all(file, frappe.PermissionError)

    def test_a_manager_does(self) -> None:
        file = self.attached()
        frappe.set_user(self.manager)
        frappe.delete_doc("File", file.name)

    def test_a_held_case_keeps_it(self) -> None:
        file = self.attached()
        frappe.set_user(self.manager)
        holds.hold("Case", self.stored.name, "Asked for by the court")
        self.assertRaises(
            holds.HeldBack, frappe.delete_doc, "File", file.name, ignore_permissions=True
        )
        frappe.set_user(self.operator)
        self.refuses_all(file, holds.HeldBack)

    def test_a_closed_case_keeps_it(self) -> None:
        file = self.attached()
        frappe.db.set_value("Case", self.stored.name, "phase", "Closed")
        self.refuses_all(file, frappe.ValidationError)

    def test_a_file_on_nothing_is_free(self) -> None:
        frappe.delete_doc(
            "File", self.attached(attached_to_doctype=None, attached_to_name=None).name
        )

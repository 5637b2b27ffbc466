"""Files of sealed reports: bytes and names are sealed, and come out by one door."""

from typing import Any

import frappe

from cfm_app.security.file_contents import file_bytes
from cfm_app.security.sealing import (
    body,
    circle,
    envelope,
    files,
    resealing,
    switching,
    unlocking,
)
from cfm_app.security.sealing.test_body import MARK, SealingTestCase

CONTENT = f"{MARK} in a file".encode()


class TestFiles(SealingTestCase):
    def attached(self, report: str, **values: Any) -> str:
        frappe.set_user(self.psea)
        file = frappe.get_doc(
            {
                "doctype": "File",
                "file_name": f"{MARK}.txt",
                "content": CONTENT,
                "is_private": 1,
                "attached_to_doctype": body.REPORT,
                "attached_to_name": report,
                **values,
            }
        )
        return file.insert(ignore_permissions=True).name

    def bytes_of(self, file: str) -> bytes:
        path = file_bytes.path_of(frappe.db.get_value("File", file, "file_url"))
        assert path is not None
        self.addCleanup(path.unlink, missing_ok=True)
        return path.read_bytes()

    def told_anywhere(self, file: str) -> str:
        rows = [frappe.db.get_value("File", file, "*", as_dict=True)]
        rows += frappe.get_all(files.DOCTYPE, {"file": file}, ["*"])
        rows += frappe.get_all("Comment", {"comment_type": "Attachment"}, ["*"])
        return frappe.as_json(rows)

    def test_neither_bytes_nor_name_are_stored_in_plain(self) -> None:
        self.turn_on()
        file = self.attached(self.told())
        self.assertNotIn(CONTENT, self.bytes_of(file))
        self.assertNotIn(MARK, self.told_anywhere(file))

    def test_a_handler_reads_it_and_nobody_else(self) -> None:
        self.turn_on()
        report = self.told()
        file = self.attached(report)
        self.bytes_of(file)
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertEqual(files.download(file), (f"{MARK}.txt", CONTENT))
            self.assertEqual(files.names_of([file]), {file: f"{MARK}.txt"})
        with unlocking.opened_with(None):
            self.assertRaises(frappe.PermissionError, files.download, file)
            self.assertNotIn(MARK, str(files.names_of([file])))
        frappe.set_user(self.manager)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertRaises(frappe.DoesNotExistError, files.download, file)

    def test_a_file_that_is_not_sealed_or_not_there_comes_out_by_no_door(self) -> None:
        report = self.told()
        plain = self.attached(report)
        self.bytes_of(plain)
        self.turn_on()
        lost = self.attached(report)
        path = file_bytes.path_of(frappe.db.get_value("File", lost, "file_url"))
        path.unlink()
        with unlocking.opened_with(self.identities[self.psea]):
            for file in (plain, lost):
                self.assertRaises(frappe.DoesNotExistError, files.download, file)

    def test_files_count_until_each_is_sealed_for_todays_circle(self) -> None:
        report = self.told()
        file = self.attached(report)
        self.bytes_of(file)
        self.turn_on()
        frappe.db.set_value(body.REPORT, report, "sealed_to", circle.of(self.sensitivity).stamp)
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        self.assertEqual(resealing.next_batch(self.sensitivity).done, 1)
        self.assertEqual(resealing.outdated(self.sensitivity), 0)
        self.give_key(self.psea)
        with unlocking.opened_with(None):
            self.assertEqual(resealing.next_batch(self.sensitivity).unreadable, 1)
        with unlocking.opened_with(envelope.new_identity()):
            self.assertEqual(resealing.next_batch(self.sensitivity).unreadable, 1)
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        self.bytes_of(file)

    def test_files_of_a_class_that_is_opened_are_opened(self) -> None:
        self.turn_on()
        file = self.attached(self.told())
        frappe.set_user(self.manager)
        switching.ask_to_end(self.sensitivity)
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            switching.end(self.sensitivity)
            self.assertEqual(resealing.outdated(self.sensitivity), 1)
            resealing.next_batch(self.sensitivity)
        self.assertEqual(self.bytes_of(file), CONTENT)
        self.assertEqual(resealing.outdated(self.sensitivity), 0)

    def test_a_file_that_would_run_is_refused_before_its_name_is_sealed(self) -> None:
        self.turn_on()
        report = self.told()
        with self.assertRaises(frappe.ValidationError):
            self.attached(report, file_name="letter.html")

    def test_of_two_files_each_is_itself(self) -> None:
        self.turn_on()
        first, second = self.attached(self.told()), self.attached(self.told(), file_name="b.txt")
        self.bytes_of(first), self.bytes_of(second)
        frappe.set_user(self.psea)
        with unlocking.opened_with(self.identities[self.psea]):
            self.assertEqual(files.names_of([first]), {first: f"{MARK}.txt"})
            self.assertEqual(
                [files.download(each)[0] for each in (first, second)], [f"{MARK}.txt", "b.txt"]
            )
        frappe.db.set_value(files.DOCTYPE, {"file": first}, "sealed_to", "an older circle")
        self.assertEqual(resealing.outdated(self.sensitivity), 1)
        frappe.delete_doc("File", first, ignore_permissions=True)
        self.assertTrue(frappe.db.exists(files.DOCTYPE, {"file": second}))

    def test_older_files_are_sealed_with_their_report(self) -> None:
        report = self.told()
        file = self.attached(report)
        self.assertEqual(self.bytes_of(file), CONTENT)
        self.turn_on()
        resealing.next_batch(self.sensitivity)
        self.assertNotIn(CONTENT, self.bytes_of(file))
        self.assertNotIn(MARK, self.told_anywhere(file))

    def test_files_of_a_case_that_becomes_restricted(self) -> None:
        self.turn_on()
        frappe.set_user(self.operator)
        case = self.case(category="Quantité de la ration")
        file = self.attached("", attached_to_doctype="Case", attached_to_name=case.name)
        frappe.set_user(self.operator)
        case.reload()
        case.category, case.sensitivity = "Exploitation ou abus sexuel", None
        case.save()
        self.assertNotIn(CONTENT, self.bytes_of(file))

    def test_a_file_follows_the_circle(self) -> None:
        self.turn_on()
        report = self.told()
        file = self.attached(report)
        with unlocking.opened_with(self.identities[self.other]):
            new = self.give_key(self.psea)
            resealing.next_batch(self.sensitivity)
        self.bytes_of(file)
        frappe.set_user(self.psea)
        with unlocking.opened_with(new):
            self.assertEqual(files.download(file)[1], CONTENT)

    def test_an_erasure_takes_the_name_along(self) -> None:
        self.turn_on()
        file = self.attached(self.told())
        self.bytes_of(file)
        frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=True)
        self.assertFalse(frappe.db.exists(files.DOCTYPE, {"file": file}))

    def test_what_is_sealed_for_others_is_said(self) -> None:
        self.turn_on()
        file = self.attached(self.told())
        self.bytes_of(file)
        frappe.set_user(self.psea)
        with (
            unlocking.opened_with(envelope.new_identity()),
            self.assertRaises(envelope.Unreadable),
        ):
            files.download(file)

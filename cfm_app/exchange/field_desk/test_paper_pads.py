"""Pads of paper forms: numbers that collide with nothing, a sheet that comes back, photos that find their case."""

import io
from typing import Any
from unittest import mock

import frappe
import openpyxl

from cfm_app.base import consts
from cfm_app.exchange import case_import, column_guess, register
from cfm_app.exchange.field_desk import arrivals, page_photos
from cfm_app.exchange.paper_forms import drawing, numbers
from cfm_app.security.obligations import gate
from cfm_app.testing import CFMTestCase

RATION, SECRET = "Quantité de la ration", "Exploitation ou abus sexuel"
PHOTO = b"\x89PNG\r\n\x1a\n\0\0\0\x50IDAT" + b"page" * 21
REPORT = "Sensitive Report"


class PadTestCase(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user(self.manager)
        self.pad = drawing.draw("  Comité de\tBagasola ", None, 6).name
        self.numbers = drawing.numbers_of(self.pad)

    def typed(self, rows: dict[str, dict[str, Any]]) -> bytes:
        """The sheet of the pad, with some rows filled in."""
        book = openpyxl.load_workbook(
            io.BytesIO(register.write(self.pad, drawing.numbers_of(self.pad), None))
        )
        fields = list(register.COLUMNS)
        for line in book.worksheets[0].iter_rows(min_row=2):
            for field, value in rows.get(line[0].value, {}).items():
                line[fields.index(field)].value = value
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def pages_of(self, doctype: str, name: str) -> list[str]:
        """The numbers of the pages whose photos a record has; a bench writes more into their names."""
        of_record = {"attached_to_doctype": doctype, "attached_to_name": name}
        files = frappe.get_all("File", of_record, pluck="file_name")
        return [page_photos.number_in(each) for each in files]


class TestNumbers(PadTestCase):
    def test_they_are_drawn_and_no_device_or_mission_gives_such(self) -> None:
        self.assertEqual(
            frappe.db.get_value(drawing.PAD, self.pad, "pad_title"), "Comité de Bagasola"
        )
        self.assertEqual(len(set(self.numbers)), 6)
        for number in self.numbers:
            self.assertTrue(numbers.is_number(number))
            self.assertTrue(number.startswith(f"{self.pad}-"))
            self.assertIsNone(arrivals.NUMBER.fullmatch(number))
        # A device whose code is PAD, an office's own, a mission's, another log's.
        for other in ("PAD-4313", "CFM-2026-482162", "MIS-2026-123456-4313", "7AR-4313", None, ""):
            self.assertFalse(numbers.is_number(other))

    def test_a_code_whose_cases_are_still_there_is_not_given_again(self) -> None:
        self.case(source_id=self.numbers[0])
        frappe.delete_doc(drawing.PAD, self.pad)
        self.assertEqual(drawing.numbers_of(self.pad), [])
        with mock.patch.object(drawing.spoken_codes, "random_code") as drawn:
            drawn.side_effect = [self.pad.removeprefix("PAD-"), "7777"]
            self.assertEqual(drawing.draw("Autre", None, 1).name, "PAD-7777")
        with self.assertRaises(frappe.ValidationError):
            self.case(source_id=self.numbers[1])

    def test_what_a_pad_may_not_be(self) -> None:
        for given in (
            ("", None, 5),
            ("Comité", None, 0),
            ("Comité", None, 101),
            ("C", "Nowhere", 5),
        ):
            with self.assertRaises(frappe.ValidationError):
                drawing.draw(*given)

    def test_one_page_is_one_case(self) -> None:
        self.assertEqual(
            self.case(source_id=f" {self.numbers[0].lower()} ").source_id, self.numbers[0]
        )
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            self.case(source_id=self.numbers[0])
        with self.assertRaisesRegex(frappe.ValidationError, "printed no page"):
            self.case(source_id=f"{self.pad}-0001")
        with self.assertRaisesRegex(frappe.ValidationError, "printed no page"):
            self.case(source_id="PAD-7AR4-43I3")

    def test_that_a_restricted_case_has_it_shows_to_nobody_else(self) -> None:
        self.case(category=SECRET, source_id=self.numbers[0])
        with self.assertRaisesRegex(frappe.ValidationError, "already"):
            self.case(source_id=self.numbers[0])
        frappe.set_user(self.operator)
        self.assertTrue(self.case(source_id=self.numbers[0]).name)

    def test_nobody_reads_which_pages_are_used(self) -> None:
        for user in (self.manager, self.operator):
            frappe.set_user(user)
            self.assertFalse(frappe.has_permission(numbers.PAGE, "read"))


class TestSheet(PadTestCase):
    def test_it_comes_back_by_the_import(self) -> None:
        first, second, third = self.numbers[:3]
        sheet = self.typed(
            {
                first: {"category": RATION, "description": "Un demi-sac"},
                second: {"category": SECRET, "description": "Ce que nul autre ne lit"},
            }
        )
        columns = [
            cell.value for cell in openpyxl.load_workbook(io.BytesIO(sheet)).worksheets[0][1]
        ]
        self.assertEqual(set(column_guess.columns_of(columns)), set(register.COLUMNS))
        result = case_import.run(sheet, "pad.xlsx")
        self.assertEqual((result.created, result.skipped, result.errors), (2, 4, []))
        self.assertTrue(frappe.db.exists("Case", {"source_id": first, "category": RATION}))
        self.assertTrue(frappe.db.exists(REPORT, {"source_id": second}))
        # The committee goes on writing into the same sheet: what is there already makes no case again.
        more = {
            first: {"category": RATION, "description": "Un demi-sac"},
            second: {"category": SECRET, "description": "Ce que nul autre ne lit"},
            third: {"category": RATION, "description": "Rien reçu"},
        }
        again = case_import.run(self.typed(more), "pad.xlsx")
        self.assertEqual((again.created, again.skipped, again.errors), (1, 5, []))

    def test_a_number_that_is_used_or_of_nobody_is_said_by_row(self) -> None:
        first, second = self.numbers[:2]
        self.case(source_id=first, description="Tapé au bureau")
        sheet = self.typed({first: {"category": RATION, "description": "Autre chose"}})
        book = openpyxl.load_workbook(io.BytesIO(sheet))
        rows = book.worksheets[0]
        at = list(register.COLUMNS).index("description")
        kind = list(register.COLUMNS).index("category")
        for number, words in (
            (second, "Première"),
            (second.lower(), "Seconde, sous le même numéro"),
            ("PAD-XXXX-1234", "D'un autre bureau"),
        ):
            line: list[Any] = [None] * len(register.COLUMNS)
            line[0], line[at], line[kind] = number, words, RATION
            rows.append(line)
        buffer = io.BytesIO()
        book.save(buffer)
        for dry_run in (True, False):
            result = case_import.run(buffer.getvalue(), "pad.xlsx", dry_run=dry_run)
            self.assertEqual((result.created, result.failed), (1, 3))
            reasons = {error.number: error.message for error in result.errors}
            self.assertIn(first, reasons[self.numbers.index(first) + 2])
            self.assertIn("already", reasons[9])
            self.assertIn("printed no page", reasons[10])
        self.assertEqual(
            frappe.db.get_value("Case", {"source_id": second}, "description"), "Première"
        )

    def test_no_restricted_category_is_in_it(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.typed({})))
        offered = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
        self.assertNotIn(frappe._(SECRET), offered)
        self.assertIn(frappe._(RATION), offered)


class TestPhotos(PadTestCase):
    def test_the_name_of_a_file_says_the_number(self) -> None:
        for name, number in (
            ("PAD-7AR4-4313.jpg", "PAD-7AR4-4313"),
            ("scan_pad_7ar4_4313 (2).JPG", "PAD-7AR4-4313"),
            ("pad 7AR4 4313.png", "PAD-7AR4-4313"),
            ("IMG_20261129_4313.jpg", ""),
            ("PAD-7AR4-43130.jpg", ""),
        ):
            self.assertEqual(page_photos.number_in(name), number)

    def test_they_become_private_files_of_the_case_or_its_report(self) -> None:
        ordinary, secret = self.numbers[:2]
        case = self.case(source_id=ordinary, category=RATION)
        restricted = self.case(source_id=secret, category=SECRET)
        for number in (ordinary, secret):
            page_photos.take(number, PHOTO + number.encode())
        self.assertEqual(self.pages_of("Case", case.name), [ordinary])
        self.assertEqual(self.pages_of("Case", restricted.name), [])
        report = frappe.db.get_value(REPORT, {"cfm_case": restricted.name}, "name")
        [file] = frappe.get_all(
            "File", {"attached_to_name": report}, ["name", "is_private", "file_name"]
        )
        self.assertTrue(file.is_private)
        # Who sent it reads it no more than the report.
        for user in (self.manager, self.operator):
            frappe.set_user(user)
            self.assertFalse(frappe.get_doc("File", file.name).has_permission("read"))

    def test_one_that_comes_before_its_page_waits_and_tells_nothing(self) -> None:
        ordinary, secret = self.numbers[:2]
        for number in (ordinary, secret):
            self.assertIsNone(page_photos.take(number, PHOTO + number.encode()))
            self.assertEqual(self.pages_of(numbers.PAGE, number), [number])
        case = self.case(source_id=ordinary, category=RATION)
        restricted = self.case(source_id=secret, category=SECRET)
        self.assertEqual(self.pages_of("Case", case.name), [ordinary])
        report = frappe.db.get_value(REPORT, {"cfm_case": restricted.name}, "name")
        self.assertEqual(len(self.pages_of(REPORT, report)), 1)
        self.assertEqual(self.pages_of("Case", restricted.name), [])
        for number in (ordinary, secret):
            self.assertEqual(self.pages_of(numbers.PAGE, number), [])
        # Saving the case again brings nothing twice.
        frappe.get_doc("Case", case.name).save()
        self.assertEqual(len(self.pages_of("Case", case.name)), 1)

    def test_a_waiting_photo_is_read_by_nobody(self) -> None:
        page_photos.take(self.numbers[0], PHOTO)
        [name] = frappe.get_all("File", {"attached_to_name": self.numbers[0]}, pluck="name")
        # Its sender would see that it waits no more, though no case that they see has it.
        for user in (self.manager, self.operator):
            frappe.set_user(user)
            self.assertFalse(frappe.get_doc("File", name).has_permission("read"))
            self.assertEqual(frappe.get_list("File", {"attached_to_name": self.numbers[0]}), [])

    def test_who_sends_photos_learns_of_no_restricted_case(self) -> None:
        secret, free = self.numbers[:2]
        self.case(source_id=secret, category=SECRET)
        seen = []
        for number in (secret, free):
            for at in range(page_photos.MOST_OF_PAGE):
                page_photos.take(number, PHOTO + bytes([at]))
            with self.assertRaisesRegex(frappe.ValidationError, "At most") as refused:
                page_photos.take(number, PHOTO)
            seen.append((str(refused.exception), frappe.get_list("File", pluck="name")))
        self.assertEqual(*seen)

    def test_who_may_not_register_sends_no_photo_whether_a_case_is_there_or_not(self) -> None:
        secret, free = self.numbers[:2]
        self.case(source_id=secret, category=SECRET)
        with mock.patch.object(gate, "is_closed", lambda _user=None: True):
            for number in (secret, free):
                self.assertRaises(gate.ObligationError, page_photos.take, number, PHOTO)

    def test_what_is_refused(self) -> None:
        for number, content in (
            ("PAD-XXXX-1234", PHOTO),
            ("", PHOTO),
            ("CFM-2026-123456", PHOTO),
            (self.numbers[0], b"MZ\x90\x00 no picture"),
            (self.numbers[0], b"<svg onload=alert(1)>"),
        ):
            with self.assertRaises(frappe.ValidationError):
                page_photos.take(number, content)
        for at in range(page_photos.MOST_OF_PAGE):
            page_photos.take(self.numbers[0], PHOTO + bytes([at]))
        with self.assertRaises(frappe.ValidationError):
            page_photos.take(self.numbers[0], PHOTO)

    def test_a_pad_that_is_withdrawn_takes_its_waiting_photos_along(self) -> None:
        page_photos.take(self.numbers[0], PHOTO)
        frappe.delete_doc(drawing.PAD, self.pad)
        self.assertEqual(self.pages_of(numbers.PAGE, self.numbers[0]), [])

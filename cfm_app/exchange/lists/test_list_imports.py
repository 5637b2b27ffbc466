"""Sheets for lists: villages, categories, users; tried first, told row by row, taken back."""

import io
from typing import Any

import frappe
import openpyxl

from cfm_app.base import consts
from cfm_app.exchange import import_records
from cfm_app.exchange.lists import imports, jobs, targets, template, views
from cfm_app.testing import CommittedTestCase

MADE = {
    "CFM Import": {"target_doctype": ["is", "set"]},
    "CFM Location": {"pcode": ["like", "TT-%"]},
    "CFM Partner": {"partner_name": ["in", ["Helpers", "Others", "Late", "Right", "Mine"]]},
    "CFM Standard Answer": {"title": "When"},
    "User": {"name": ["like", "new%@test.cfm"]},
    "Email Account": {"email_id": "office@test.cfm"},
}


def sheet(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cells(content: bytes, at: int = 0) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[at]]


class TestListImports(CommittedTestCase):
    def setUp(self) -> None:
        super().setUp()
        frappe.set_user("Administrator")
        self.manager = self.user(consts.MANAGER)
        self.mails = set(frappe.get_all("Email Queue", pluck="name"))
        frappe.db.commit()
        frappe.set_user(self.manager)
        frappe.local.lang = "en"

    def tearDown(self) -> None:
        """Runs are committed, so what they wrote has to be taken away by hand."""
        frappe.set_user("Administrator")
        frappe.db.rollback()
        # No user goes while no System Manager would be left.
        self.user("System Manager", email="last@test.cfm")
        for doctype, filters in MADE.items():
            for name in frappe.get_all(
                doctype, filters=filters, pluck="name", order_by="creation desc"
            ):
                frappe.delete_doc(doctype, name, force=True, delete_permanently=True)
        for name in set(frappe.get_all("Email Queue", pluck="name")) - self.mails:
            frappe.delete_doc("Email Queue", name, force=True, delete_permanently=True)
        frappe.db.delete("Has Role", {"parent": "last@test.cfm"})
        frappe.db.delete("User", {"name": "last@test.cfm"})
        frappe.db.commit()
        super().tearDown()

    def opened(self, doctype: str, *rows: list[Any], **options: Any) -> str:
        name = imports.create(sheet(*rows), "sheet.xlsx", doctype)
        if options:
            row = imports.mine(name)
            chosen = frappe.parse_json(row.columns_map)
            kept = {"key_field": row.key_field, "mode": row.mode, "invite": row.invite}
            imports.choose(name, chosen, {**kept, **options})
        return name

    def work(self, name: str, task: str) -> dict[str, Any]:
        imports.start(name, task)
        jobs.run(name, frappe.db.get_value("CFM Import", name, "run_id"), "en")
        return views.state(name)

    def counts(self, state: dict[str, Any]) -> tuple[int, ...]:
        return tuple(state[f"{each}_count"] for each in ("created", "changed", "skipped", "failed"))

    # --- villages -----------------------------------------------------------------------------
    def test_villages_come_under_a_place_of_the_same_sheet(self) -> None:
        meta = frappe.get_meta("CFM Location")
        head = [
            meta.get_label(each)
            for each in ("location_name", "pcode", "parent_cfm_location", "is_group")
        ]
        rows = [["Canton of tests", "TT-1", None, "yes"]]
        rows += [
            [f"Village {each}", f"TT-1-{each:03}", "canton of tests", "no"] for each in range(300)
        ]
        name = self.opened("CFM Location", head, *rows)
        tried = self.work(name, import_records.CHECK)
        self.assertEqual(self.counts(tried), (301, 0, 0, 0), tried["errors"][:3])
        self.assertFalse(frappe.db.exists("CFM Location", "TT-1"))
        done = self.work(name, import_records.IMPORT)
        self.assertEqual(self.counts(done), (301, 0, 0, 0))
        self.assertEqual(
            frappe.db.get_value("CFM Location", "TT-1-299", "parent_cfm_location"), "TT-1"
        )
        again = self.work(self.opened("CFM Location", head, *rows), import_records.CHECK)
        self.assertEqual(self.counts(again), (0, 0, 301, 0))
        undone = self.work(name, import_records.UNDO)
        self.assertIn("301 records were taken out of use", undone["message"])
        self.assertFalse(frappe.db.get_value("CFM Location", "TT-1-299", "enabled"))
        self.assertFalse(undone["may_undo"])
        self.assertFalse(import_records.owned(name).file_id)

    def test_a_place_of_two_is_asked_back(self) -> None:
        for code in ("TT-8", "TT-9"):
            frappe.get_doc(
                {"doctype": "CFM Location", "location_name": "Twin", "pcode": code, "is_group": 1}
            ).insert(ignore_permissions=True)
        name = self.opened(
            "CFM Location",
            ["location_name", "pcode", "parent_cfm_location"],
            ["Below", "TT-10", "Twin"],
        )
        state = self.work(name, import_records.CHECK)
        self.assertIn("TT-8 or TT-9", state["errors"][0]["reason"])

    # --- changing what is there ---------------------------------------------------------------
    def partner(self, name: str, **values: Any) -> None:
        frappe.get_doc({"doctype": "CFM Partner", "partner_name": name, **values}).insert(
            ignore_permissions=True
        )

    def test_old_and_new_are_told_before_and_an_empty_cell_leaves_what_is_there(self) -> None:
        self.partner("Helpers", contact_name="Ali", contact_phone="66 00 00 01")
        rows = (
            ["partner_name", "contact_name", "contact_phone"],
            ["Helpers", "Zara", None],
            ["Others", "Moussa", 66000002],
        )
        name = self.opened("CFM Partner", *rows)
        tried = self.work(name, import_records.CHECK)
        self.assertEqual(self.counts(tried), (1, 1, 0, 0))
        changed = next(each for each in tried["changes"] if each["action"] == "Changed")
        self.assertEqual(
            [(each["old"], each["new"]) for each in changed["changes"]], [("Ali", "Zara")]
        )
        self.assertEqual(frappe.db.get_value("CFM Partner", "Helpers", "contact_name"), "Ali")
        self.work(name, import_records.IMPORT)
        kept = frappe.db.get_value("CFM Partner", "Helpers", ["contact_name", "contact_phone"])
        self.assertEqual(tuple(kept), ("Zara", "66 00 00 01"))
        self.assertEqual(frappe.db.get_value("CFM Partner", "Others", "contact_phone"), "66000002")
        self.work(name, import_records.UNDO)
        self.assertEqual(frappe.db.get_value("CFM Partner", "Helpers", "contact_name"), "Ali")
        self.assertFalse(frappe.db.get_value("CFM Partner", "Others", "enabled"))

    def test_what_somebody_changed_since_stays(self) -> None:
        name = self.opened("CFM Partner", ["partner_name", "contact_name"], ["Late", "Zara"])
        self.work(name, import_records.IMPORT)
        doc = frappe.get_doc("CFM Partner", "Late")
        doc.contact_name = "Fatime"
        doc.save()
        undone = self.work(name, import_records.UNDO)
        self.assertIn("has changed it since", undone["errors"][0]["reason"])
        self.assertTrue(frappe.db.exists("CFM Partner", "Late"))

    def test_one_wrong_row_stops_all_where_that_was_chosen(self) -> None:
        rows = (["partner_name", "enabled"], ["Right", "yes"], ["Wrong", "perhaps"])
        name = self.opened("CFM Partner", *rows, all_or_nothing=1)
        state = self.work(name, import_records.IMPORT)
        self.assertEqual(self.counts(state), (0, 0, 0, 1))
        self.assertIn("Nothing was stored", state["message"])
        self.assertFalse(frappe.db.exists("CFM Partner", "Right"))
        name = self.opened("CFM Partner", *rows, all_or_nothing=0)
        self.assertEqual(self.counts(self.work(name, import_records.IMPORT)), (1, 0, 0, 1))
        self.assertTrue(frappe.db.exists("CFM Partner", "Right"))

    def test_rows_of_a_table_stand_below_one_another(self) -> None:
        frappe.local.lang = "fr"
        meta = frappe.get_meta("CFM Standard Answer")
        table = frappe._(meta.get_label("texts"))
        rows = frappe.get_meta("CFM Standard Answer Text")
        language, text = (
            f"{table}: {frappe._(rows.get_label(each))}" for each in ("language", "answer_text")
        )
        languages = frappe.get_all("CFM Language", pluck="name", limit=2)
        name = self.opened(
            "CFM Standard Answer",
            ["title", "answer_text", language, text],
            ["When", "Soon", languages[0], "One"],
            [None, None, languages[1], "Two"],
        )
        self.assertEqual(self.counts(self.work(name, import_records.IMPORT)), (1, 0, 0, 0))
        made = frappe.get_doc("CFM Standard Answer", "When")
        self.assertEqual([row.answer_text for row in made.texts], ["One", "Two"])

    # --- people -------------------------------------------------------------------------------
    def test_ten_users_are_invited_with_their_roles(self) -> None:
        frappe.set_user("Administrator")
        self.outgoing_account()
        frappe.set_user(self.manager)
        rows = [
            [f"new{each}@test.cfm", f"New {each}", "CFM Operator; CFM Gender Focal Point"]
            for each in range(10)
        ]
        name = self.opened("User", ["Email", "First Name", "Roles"], *rows, invite=1)
        before = frappe.db.count("Email Queue")
        self.assertEqual(self.counts(self.work(name, import_records.CHECK)), (10, 0, 0, 0))
        self.assertEqual(frappe.db.count("Email Queue"), before)
        state = self.work(name, import_records.IMPORT)
        self.assertEqual(self.counts(state), (10, 0, 0, 0), state["errors"])
        roles = {row.role for row in frappe.get_doc("User", "new3@test.cfm").roles}
        self.assertLessEqual({"CFM Operator", "CFM Gender Focal Point"}, roles)
        self.assertEqual(frappe.db.count("Email Queue"), before + 10)

    def test_no_sheet_hands_out_what_a_manager_may_not(self) -> None:
        name = self.opened(
            "User", ["Email", "First Name", "Roles"], ["sly@test.cfm", "Sly", "System Manager"]
        )
        state = self.work(name, import_records.IMPORT)
        self.assertEqual(self.counts(state), (0, 0, 0, 1))
        self.assertFalse(frappe.db.exists("User", "sly@test.cfm"))

    def test_lists_of_cases_and_of_others_are_closed(self) -> None:
        for doctype in ("Case", "Referral", "Sensitive Report", "CFM Import", "Comment", "Nothing"):
            with self.assertRaises(frappe.PermissionError):
                imports.create(sheet(["a"], ["b"]), "sheet.xlsx", doctype)
        frappe.set_user(self.user(consts.OPERATOR))
        self.assertEqual(targets.choices(), [])

    def test_nobody_opens_the_import_of_somebody_else(self) -> None:
        name = self.opened("CFM Partner", ["partner_name"], ["Mine"])
        frappe.set_user(self.user(consts.MANAGER, email="second@test.cfm"))
        with self.assertRaises(frappe.PermissionError):
            views.state(name)

    # --- sheets -------------------------------------------------------------------------------
    def test_the_sheet_to_fill_speaks_the_language_of_its_reader_and_comes_back_unchanged(
        self,
    ) -> None:
        self.partner("Helpers", contact_name="Ali")
        for language in ("fr", "ar", "en"):
            frappe.local.lang = language
            content = template.write("CFM Partner", [], with_records=True)
            head, *rows = cells(content)
            self.assertEqual(head[0], f"{frappe._('Partner')} *")
            self.assertIn("Helpers", [row[0] for row in rows])
            name = imports.create(content, "sheet.xlsx", "CFM Partner")
            state = self.work(name, import_records.CHECK)
            self.assertEqual(self.counts(state)[:2], (0, 0), state["changes"])
            self.assertEqual(state["failed_count"], 0, state["errors"])

    def test_choices_stand_on_a_sheet_of_their_own(self) -> None:
        content = template.write("CFM Focal Point", [], with_records=False)
        listed = [value for row in cells(content, 1) for value in row if value]
        area = frappe.get_all("CFM Functional Area", pluck="name", limit=1)[0]
        self.assertIn(frappe._(area), listed)

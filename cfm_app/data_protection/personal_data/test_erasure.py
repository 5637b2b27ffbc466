"""What is erased leaves no word behind, and what stays tells of nobody."""

import json
from pathlib import Path
from typing import Any

import frappe

from cfm_app.base import consts, doctype_access
from cfm_app.data_protection.personal_data import erasure, erasure_list, field_map, holds
from cfm_app.data_protection.personal_data.holdings import Held, of_case, of_person
from cfm_app.data_protection.reading_alerts import seals
from cfm_app.security.access_rule import random_naming
from cfm_app.testing import CFMTestCase

MARK = "zqxwordgone"
TEXTS = field_map.HOLDS_WORDS - {
    "Attach",
    "Attach Image",
    "Dynamic Link",
    "Password",
    "Geolocation",
}
# Texts of documents about people that are no words about them: numbers, and what the office wrote.
STAYS = {
    ("Case", "sop_reason"),
    ("CFM Call", "called_number"),
    ("CFM Call", "queue"),
    ("CFM Call", "rings_at"),
    ("CFM Call", "cause"),
    ("CFM Message", "template"),
    ("Case SOP Step", "step_title"),
    ("Case SOP Step", "instruction"),
    ("Case Contact Attempt", "satisfaction"),
    ("Sensitive Report", "sealed_note"),
    ("Sensitive Report", "sealed_to"),
    ("Community Member", "sealed_note"),
    ("Community Member", "sealed_to"),
}


class TestErasure(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.operator = self.user(consts.OPERATOR)
        frappe.set_user("Administrator")
        self.person = self.filled("Community Member", phone="+23566771234")
        self.told = self.filled("Case", community_member=self.person, sex="Female", phase="Closed")

    def filled(self, doctype: str, **values: Any) -> str:
        """A stored document with the marker in each text, its own and that of a row of each table."""
        doc = frappe.new_doc(doctype)
        self.mark(doc)
        for df in doc.meta.get_table_fields():
            self.mark(doc.append(df.fieldname, {}))
        doc.update(values)
        doc.name = random_naming.new_name(doctype)
        doc.db_insert()
        for row in doc.get_all_children():
            row.parent, row.parenttype, row.name = (
                doc.name,
                doctype,
                frappe.generate_hash(length=10),
            )
            row.db_insert()
        return str(doc.name)

    def mark(self, doc: Any) -> None:
        for df in doc.meta.fields:
            if df.fieldtype in TEXTS:
                doc.set(df.fieldname, f"{MARK} {df.fieldname} {frappe.generate_hash(length=5)}")

    def words(self, doctype: str) -> set[tuple[str, str]]:
        """The fields in which the marker stands, in a DocType and its tables."""
        found = set()
        for each in (doctype, *(df.options for df in frappe.get_meta(doctype).get_table_fields())):
            columns = set(frappe.db.get_table_columns(each))
            for df in frappe.get_meta(each).fields:
                if df.fieldname in columns and frappe.db.exists(
                    each, {df.fieldname: ["like", f"%{MARK}%"]}
                ):
                    found.add((each, df.fieldname))
        return found

    def erase(self, *places: tuple[str, str]) -> erasure.Erased:
        return erasure.erase([Held(*place, "test") for place in places], ground="test")

    # --- copies of the framework -------------------------------------------------------------
    def test_a_comment_that_goes_leaves_no_copy_on_what_it_was_written_on(self) -> None:
        other = frappe.get_doc("Case", self.filled("Case", phase="Closed"))
        stays = other.add_comment("Comment", "rien d'autre")
        other.add_comment("Info", f"{MARK}x comme {self.told}")
        frappe.db.set_value("Comment", {"reference_name": other.name}, "owner", "Administrator")
        copies = json.dumps(
            [
                {"comment": row.content, "by": "x", "name": row.name}
                for row in frappe.get_all(
                    "Comment", {"reference_name": other.name}, ["name", "content"]
                )
            ]
        )
        frappe.db.set_value("Case", other.name, "_comments", copies)
        goes = frappe.get_all("Comment", {"content": ["like", f"{MARK}x%"]}, pluck="name")
        self.erase(("Case", self.told), ("Comment", goes[0]))
        left = json.loads(frappe.db.get_value("Case", other.name, "_comments"))
        self.assertEqual([each["name"] for each in left], [stays.name])

    # --- fields and tables -------------------------------------------------------------------
    def test_no_text_about_people_stays(self) -> None:
        conversation = self.filled(consts.CONVERSATION, community_member=self.person)
        places = [
            ("Case", self.told),
            ("Community Member", self.person),
            ("Sensitive Report", self.filled("Sensitive Report", cfm_case=self.told)),
            ("Referral", self.filled("Referral", cfm_case=self.told)),
            ("Consent", self.filled("Consent", cfm_case=self.told)),
            (consts.CONVERSATION, conversation),
            (consts.MESSAGE, self.filled(consts.MESSAGE, conversation=conversation)),
            (consts.CALL, self.filled(consts.CALL)),
        ]
        for doctype, _name in places:
            self.assertTrue(self.words(doctype), doctype)
        self.erase(*places)
        for doctype, _name in places:
            self.assertEqual(set(), self.words(doctype) - STAYS, doctype)

    def test_what_is_counted_stays(self) -> None:
        counted = ["name", "sex", "phase", "received_on", "creation", "modified"]
        before = frappe.db.get_value("Case", self.told, counted, as_dict=True)
        self.erase(("Case", self.told))
        after = frappe.db.get_value("Case", self.told, counted, as_dict=True)
        self.assertEqual(before, after)
        self.assertIsNone(frappe.db.get_value("Case", self.told, "community_member"))

    def test_a_site_becomes_its_area(self) -> None:
        site = frappe.get_all("CFM Location", {"admin_level": "Site"}, pluck="name", limit=1)
        if not site:
            area = frappe.get_all("CFM Location", {"is_group": 1}, pluck="name", limit=1)[0]
            values = {"location_name": "Site 7", "admin_level": "Site", "parent_cfm_location": area}
            site = [frappe.get_doc({"doctype": "CFM Location", **values}).insert().name]
        above = frappe.db.get_value("CFM Location", site[0], "parent_cfm_location")
        frappe.db.set_value("Case", self.told, "location", site[0])
        self.erase(("Case", self.told))
        self.assertEqual(above, frappe.db.get_value("Case", self.told, "location"))

    # --- what hangs on it ----------------------------------------------------------------------
    def test_what_refers_to_it_goes(self) -> None:
        for carrier, (type_field, name_field) in doctype_access.CARRIERS.items():
            if field_map.of(carrier).get("*"):
                place = {type_field: "Case", name_field: self.told}
                with self.subTest(carrier=carrier):
                    doc = frappe.new_doc(carrier)
                    self.mark(doc)
                    doc.update({**place, "file_url": None} if carrier == "File" else place)
                    doc.name = frappe.generate_hash(length=10)
                    doc.db_insert()
        self.erase(("Case", self.told))
        for carrier in doctype_access.CARRIERS:
            entry = field_map.of(carrier).get("*")
            if entry and entry.ending == field_map.DELETE:
                self.assertEqual(set(), self.words(carrier), carrier)

    def test_what_quotes_its_number_goes(self) -> None:
        for doctype, field in (
            ("Error Log", "error"),
            ("Deleted Document", "data"),
            ("Notification Log", "subject"),
            ("Email Queue", "message"),
        ):
            doc = frappe.get_doc({"doctype": doctype, field: f"{MARK}: {self.told}."})
            doc.name = frappe.generate_hash(length=10)
            doc.db_insert()
        self.erase(("Case", self.told))
        for doctype in ("Error Log", "Deleted Document", "Notification Log", "Email Queue"):
            self.assertEqual(set(), self.words(doctype), doctype)

    def test_the_bytes_of_files_go_after_the_commit(self) -> None:
        file = self.file()
        path = Path(file.get_full_path())
        digests = erasure.remove({"Case": [self.told]})
        self.assertEqual(1, len(digests))
        self.assertTrue(path.exists())
        frappe.db.after_commit.run()
        self.assertFalse(path.exists())

    def test_bytes_that_another_record_has_stay(self) -> None:
        file = self.file()
        other = {"doctype": "File", "file_name": "b.txt", "file_url": file.file_url}
        stored = frappe.get_doc({**other, "is_private": 1}).insert()
        # A framework may have given it bytes of its own.
        stored.db_set("file_url", file.file_url)
        self.assertEqual([], erasure.remove({"Case": [self.told]}))
        frappe.db.after_commit.run()
        self.assertTrue(Path(file.get_full_path()).exists())
        Path(file.get_full_path()).unlink()

    def test_folders_stay_where_nothing_was_attached(self) -> None:
        folder = {"doctype": "File", "is_folder": 1, "file_name": "Reports", "folder": "Home"}
        frappe.get_doc(folder).insert(ignore_if_duplicate=True)
        before = set(frappe.get_all("File", {"is_folder": 1}, pluck="name"))
        consent = self.consent(self.told, "Share inside")
        erasure.remove({"Consent": [consent.name]})
        self.assertEqual(before, set(frappe.get_all("File", {"is_folder": 1}, pluck="name")))

    def file(self) -> Any:
        hangs = {"attached_to_doctype": "Case", "attached_to_name": self.told}
        values = {"file_name": f"{MARK}.txt", "is_private": 1, "content": MARK.encode()}
        return frappe.get_doc({"doctype": "File", **hangs, **values}).insert()

    def test_the_log_of_readings_stays_sealed(self) -> None:
        line = {"doctype": seals.LOG, "ref_doctype": "Case", "ref_name": self.told}
        known = {"user": self.operator, "user_then": self.operator, "action": "Read"}
        frappe.get_doc({**line, **known, "accessed_on": "2025-01-01 08:00:00"}).insert()
        seals.seal()
        before = seals.faults()
        self.erase(("Case", self.told))
        self.assertEqual(before, seals.faults())
        self.assertTrue(frappe.db.exists(seals.LOG, {"ref_name": self.told}))

    def test_nothing_is_found_by_its_words(self) -> None:
        self.erase(("Case", self.told), ("Community Member", self.person))
        rows = {"entry_name": ["in", [self.told, self.person]], "is_outdated": 0}
        for words in frappe.get_all("CFM Search Entry", rows, pluck="words"):
            self.assertNotIn(MARK, words)

    # --- the register --------------------------------------------------------------------------
    def test_the_register_holds_numbers_and_no_words(self) -> None:
        done = self.erase(("Case", self.told), ("Community Member", self.person))
        row = frappe.db.get_value(erasure_list.REGISTER, done.name, "*", as_dict=True)
        self.assertEqual(("Done", "test", 2), (row.state, row.ground, row.document_count))
        self.assertEqual(
            {"Case": [self.told], "Community Member": [self.person]}, json.loads(row.documents)
        )
        self.assertNotIn(MARK, json.dumps(row, default=str))

    def test_what_holds_a_case_keeps_it_whole(self) -> None:
        holds.hold("Case", self.told, "Court of N'Djamena asks for it")
        before = self.words("Case")
        with self.assertRaises(holds.HeldBack):
            self.erase(("Case", self.told))
        self.assertEqual(before, self.words("Case"))
        hold = frappe.get_all(holds.DOCTYPE, {"ref_name": self.told}, pluck="name")[0]
        holds.lift(hold, "The court is done")
        frappe.set_user(self.user(consts.MANAGER))
        holds.lift(hold, "")
        frappe.set_user("Administrator")
        self.erase(("Case", self.told))
        self.assertEqual(set(), self.words("Case") - STAYS)

    def test_a_walk_finds_no_word_of_what_it_found_before(self) -> None:
        held = of_person(self.person)
        erasure.erase(held, ground="test")
        for each in (*held, *of_case(self.told)):
            if each.doctype in doctype_access.PROTECTED:
                self.assertEqual(set(), self.words(each.doctype) - STAYS, each)

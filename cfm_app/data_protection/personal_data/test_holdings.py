"""What is held on a person is found whole, and nothing of anybody else: by a walk that shares no code with it."""

import json
from collections.abc import Iterator
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.base import consts, doctype_access
from cfm_app.base.framework import aggregate
from cfm_app.data_protection.personal_data import holdings
from cfm_app.testing import CFMTestCase

MARK, OTHER = "qzxmark71", "qzxother82"
PHONE, OTHER_PHONE = "+235 66 77 12 34", "+235 66 77 99 88"
TEXTS = ("Data", "Small Text", "Text", "Long Text", "Code", "JSON", "Text Editor")
# Words for what is not text: names of the framework's own, addresses of files.
LEFT_OUT = ("name", "parent", "parentfield", "parenttype", "doctype")


class World:
    """A person with one of everything: a marker stands in every text of every row that refers to them."""

    def __init__(self, mark: str, phone: str) -> None:
        self.mark = mark
        self.member = self.made("Community Member", full_name=mark, phone=phone, phone_key=None)
        frappe.db.set_value(
            "Community Member", self.member, {"phone": phone, "phone_key": phone.replace(" ", "")}
        )
        self.case = self.made("Case", community_member=self.member)
        self.report = self.made("Sensitive Report", cfm_case=self.made("Case"))
        restricted = {"community_member": self.member}
        frappe.db.set_value("Sensitive Report", self.report, restricted)
        self.conversation = self.made(consts.CONVERSATION, community_member=self.member)
        self.message = self.made(consts.MESSAGE, conversation=self.conversation)

    def made(self, doctype: str, **values: Any) -> str:
        """A stored row, past all rules: with the marker in each text that is given no other value."""
        doc = frappe.new_doc(doctype)
        linked = {df.fieldname for df in doc.meta.get_dynamic_link_fields()}
        for df in doc.meta.fields:
            if df.fieldtype in TEXTS and df.fieldname not in linked | set(LEFT_OUT):
                long = f"{self.mark} {frappe.generate_hash(length=6)}"
                doc.set(df.fieldname, json.dumps(long) if df.fieldtype == "JSON" else long)
        doc.update(values)
        doc.name = values.get("name") or f"{doctype[:3]}-{frappe.generate_hash(length=10)}"
        doc.flags.name_set = True
        if frappe.get_meta(doctype).autoname == "autoincrement":
            last = frappe.get_all(doctype, fields=[aggregate("max", "name", "last")])[0].last
            doc.name = frappe.utils.cint(last) + 1
        doc.db_insert()
        return str(doc.name)

    def surround(self) -> None:
        """One row of every DocType that can refer to the case, the person, the report or a message."""
        subjects = {
            "Community Member": self.member,
            "Case": self.case,
            "Sensitive Report": self.report,
            consts.CONVERSATION: self.conversation,
            consts.MESSAGE: self.message,
        }
        for doctype in referring():
            meta = frappe.get_meta(doctype)
            for df in meta.get_link_fields():
                if df.options in subjects and df.fieldname != "duplicate_of":
                    self._refer(doctype, {df.fieldname: subjects[df.options]})
            pairs = [(df.options, df.fieldname) for df in meta.get_dynamic_link_fields()]
            if doctype in doctype_access.CARRIERS:
                pairs.append(doctype_access.CARRIERS[doctype])
            for kind, name in pairs:
                self._refer(doctype, {kind: "Case", name: self.case})

    def _refer(self, doctype: str, values: dict[str, Any]) -> None:
        if frappe.get_meta(doctype).istable:
            parent = {"parenttype": "Case", "parent": self.case, "parentfield": "x"}
            if doctype == "CFM Conversation Case":
                parent |= {"parenttype": consts.CALL, "parent": self.made(consts.CALL)}
            values = {**parent, **values}
        self.made(doctype, **values)


def referring() -> list[str]:
    """All DocTypes with a table, but the accounts of users and what describes DocTypes."""
    named = frappe.get_all(
        "DocType", filters={"issingle": 0, "is_virtual": 0}, fields=["name", "module"]
    )
    core = ("User", "Has Role", "DocType", "DocField", "DocPerm", "Community Member")
    return [row.name for row in named if row.name not in core and frappe.db.table_exists(row.name)]


def rows_with(mark: str) -> Iterator[tuple[str, str, str, str]]:
    """Each row of the database with a marker in any column: DocType, name, and its parent's."""
    for table in frappe.db.get_tables(cached=False):
        if not table.startswith("tab"):
            continue
        columns = frappe.db.get_table_columns(table[3:])
        if "name" not in columns:
            continue
        for row in frappe.db.sql(f"select * from `{table}`", as_dict=True):
            if any(mark in str(value) for value in row.values() if value is not None):
                yield table[3:], str(row.name), row.get("parenttype") or "", row.get("parent") or ""


class TestHoldings(CFMTestCase):
    def setUp(self) -> None:
        super().setUp()
        # Some rows outlive a transaction on a bench: each test has a marker of its own.
        self.mark = f"{MARK}{frappe.generate_hash(length=6)}"
        self.world = World(self.mark, PHONE)
        self.world.surround()
        self.other = World(OTHER, OTHER_PHONE)
        self.other.surround()

    def test_everything_is_found_and_nothing_of_others(self) -> None:
        found = {(row.doctype, row.name) for row in holdings.of_person(self.world.member)}
        stored = list(rows_with(self.mark))
        missed = [
            (doctype, name, parent)
            for doctype, name, kind, parent in stored
            if (doctype, name) not in found and (kind, parent) not in found
        ]
        self.assertGreater(len({row[0] for row in stored}), 25)
        self.assertEqual(missed, [])
        strangers = {row[:2] for row in rows_with(OTHER)}
        self.assertEqual(found & strangers, set())

    def test_all_of_a_case_is_found_without_its_person(self) -> None:
        found = {(row.doctype, row.name) for row in holdings.of_case(self.world.case)}
        self.assertIn(("Case", self.world.case), found)
        self.assertNotIn(("Community Member", self.world.member), found)
        for doctype in ("Referral", "Consent", "Comment", "Version", "CFM Access Log", "File"):
            self.assertIn(doctype, {kind for kind, _name in found})
        self.assertEqual(found & {row[:2] for row in rows_with(OTHER)}, set())

    def test_what_came_from_their_number_is_found(self) -> None:
        unnamed = self.world.made(
            consts.CALL, number="0023566771234", unique_key=frappe.generate_hash()
        )
        stranger = self.world.made(
            consts.CALL, number=OTHER_PHONE.replace(" ", ""), unique_key=frappe.generate_hash()
        )
        found = {row.name: row.why for row in holdings.of_person(self.world.member)}
        self.assertEqual(found.get(unnamed), holdings.BY_ADDRESS)
        self.assertNotIn(stranger, found)

    def test_a_number_shared_with_another_record_gives_nothing_of_theirs(self) -> None:
        frappe.db.set_value("Community Member", self.other.member, "phone_key", "+23566771234")
        found = {(row.doctype, row.name) for row in holdings.of_person(self.world.member)}
        self.assertEqual(found & {row[:2] for row in rows_with(OTHER)}, set())

    def test_a_record_that_was_merged_belongs_to_the_person(self) -> None:
        merged = self.world.made("Community Member", merged_into=self.world.member)
        of_it = self.world.made("Consent", community_member=merged)
        found = {row.name for row in holdings.of_person(self.world.member)}
        self.assertLessEqual({merged, of_it}, found)

    def test_a_case_of_another_that_names_this_one_stays_theirs(self) -> None:
        repeated = self.other.made(
            "Case", duplicate_of=self.world.case, community_member=self.other.member
        )
        about = {"reference_doctype": "Case", "reference_name": repeated}
        noted = self.other.made("Comment", content=f"as {self.world.case}", **about)
        found = {row.name for row in holdings.of_person(self.world.member)}
        self.assertNotIn(repeated, found)
        self.assertNotIn(noted, found)

    def test_a_register_is_not_the_persons_because_it_names_their_case(self) -> None:
        breach = self.other.made(consts.DATA_BREACH, discovered_on=now_datetime())
        within = {"parent": breach, "parenttype": consts.DATA_BREACH, "parentfield": "cases"}
        row = self.world.made("CFM Breach Case", cfm_case=self.world.case, **within)
        found = {(held.doctype, held.name) for held in holdings.of_person(self.world.member)}
        self.assertIn(("CFM Breach Case", row), found)
        self.assertNotIn((consts.DATA_BREACH, breach), found)

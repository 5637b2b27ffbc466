"""A log whose every column lies: restricted numbers, persons, accounts, garbage. Columns are found by reflection."""

import json
from typing import Any

import frappe

from cfm_app.base import consts
from cfm_app.exchange import case_import, headers, reader
from cfm_app.exchange.case_import import ImportResult
from cfm_app.exchange.mapping import Mapping, Translator
from cfm_app.testing import CFMTestCase

WORDS = "zqabus"
GARBAGE = (
    *("2999-01-01 10:00:00", "0000-00-00", "9" * 30, "-5", "x" * 50_000, "\x00zq", "\u202ezq"),
    *("<script>zq</script>", "=cmd()", "{{ frappe.db }}", "' or 1=1 --"),
)
SAID, OTHER = "What was said", "Anything"


class TestHostileLog(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        person = {"doctype": "Community Member", "full_name": "Zqvictim", "phone": "+23566998877"}
        self.victim = frappe.get_doc(person).insert()
        self.handler, self.manager = self.user(consts.PSEA), self.user(consts.MANAGER)
        frappe.set_user(self.user(consts.OPERATOR))
        self.restricted = self.case(
            category="Exploitation ou abus sexuel",
            description=WORDS,
            community_member=self.victim.name,
            source_id="ZQ-1",
        ).name
        report = frappe.db.get_value("Sensitive Report", {"cfm_case": self.restricted})
        self.secrets = {
            self.restricted: "CFM-2020-000000",
            str(report): "nothing999",
            self.victim.name: "PER-2020-000000",
            "+23566998877": "+23566990001",
            "Zqvictim": "Zqnobody",
            "ZQ-1": "ZQ-2",
        }
        frappe.set_user(self.manager)

    def taken(self, field: str, lie: str) -> tuple[ImportResult, list[str]]:
        """What became of one row with one lie, and the cases that are new."""
        frappe.db.savepoint("lie")
        before = set(frappe.get_all("Case", pluck="name"))
        columns = {"description": SAID, field: OTHER}
        values = {OTHER: lie, SAID: "Le riz manque"} if field != "description" else {OTHER: lie}
        translator = Translator(Mapping(columns=columns))
        result = case_import.take_rows([reader.Row(2, values)], translator, ImportResult())
        return result, sorted(set(frappe.get_all("Case", pluck="name")) - before)

    def undo(self) -> None:
        frappe.db.rollback(save_point="lie")
        frappe.clear_messages()

    def told(self, field: str, lie: str) -> tuple[Any, ...]:
        """What whoever imports learns, without the lie itself."""
        result, new = self.taken(field, lie)
        reasons = [reason for error in result.errors for _column, reason in error.reasons]
        shown = [frappe.get_doc("Case", name).as_dict() for name in new]
        stored = json.dumps([self.links_of(doc) for doc in shown], default=str).replace(lie, "?")
        text = json.dumps(shown, default=str).replace(lie, "?")
        self.undo()
        self.assertNotIn(WORDS, text)
        self.assertNotIn("Zqvictim", text)
        counts = (result.created, result.skipped, result.failed, result.noted)
        return counts, [reason.replace(lie, "?") for reason in reasons], stored

    def links_of(self, doc: Any) -> dict[str, Any]:
        """What a case links to, and who is said to have made it."""
        links = [df.fieldname for df in frappe.get_meta("Case").fields if df.fieldtype == "Link"]
        found = {each: doc.get(each) for each in (*links, "owner")}
        # A new person has a number by chance.
        person = found["community_member"]
        return found | {"community_member": person == self.victim.name if person else None}

    def test_no_column_tells_a_restricted_record_from_a_missing_one(self) -> None:
        for field in headers.fields():
            for lie, missing in self.secrets.items():
                with self.subTest(field=field, lie=lie):
                    self.assertEqual(self.told(field, lie), self.told(field, missing))

    def test_no_column_makes_somebody_else_the_author(self) -> None:
        for field in headers.fields():
            with self.subTest(field=field):
                _counts, _reasons, stored = self.told(field, self.handler)
                self.assertNotIn(self.handler, stored)

    def test_garbage_is_refused_or_kept_as_words(self) -> None:
        for field in headers.fields():
            for lie in GARBAGE:
                with self.subTest(field=field, lie=lie[:20]):
                    counts, reasons, _stored = self.told(field, lie)
                    self.assertEqual(sum(counts[:3]), 1)
                    self.assertFalse([each for each in reasons if "Traceback" in each])

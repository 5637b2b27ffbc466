"""The DocTypes of the app are well formed for every version of the framework."""

import json
from pathlib import Path
from typing import Any
from unittest import TestCase

APP = Path(__file__).resolve().parents[2]
BREAKS = ("Section Break", "Column Break", "Tab Break")
TABLES = ("Table", "Table MultiSelect")
# A column with one of these names breaks order_by and group_by on MariaDB.
RESERVED = frozenset(
    "case when then else end trigger order group by from to select table index key keys read write"
    " condition function language_ limit option system where with window rows range rank".split()
)
# From the framework.
CORE = {"User", "Role", "Workflow State", "DocType", "Language", "Country", "Email Template"}


def doctypes() -> dict[str, dict[str, Any]]:
    files = APP.glob("cfm_app/doctype/*/*.json")
    read = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    return {doctype["name"]: doctype for doctype in read}


class TestDocTypes(TestCase):
    def setUp(self) -> None:
        self.all = doctypes()

    def test_fields(self) -> None:
        for name, doctype in self.all.items():
            names = [field["fieldname"] for field in doctype["fields"]]
            self.assertEqual(names, doctype["field_order"], name)
            self.assertEqual(len(names), len(set(names)), name)
            self.assertFalse(RESERVED & set(names), name)
            for field in doctype["fields"]:
                self.assertTrue(field.get("label") or field["fieldtype"] in BREAKS, field)

    def test_links_and_tables_lead_somewhere(self) -> None:
        for name, doctype in self.all.items():
            for field in doctype["fields"]:
                target = field.get("options")
                if field["fieldtype"] == "Link":
                    self.assertIn(target, self.all.keys() | CORE, (name, field))
                if field["fieldtype"] in TABLES:
                    self.assertTrue(self.all[target].get("istable"), (name, field))

    def test_permissions_are_spelled_out(self) -> None:
        for name, doctype in self.all.items():
            if doctype.get("istable"):
                continue
            roles = [row["role"] for row in doctype["permissions"]]
            self.assertEqual(len(roles), len(set(roles)), name)
            self.assertFalse({"All", "Guest", "Desk User"} & set(roles), name)
            for row in doctype["permissions"]:
                self.assertTrue(row.get("read") or row.get("select"), (name, row))
                self.assertTrue(doctype.get("allow_import") or not row.get("import"), (name, row))
                # Or the framework refuses every change of the rights on this DocType.
                self.assertTrue(row.get("create") or not row.get("import"), (name, row))

    def test_consent_never_defaults_to_yes(self) -> None:
        for field in self.all["Consent Purpose"]["fields"]:
            self.assertFalse(field.get("default"))
            if field["fieldtype"] == "Select":
                self.assertTrue(field["options"].startswith("\n"))

    def test_sensitive_reports_keep_no_versions(self) -> None:
        self.assertFalse(self.all["Sensitive Report"].get("track_changes"))

"""Archives: what is read, and what is refused before anything is written."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frappe

import cfm_app
from cfm_app.exchange.site_move import canonical, move, rows, target
from cfm_app.exchange.site_move.archive import Archive, BadArchive
from cfm_app.testing import CFMTestCase

CHANNEL = {"name": "Pigeon", "docstatus": 0, "idx": 0, "creation": "2026-01-01 08:00:00.000000"}
TYPES = {
    "name": "varchar(140)",
    "creation": "datetime(6)",
    "docstatus": "int",
    "idx": "int",
}
SYSTEM_TYPES = {
    "singles": {"doctype": "varchar(140)", "field": "varchar(140)", "value": "longtext"},
    "series": {"name": "varchar(140)", "current": "int"},
    "sequences": {"name": "varchar(140)", "next": "bigint"},
    "auth": {"doctype": "varchar(140)", "name": "varchar(140)"},
}
Change = Callable[[dict[str, Any], dict[str, bytes]], object]


def table(types: dict[str, str], *lines: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    return {"rows": len(lines), "sha256": digest, "columns": types, "child": False}


def contents() -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest and the other entries of a small archive that is in order."""
    entries = {f"system/{part}.jsonl": b"" for part in SYSTEM_TYPES}
    entries["tables/CFM Channel.jsonl"] = canonical.line(CHANNEL)
    entries["files/private/note.txt"] = b"Lu"
    manifest = {
        "format": "frappe-site-move",
        "format_version": 1,
        "apps": {"cfm_app": cfm_app.__version__},
        "patches": frappe.get_all("Patch Log", pluck="patch", order_by="patch asc"),
        "encryption_key": False,
        "secrets_left_out": [],
        "missing_files": [],
        "tables": {"CFM Channel": table(TYPES, canonical.line(CHANNEL))},
        "system": {part: table(types) for part, types in SYSTEM_TYPES.items()},
        "files": [
            {
                "url": "/private/files/note.txt",
                "entry": "files/private/note.txt",
                "size": 2,
                "sha256": hashlib.sha256(b"Lu").hexdigest(),
            }
        ],
    }
    return manifest, entries


class TestArchive(CFMTestCase):
    def setUp(self) -> None:
        frappe.set_user("Administrator")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "move.zip"

    def written(self, change: Change | None = None) -> Path:
        manifest, entries = contents()
        if change:
            change(manifest, entries)
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, content in entries.items():
                opened.writestr(name, content)
            opened.writestr("manifest.json", json.dumps(manifest))
        return self.path

    def opened(self, change: Change | None = None) -> Archive:
        archive = Archive(self.written(change))
        self.addCleanup(archive.close)
        archive.verify()
        return archive

    def refused(self, message: str, change: Change | None = None) -> None:
        with self.assertRaisesRegex(BadArchive, message):
            target.check(self.opened(change), force=True)

    def test_an_archive_in_order(self) -> None:
        archive = self.opened()
        target.check(archive, force=True)
        self.assertEqual(list(archive.rows("CFM Channel")), [CHANNEL])
        self.assertEqual(archive.used["CFM Channel"], {"name", "creation"})

    def test_what_is_no_archive(self) -> None:
        self.path.write_bytes(b"PK nothing of the kind")
        with self.assertRaisesRegex(BadArchive, "no archive"):
            Archive(self.path)

    def test_a_truncated_archive(self) -> None:
        self.path.write_bytes(self.written().read_bytes()[:-200])
        with self.assertRaisesRegex(BadArchive, "damaged"):
            Archive(self.path)

    def test_foreign_and_newer_archives(self) -> None:
        self.refused("another program", lambda m, e: m.update(format="tar"))
        self.refused("format 2", lambda m, e: m.update(format_version=2))
        self.refused("no archive", lambda m, e: m.pop("tables"))
        self.refused("Update the app", lambda m, e: m["apps"].update(cfm_app="99.0.0"))
        self.refused("not installed", lambda m, e: m["apps"].update(other_app="1.0.0"))
        self.refused("migrate first", lambda m, e: m["patches"].append("cfm_app.patches.later"))

    def test_altered_contents(self) -> None:
        entry = "tables/CFM Channel.jsonl"
        other = canonical.line({**CHANNEL, "name": "Corbeau"})
        self.refused("damaged", lambda m, e: e.update({entry: other}))
        self.refused("damaged", lambda m, e: e.update({entry: b""}))
        self.refused("damaged", lambda m, e: e.update({"files/private/note.txt": b"Ly"}))
        self.refused("row 1", lambda m, e: e.update({entry: b'{"name": "Pigeon"}\n'}))
        self.refused("row 1", lambda m, e: e.update({entry: b'{"other":"Pigeon"}\n'}))
        self.refused("damaged", lambda m, e: e.update({entry: b"no json\n"}))

    def test_a_line_that_does_not_end(self) -> None:
        entry = "tables/CFM Channel.jsonl"
        with patch("cfm_app.exchange.site_move.archive.LONGEST_LINE", 1 << 20):
            self.refused("damaged", lambda m, e: e.update({entry: b" " * (8 << 20)}))

    def test_entries_that_the_manifest_does_not_name(self) -> None:
        self.refused("evil.py", lambda m, e: e.update({"../evil.py": b""}))
        self.refused("note.txt", lambda m, e: e.pop("files/private/note.txt"))

    def test_paths_that_lead_elsewhere(self) -> None:
        for name in ("../evil", "a/b", "..", "a\\b", "site_config.json/../../x"):
            entry = f"files/private/{name}"
            self.refused("not allowed", lambda m, e, entry=entry: m["files"][0].update(entry=entry))
        self.refused("not allowed", lambda m, e: m["files"][0].update(url="/private/files/x"))
        self.refused("not allowed", lambda m, e: m["files"][0].update(entry="site_config.json"))
        self.refused("no archive", lambda m, e: m["tables"].update({"../x": table(TYPES)}))

    def test_columns_that_this_site_lacks(self) -> None:
        def add(manifest: dict[str, Any], entries: dict[str, bytes]) -> None:
            line = canonical.line({**CHANNEL, "wings": "two"})
            manifest["tables"]["CFM Channel"] = table({**TYPES, "wings": "text"}, line)
            entries["tables/CFM Channel.jsonl"] = line

        self.refused("values for wings in CFM Channel", add)

    def test_doctypes_that_this_site_lacks(self) -> None:
        def add(manifest: dict[str, Any], entries: dict[str, bytes]) -> None:
            manifest["tables"]["Unheard Of"] = manifest["tables"]["CFM Channel"]
            entries["tables/Unheard Of.jsonl"] = entries["tables/CFM Channel.jsonl"]

        self.refused("rows of Unheard Of", add)

    def test_doctypes_that_are_not_the_managers(self) -> None:
        def add(manifest: dict[str, Any], entries: dict[str, bytes]) -> None:
            line = canonical.line({"custom": 1, "name": "Case"})
            types = {"name": "varchar(140)", "custom": "int"}
            manifest["tables"]["DocType"] = table(types, line)
            entries["tables/DocType.jsonl"] = line

        self.refused("DocType Case of its own", add)

    def test_a_site_with_cases_is_not_replaced(self) -> None:
        self.case()
        archive = self.opened()
        with self.assertRaisesRegex(frappe.ValidationError, "--force"):
            target.check(archive, force=False)
        target.check(archive, force=True)

    def test_a_dry_run_tells_and_writes_nothing(self) -> None:
        archive, said = self.opened(), []
        here = frappe.db.count("CFM Channel")
        move.tell(archive, said.append)
        self.assertIn(f"CFM Channel: 1 row in the place of {here}", said)
        self.assertFalse(frappe.db.exists("CFM Channel", "Pigeon"))


class TestCanonical(CFMTestCase):
    def test_values(self) -> None:
        for stored, type_, expected in (
            (datetime(2026, 1, 2, 3, 4, 5), "datetime(6)", "2026-01-02 03:04:05.000000"),
            (date(2026, 1, 2), "date", "2026-01-02"),
            (timedelta(hours=7, minutes=30), "time(6)", "07:30:00.000000"),
            (-timedelta(hours=1), "time(6)", "-01:00:00.000000"),
            (5.0, "decimal(21,9)", 5),
            (0.1, "decimal(21,9)", 0.1),
            (1 / 3, "decimal(3,2)", 0.33),
            (-0.0, "decimal(21,9)", 0),
            ("é ", "text", "é "),
        ):
            self.assertEqual(canonical.value(stored, type_), expected, stored)

    def test_a_row_of_the_database_reads_as_it_was_written(self) -> None:
        frappe.set_user("Administrator")
        columns = ["name", *TYPES.keys() - {"name"}]
        frappe.db.bulk_insert("CFM Channel", columns, [[CHANNEL[each] for each in columns]])
        stored = rows.existing("CFM Channel", ["Pigeon"], columns)["Pigeon"]
        self.assertEqual(canonical.row(stored, TYPES), CHANNEL)

    def test_lines_are_the_same_however_a_row_is_ordered(self) -> None:
        self.assertEqual(canonical.line({"b": "ع", "a": 1}), '{"a":1,"b":"ع"}\n'.encode())

    def test_bundles_are_bounded(self) -> None:
        many = [{"name": str(number)} for number in range(rows.MOST_ROWS + 1)]
        self.assertEqual([len(each) for each in rows.batches(many)], [rows.MOST_ROWS, 1])
        large = [{"text": "x" * rows.MOST_TEXT}] * 3
        self.assertEqual([len(each) for each in rows.batches(large)], [1, 1, 1])

"""Values of SugarCRM with their meaning: texts, moments, lists, statements of a dump."""

import gzip
import io
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import TestCase

from cfm_app.exchange.migration import field_names, records, sql_statements, translate
from cfm_app.exchange.migration.containers import Folder, Zip
from cfm_app.exchange.migration.csv_source import CsvSource
from cfm_app.exchange.migration.dump_source import DumpSource
from cfm_app.exchange.migration.records import SourceError


def pieces(text: str, size: int) -> Iterator[str]:
    yield from (text[place : place + size] for place in range(0, len(text), size))
    while True:
        yield ""


def read_dump(text: str, size: int = 7) -> list[dict[str, str | None] | None]:
    """The rows of all insertions of a dump that comes in pieces of some size."""
    parts = pieces(text, size)
    known: dict[str, list[str]] = {}
    found = []
    for statement in sql_statements.statements(lambda: next(parts)):
        if created := sql_statements.columns(statement):
            known[created[0]] = created[1]
        elif table := sql_statements.table_of(statement):
            found += list(sql_statements.rows(statement, known.get(table, [])))
    return found


DUMP = r"""-- a comment; with a sign
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `cases` (
  `id` char(36) NOT NULL COMMENT 'it''s; the id',
  `name` varchar(255) DEFAULT 'a;b',
  `number` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
);
INSERT INTO `cases` VALUES ('a','it\'s (one); \\ and \"two\"',1),('b',NULL,-2);
insert ignore into cases (id, name) values ('c', 'doubled ''quote'''), ('d', 'line\nnext');
INSERT INTO `cases` VALUES ('only','two'),('e','after',3);
INSERT INTO `cases` VALUES (x'66',_utf8mb4'given',0x41);
"""
ROWS = [
    {"id": "a", "name": 'it\'s (one); \\ and "two"', "number": "1"},
    {"id": "b", "name": None, "number": "-2"},
    {"id": "c", "name": "doubled 'quote'"},
    {"id": "d", "name": "line\nnext"},
    None,
    {"id": "e", "name": "after", "number": "3"},
    {"id": "f", "name": "given", "number": "A"},
]


class TestRecords(TestCase):
    def test_a_dump_is_read_in_pieces_of_any_size(self) -> None:
        for size in (1, 2, 5, 64, 10_000):
            self.assertEqual(read_dump(DUMP, size), ROWS, size)

    def test_a_dump_that_breaks_off_says_so(self) -> None:
        with self.assertRaises(SourceError):
            read_dump(DUMP[: DUMP.index("'b',NULL")])

    def test_moments_are_read_in_the_time_zone_of_their_source(self) -> None:
        read = records.moment
        summer = read("03/07/2024 14:30", "Europe/Paris", "Day first")
        self.assertEqual(summer, datetime(2024, 7, 3, 12, 30))
        self.assertEqual(read("03/07/2024", "UTC", "Month first"), datetime(2024, 3, 7))
        for raw in ("2024-07-03T14:30:00+02:00", "2024-07-03T12:30:00Z"):
            self.assertEqual(read(raw, "Africa/Ndjamena"), datetime(2024, 7, 3, 12, 30))
        stored = read("2024-07-03 12:30:00", "Africa/Ndjamena", is_utc=True)
        self.assertEqual(stored, datetime(2024, 7, 3, 12, 30))
        self.assertEqual(records.local(stored, "Africa/Ndjamena"), datetime(2024, 7, 3, 13, 30))
        self.assertIsNone(read("", "UTC"))
        with self.assertRaises(ValueError):
            read("yesterday", "UTC")

    def test_lists_are_known_by_key_and_by_label(self) -> None:
        for said in ("Open_New", "open_new", "Nouveau", "NEW", "Ouvert - Nouveau"):
            self.assertEqual(field_names.key_of("status", said, {}), "Open_New")
        own = {"kind_c": {"vivres": "Vivres et nutrition"}}
        self.assertEqual(field_names.key_of("kind_c", "vivres et NUTRITION", own), "vivres")
        self.assertEqual(field_names.key_of("status", "Ailleurs", {}), "Ailleurs")

    def test_texts_lose_their_entities_and_loose_accents(self) -> None:
        self.assertEqual(records.text("l&#039;e\u0301cole &lt;3\ufeff"), "l'école <3")

    def test_a_subject_is_not_repeated(self) -> None:
        self.assertEqual(
            translate.words({"name": "Ration", "description": "Ration courte"}), "Ration courte"
        )
        self.assertEqual(
            translate.words({"name": "Ration", "description": "Elle dit"}), "Ration\nElle dit"
        )

    def test_nothing_outside_of_a_folder_is_read(self) -> None:
        with TemporaryDirectory() as name:
            inner = Path(name) / "inner"
            inner.mkdir()
            (Path(name) / "secret.csv").write_text("x")
            self.assertIsNone(Folder(inner).read("../secret.csv"))

    def test_an_archive_bomb_is_refused(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("cases.csv", b"0" * (40 << 20))
        with self.assertRaises(SourceError):
            Zip(packed.getvalue())

    def test_files_are_recognised_by_their_columns_and_numbers_keep_their_sign(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("out/x.csv", "ID;Numéro;Sujet\n11;7;Bonjour\n".encode("cp1252"))
            archive.writestr("out/Contacts 2.csv", "ID;Nom de famille;Portable\n12;Abba;'+23566\n")
            archive.writestr("out/readme.csv", "a;b\n1;2\n")
        source = CsvSource(Zip(packed.getvalue()))
        self.assertEqual(source.modules(), ("Contacts", "Cases"))
        [case] = source.records("Cases")
        self.assertEqual(case.values, {"id": "11", "case_number": "7", "name": "Bonjour"})
        [contact] = source.records("Contacts")
        self.assertEqual(contact.values["phone_mobile"], "+23566")
        self.assertEqual(source.not_read, ["readme.csv"])

    def test_columns_are_known_by_the_labels_of_many_languages(self) -> None:
        for headers, names in (
            (("Sujet", "ID", "Notes", "Pièce jointe", "Type Parentée", "Parent (ID)"), "fr"),
            (("Subject:", "ID", "Note", "Attachment", "Parent Type", "Parent ID:"), "en"),
            (("Asunto", "ID", "Nota", "Adjunto", "Tipo de padre", "ID padre"), "es"),
        ):
            found = field_names.names_of("Notes", headers)
            told = {found.get(header) for header in headers}
            wanted = {"name", "id", "description", "filename", "parent_type", "parent_id"}
            self.assertEqual(told, wanted, names)
        twice = field_names.names_of("Cases", ("ID", "Créé par", "Créé par 3", "État", "Statut"))
        self.assertEqual(
            list(twice.values()), ["id", "created_by", "created_by_name", "state", "status"]
        )
        self.assertEqual(field_names.key_of("status", "Dupliquer", {}), "Closed_Duplicate")

    def test_a_table_of_links_is_no_module(self) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("Tickets.csv", "ID,Sujet\nc-1,Ration\nc-2,Autre\n")
            links = "id,contact_id,case_id,contact_role,date_modified,deleted\n"
            links += "1,p-2,c-1,,2024-01-01,0\n2,p-1,c-1,,2024-01-01,0\n3,p-3,c-1,,2024-01-01,1\n"
            archive.writestr("liens.csv", links)
            groups = "id,securitygroup_id,record_id,module,deleted\n1,g-1,c-1,Cases,0\n"
            archive.writestr("securitygroups_records.csv", groups)
            archive.writestr("securitygroups.csv", "id,name,deleted\ng-1,Cellule PSEA,0\n")
        source = CsvSource(Zip(packed.getvalue()))
        self.assertEqual((source.modules(), source.not_read), (("Cases",), []))
        self.assertTrue(source.tells_teams() and source.tells_contacts())
        first, second = source.records("Cases")
        self.assertEqual(first.values["contact_id"], "p-1")
        self.assertEqual(first.values[records.FURTHER_CONTACTS], "p-2")
        self.assertEqual(first.values["team_name"], "Cellule PSEA")
        self.assertEqual(second.values, {"id": "c-2", "name": "Autre"})

    def test_a_table_has_its_moments_in_utc_and_an_export_in_those_of_its_user(self) -> None:
        for header, stamp, is_utc in (
            ("date_entered", "2024-02-03 10:00:00", True),
            ("Date de création", "03/02/2024 10:00", False),
            ("date_entered", "2024-02-03 10:00", False),
        ):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w") as archive:
                archive.writestr("Tickets.csv", f"ID,Sujet,{header}\nc-1,Ration,{stamp}\n")
            [found] = CsvSource(Zip(packed.getvalue())).records("Cases")
            self.assertEqual(found.is_utc, is_utc, stamp)


class TestDamaged(TestCase):
    """Files that are broken, or made to keep a server busy."""

    def test_a_hostile_dump_is_read_quickly(self) -> None:
        text = "insert into cases values ('" + "a" * (24 << 20)
        for dump, count in ((";" * 1_000_000, 1_000_000), ("''" * (4 << 20) + ";", 1)):
            parts = pieces(dump, 1 << 20)
            begun = time.process_time()
            found = sum(1 for _each in sql_statements.statements(lambda p=parts: next(p)))
            self.assertEqual(found, count)
            self.assertLess(time.process_time() - begun, 8)
        parts = pieces(text, 1 << 20)
        begun = time.process_time()
        with self.assertRaises(SourceError):
            list(sql_statements.statements(lambda: next(parts)))
        self.assertLess(time.process_time() - begun, 8)

    def test_half_a_byte_is_a_broken_row(self) -> None:
        dump = (
            "CREATE TABLE `cases` (\n  `id` blob\n);\nINSERT INTO `cases` VALUES (0xABC),('b');\n"
        )
        self.assertEqual(read_dump(dump), [None, {"id": "b"}])

    def test_a_comment_right_behind_a_statement(self) -> None:
        dump = (
            "CREATE TABLE `cases` (\n  `id` blob\n);# it's one\nINSERT INTO `cases` VALUES ('b');\n"
        )
        self.assertEqual(read_dump(dump), [{"id": "b"}])

    def test_a_damaged_archive_is_reported_in_words(self) -> None:
        for way in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", way) as archive:
                archive.writestr("a.sql", "insert into cases values (1);" * 2000)
            content = bytearray(packed.getvalue())
            content[60:90] = b"\xff" * 30
            with self.assertRaises(SourceError):
                Zip(bytes(content)).read("a.sql")

    def test_a_compressed_dump_has_a_size_limit(self) -> None:
        content = gzip.compress(b"select 1;\n" * 400_000)
        with self.assertRaises(SourceError):
            DumpSource(lambda: io.BytesIO(content), most=1 << 20)

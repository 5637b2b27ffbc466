"""The office as its exports: CSV files in French with `upload/`, and a dump of the tables."""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from .office import STAMP, Office, Row

ZONE = "Africa/Ndjamena"
MOMENTS = ("date_entered", "date_modified", "date_created")
COMMON = {
    "id": "ID",
    "name": "Sujet",
    "date_entered": "Date de création",
    "date_modified": "Date de modification",
    "created_by": "Créé par (ID)",
    "description": "Description",
    "deleted": "Supprimé",
    "parent_type": "Type de parent",
    "parent_id": "ID parent",
    "status": "Statut",
}
HEADERS = {
    "cases": {
        "case_number": "Numéro",
        "priority": "Priorité",
        "resolution": "Résolution",
        "work_log": "Journal de travail",
        "assigned_user_id": "Assigné à (ID)",
        "contact_created_by_id": "Créé par le contact (ID)",
        "feedback_type_c": "Type de retour",
        "channel_c": "Canal",
        "province_c": "Province",
        "village_c": "Village",
        "team_name": "Équipe",
    },
    "contacts": {
        "first_name": "Prénom",
        "last_name": "Nom de famille",
        "phone_mobile": "Téléphone mobile",
        "phone_work": "Tél. bureau",
    },
    "notes": {"filename": "Pièce jointe"},
    "users": {
        "user_name": "Nom d'utilisateur",
        "first_name": "Prénom",
        "last_name": "Nom de famille",
        "email1": "Courriel",
    },
    "aop_case_updates": {"case_id": "Ticket (ID)", "internal": "Interne"},
    "calls": {},
    "saved_search": {
        "search_module": "search_module",
        "assigned_user_id": "assigned_user_id",
        "contents": "contents",
    },
    "cases_audit": {
        "date_created": "Date de changement",
        "field_name": "Champ",
        "before_value_string": "Ancienne valeur",
        "after_value_string": "Nouvelle valeur",
        "before_value_text": "Ancien texte",
        "after_value_text": "Nouveau texte",
    },
}
FILES = {"cases": "Tickets", "contacts": "Contacts", "notes": "Notes", "users": "Utilisateurs"}
# A CSV has the label of such a list value; other values are keys, as in the table of the history.
LISTED = ("status", "priority", "feedback_type_c", "channel_c")


def write_csv(office: Office, folder: Path, only: tuple[str, ...] = ()) -> None:
    """CSV files as a French exporter has them: semicolon, Windows-1252, labels, local times."""
    for table, headers in HEADERS.items():
        if only and table not in only:
            continue
        rows = joined(office, table)
        known = {name: label for name, label in {**COMMON, **headers}.items() if name in rows[0]}
        with (folder / f"{FILES.get(table, table)}.csv").open("wb") as file:
            file.write(_line(list(known.values())))
            for row in rows:
                file.write(_line([_shown(office, table, name, row) for name in known]))
            if table == "cases":
                file.write(b";;;une ligne de trop, sans rien\r\n")
    upload = folder / "upload"
    upload.mkdir(exist_ok=True)
    for number, content in office.files.items():
        (upload / number).write_bytes(content)


def write_names(folder: Path) -> None:
    """A file beside them with the names of an office's own columns in the tables."""
    own = {name: label for name, label in HEADERS["cases"].items() if name.endswith("_c")}
    lines = [_line(["list", "key", "label"]), *(_line(["fields", *pair]) for pair in own.items())]
    (folder / "dropdowns.csv").write_bytes(b"".join(lines))


def joined(office: Office, table: str) -> list[Row]:
    """The rows of a module with its own columns, teams and addresses, as an export has them."""
    rows = [dict(row) for row in office.rows(table)]
    if table == "cases":
        own = {row["id_c"]: row for row in office.rows("cases_cstm")}
        teams = office.teams_of_cases()
        for row in rows:
            row["team_name"] = ", ".join(teams.get(row["id"], []))
            row |= {name: value for name, value in own.get(row["id"], {}).items() if name != "id_c"}
    if table == "users":
        addresses = {row["id"]: row["email_address"] for row in office.rows("email_addresses")}
        links = {
            row["bean_id"]: row["email_address_id"] for row in office.rows("email_addr_bean_rel")
        }
        for row in rows:
            row["email1"] = addresses[links[row["id"]]]
    return rows


def _shown(office: Office, table: str, name: str, row: Row) -> str:
    value = row.get(name, "")
    if name in MOMENTS and value:
        moment = datetime.strptime(value, STAMP).replace(tzinfo=timezone.utc)
        return moment.astimezone(ZoneInfo(ZONE)).strftime("%d/%m/%Y %H:%M")
    if table == "cases" and name in LISTED:
        return office.labels()[name].get(value, value)
    # Cells that a spreadsheet would take for formulas.
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(cells)
    return unicodedata.normalize("NFC", text.getvalue()).encode("cp1252")


def write_dump(office: Office, path: Path, rows_of_one: int = 50) -> None:
    """A dump as mysqldump writes it: extended insertions, escapes; compressed if the name says so."""
    text = io.StringIO()
    text.write("-- MySQL dump 10.13; it's a comment\n/*!40101 SET NAMES utf8mb4 */;\n")
    for table, rows in office.tables.items():
        names = list(dict.fromkeys(name for row in rows for name in row))
        columns = ",\n".join(
            f"  `{name}` {_kind(rows, name)} DEFAULT NULL COMMENT 'a; b'" for name in names
        )
        text.write(f"DROP TABLE IF EXISTS `{table}`;\nCREATE TABLE `{table}` (\n{columns}\n);\n")
        text.write(f"LOCK TABLES `{table}` WRITE;\n")
        for start in range(0, len(rows), rows_of_one):
            portion = rows[start : start + rows_of_one]
            values = ",".join(_values(row, names) for row in portion)
            text.write(f"INSERT INTO `{table}` VALUES {values};\n")
        if table == "cases":
            text.write("INSERT INTO `cases` VALUES ('only','three','values');\n")
        text.write("UNLOCK TABLES;\n")
    content = text.getvalue().encode("utf-8")
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    upload = path.parent / "upload"
    upload.mkdir(exist_ok=True)
    for number, found in office.files.items():
        (upload / number).write_bytes(found)


def _kind(rows: list[Row], name: str) -> str:
    longest = max(len(row.get(name) or "") for row in rows)
    return "varchar(255)" if longest < 256 else "longtext"


def _values(row: Row, names: list[str]) -> str:
    return f"({','.join(_quoted(row.get(name)) for name in names)})"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    if value in ("0", "1"):
        return value
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ('"', '\\"')):
        value = value.replace(plain, escaped)
    return f"'{value}'"

"""CSV files as SuiteCRM's export page writes them with its French language pack, and tables as a database tool does.

Facts from outside: `include/export_utils.php` of SuiteCRM e572230, labels of QuickCRM/SuiteCRM-French-Translation.
"""

from __future__ import annotations

import csv
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from .office import STAMP, Office, Row
from .writers import MOMENTS, ZONE, joined

EVERY = {
    "date_entered": "Date de création",
    "date_modified": "Date de modification",
    "modified_user_id": "Modifié par",
    "created_by": "Créé par",
    "deleted": "Supprimé",
}
MODULES: dict[str, tuple[str, dict[str, str]]] = {
    "cases": (
        "Tickets",
        {
            "case_number": "Numéro du Ticket",
            "id": "ID",
            "name": "Sujet",
            "description": "Description",
            "status": "Statut",
            "priority": "Priorité",
            "resolution": "Résolution",
            "work_log": "Log de travail",
            "account_id": "Référence du compte",
            "assigned_user_id": "Assigné à",
            **EVERY,
            "state": "État",
            "contact_created_by_id": "contact_created_by_id",
            "feedback_type_c": "Type de retour",
            "channel_c": "Canal",
            "province_c": "Province",
            "village_c": "Village",
        },
    ),
    "contacts": (
        "Contacts",
        {
            "first_name": "Prénom",
            "last_name": "Nom de famille",
            "id": "ID",
            "phone_mobile": "Téléphone mobile",
            "phone_work": "Téléphone du bureau",
            "phone_home": "Téléphone (domicile)",
            **EVERY,
        },
    ),
    "accounts": ("Comptes", {"name": "Nom", "id": "ID", **EVERY}),
    "notes": (
        "Notes",
        {
            "name": "Sujet",
            "id": "ID",
            "description": "Notes",
            "filename": "Pièce jointe",
            "parent_type": "Type Parentée",
            "parent_id": "Parent (ID)",
            "contact_id": "Contact (ID)",
            "portal_flag": "Afficher dans le Portail?",
            **EVERY,
        },
    ),
    "tasks": (
        "Tâches",
        {
            "name": "Sujet",
            "id": "ID",
            "description": "Description",
            "status": "Statut",
            "date_due": "Date limite",
            "priority": "Priorité",
            "parent_type": "Type de parent",
            "parent_id": "Parent (ID)",
            **EVERY,
        },
    ),
    "calls": (
        "Appels",
        {
            "name": "Sujet",
            "id": "ID",
            "description": "Description",
            "status": "Statut",
            "parent_type": "Type de parent",
            "parent_id": "Relatif à (ID)",
            **EVERY,
        },
    ),
    "users": (
        "Utilisateurs",
        {
            "id": "ID",
            "user_name": "Nom d'utilisateur",
            "first_name": "Prénom",
            "last_name": "Nom de famille",
            **EVERY,
        },
    ),
}
# What the export page does not offer, from the database.
TABLES = (
    *("aop_case_updates", "cases_audit", "contacts_cases", "securitygroups"),
    *("securitygroups_records", "saved_search"),
)
LABELS = {
    ("tasks", "status"): {"Not Started": "Non démarrée", "Completed": "Terminé"},
    ("calls", "status"): {"Held": "Tenue"},
    ("cases", "state"): {"Open": "Ouvert", "Closed": "Fermé"},
}


def write(office: Office, folder: Path) -> None:
    """Everything that the page and the tool give."""
    for table, (name, headers) in MODULES.items():
        rows = [row for row in joined(office, table) if row.get("deleted") != "1"]
        shown = [[_shown(office, table, field, row) for field in headers] for row in rows]
        _write(folder / f"{name}.csv", [list(headers.values()), *shown])
    write_tables(office, folder, TABLES)
    upload = folder / "upload"
    upload.mkdir(exist_ok=True)
    for number, content in office.files.items():
        (upload / number).write_bytes(content)


def write_tables(office: Office, folder: Path, tables: tuple[str, ...]) -> None:
    """Tables as they are, under the names of their columns."""
    for table in tables:
        rows = office.rows(table)
        names = list(dict.fromkeys(name for row in rows for name in row))
        _write(folder / f"{table}.csv", [names, *([row.get(n, "") for n in names] for row in rows)])


def _shown(office: Office, table: str, field: str, row: Row) -> str:
    value = row.get(field) or ""
    if field in MOMENTS and value:
        moment = datetime.strptime(value, STAMP).replace(tzinfo=timezone.utc)
        return moment.astimezone(ZoneInfo(ZONE)).strftime("%d/%m/%Y %H:%M")
    labels = office.labels().get(field, {}) if table == "cases" else {}
    labels = LABELS.get((table, field), labels)
    return labels.get(value, value)


def _write(path: Path, lines: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)

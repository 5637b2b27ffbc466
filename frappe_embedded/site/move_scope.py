"""What of a site moves to a bench, and what stays behind."""

import sqlite3
from dataclasses import dataclass

LEFT_OUT = frozenset(
    [
        # What the code of the apps brings.
        "Installed Application",
        "Patch Log",
        "Scheduled Job Type",
        # What only this engine knows.
        "Configuration Change",
        "Message Fate",
        # What passes: queues, errors, links that were given out for a time.
        "Document Share Key",
        "Email Queue",
        "Email Queue Recipient",
        "Error Log",
        "Scheduled Job Log",
        "Webhook Delivery",
        "Webhook Request Log",
    ]
)
"""DocTypes of which no row moves."""

_OWN = "SELECT name FROM `tabDocType` WHERE custom = 1"
_OF_CODE = {
    "DocType": "custom = 1",
    "Module Def": "custom = 1",
    "DocField": f"parent IN ({_OWN})",
    "DocPerm": f"parent IN ({_OWN})",
    "DocType Action": f"custom = 1 OR parent IN ({_OWN})",
    "DocType Link": f"custom = 1 OR parent IN ({_OWN})",
    "DocType State": f"custom = 1 OR parent IN ({_OWN})",
}
"""Tables of which only those rows move that managers have made."""

_SCREENS = "('Customize Form', 'Document Naming Settings', 'Installed Applications')"
_OF_THE_SITE = "defkey <> 'installed_apps'"
# A log-in by code is set up anew where its secret does not come along.
_OF_TWO_FACTORS = "(defkey LIKE '%!_otpsecret' ESCAPE '!' OR defkey LIKE '%!_otplogin' ESCAPE '!')"


@dataclass(frozen=True)
class Query:
    """A query for rows that belong to no DocType, with the types of its columns on MariaDB."""

    sql: str
    types: dict[str, str]


def condition(doctype: str, with_encryption_key: bool) -> str:
    """The ``WHERE`` of the rows of a DocType that move; empty when all do."""
    if doctype == "DefaultValue":
        rest = "" if with_encryption_key else f" AND NOT {_OF_TWO_FACTORS}"
        return f" WHERE {_OF_THE_SITE}{rest}"
    own = _OF_CODE.get(doctype)
    return f" WHERE {own}" if own else ""


def system_queries(with_encryption_key: bool) -> dict[str, Query]:
    """Singles, series, sequences and what ``__Auth`` holds, by the part of the archive."""
    name, text = "varchar(140)", "longtext"
    only_hashes = "" if with_encryption_key else " WHERE encrypted = 0"
    return {
        "singles": Query(
            "SELECT doctype, field, value FROM `tabSingles` "
            f"WHERE doctype NOT IN {_SCREENS} AND value IS NOT NULL "
            "ORDER BY doctype COLLATE BINARY, field COLLATE BINARY, value COLLATE BINARY",
            {"doctype": name, "field": name, "value": text},
        ),
        "series": Query(
            "SELECT name, current FROM `tabSeries` ORDER BY name COLLATE BINARY",
            {"name": name, "current": "int"},
        ),
        "sequences": Query(
            "SELECT name, next FROM `__sequence` ORDER BY name COLLATE BINARY",
            {"name": name, "next": "bigint"},
        ),
        "auth": Query(
            f"SELECT doctype, name, fieldname, password, encrypted FROM `__Auth`{only_hashes} "
            "ORDER BY doctype COLLATE BINARY, name COLLATE BINARY, fieldname COLLATE BINARY",
            {
                "doctype": name,
                "name": name,
                "fieldname": name,
                "password": "text",
                "encrypted": "int",
            },
        ),
    }


def secrets(database: sqlite3.Connection) -> list[str]:
    """The names of what only the site's key can read."""
    passwords = database.execute(
        "SELECT doctype || ' ' || name || ': ' || fieldname FROM `__Auth` WHERE encrypted = 1 "
        "ORDER BY 1 COLLATE BINARY"
    )
    codes = database.execute(
        f"SELECT 'User ' || parent || ': ' || defkey FROM `tabDefaultValue` WHERE {_OF_TWO_FACTORS}"
        " ORDER BY 1 COLLATE BINARY"
    )
    return [row[0] for row in (*passwords, *codes)]

"""Tables that belong to no DocType."""

from __future__ import annotations

from .collation import COLLATION
from .connection import Connection

_TEXT = f"varchar(140) COLLATE {COLLATION}"
_STATEMENTS = (
    f"CREATE TABLE IF NOT EXISTS `tabSeries` (name {_TEXT} PRIMARY KEY NOT NULL, "
    "current integer NOT NULL DEFAULT 0)",
    f"CREATE TABLE IF NOT EXISTS `__sequence` (name {_TEXT} PRIMARY KEY NOT NULL, "
    "next integer NOT NULL DEFAULT 1)",
    f"CREATE TABLE IF NOT EXISTS `tabSingles` (doctype {_TEXT}, field {_TEXT}, "
    f"value longtext COLLATE {COLLATION})",
    "CREATE INDEX IF NOT EXISTS `singles_doctype_field_index` ON `tabSingles` (doctype, field)",
    f"CREATE TABLE IF NOT EXISTS `tabSessions` (user {_TEXT}, sid varchar(255), "
    f"sessiondata longtext, ipaddress varchar(45), lastupdate datetime(6), status varchar(20))",
    "CREATE INDEX IF NOT EXISTS `tabSessions_sid_index` ON `tabSessions` (sid)",
    f"CREATE TABLE IF NOT EXISTS `__Auth` (doctype {_TEXT}, name {_TEXT}, fieldname {_TEXT}, "
    "password text NOT NULL, encrypted integer NOT NULL DEFAULT 0, "
    "PRIMARY KEY (doctype, name, fieldname))",
    f"CREATE TABLE IF NOT EXISTS `__global_search` (doctype {_TEXT}, name {_TEXT}, "
    f"title varchar(140), content longtext COLLATE {COLLATION}, route varchar(140), "
    "published integer NOT NULL DEFAULT 0, PRIMARY KEY (doctype, name))",
    f"CREATE TABLE IF NOT EXISTS `__UserSettings` (user {_TEXT}, doctype {_TEXT}, data longtext, "
    "PRIMARY KEY (user, doctype))",
    "CREATE TABLE IF NOT EXISTS `__job` (id text PRIMARY KEY, method text NOT NULL, "
    "arguments text NOT NULL, user text NOT NULL, queue text NOT NULL, status text NOT NULL, "
    "created text NOT NULL, started text, ended text, error text)",
    "CREATE INDEX IF NOT EXISTS `__job_status_index` ON `__job` (status)",
    "CREATE TABLE IF NOT EXISTS `__login_failure` (name text PRIMARY KEY NOT NULL, "
    "failures integer NOT NULL DEFAULT 0, last_failure datetime(6) NOT NULL)",
    "CREATE TABLE IF NOT EXISTS `__rate_limit` (name text PRIMARY KEY NOT NULL, "
    "calls integer NOT NULL DEFAULT 0, until real NOT NULL)",
    "CREATE TABLE IF NOT EXISTS `__migration` (fingerprint text NOT NULL)",
)


def create_fixed_tables(db: Connection) -> None:
    """Create those of the tables that are missing."""
    for statement in _STATEMENTS:
        db.execute(statement)

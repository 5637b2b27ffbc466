"""Tables: of DocTypes, which are created and changed without losing anything, and those that belong to none."""

from dataclasses import replace
from typing import Any

from .collation import COLLATION
from .connection import Connection
from .types import (
    AUTOINCREMENT_NAME,
    TEXT_TYPES,
    ColumnDefinition,
    closing_columns,
    column_of,
    quoted,
    standard_columns,
)

_INDEX_WORDS = {True: "unique", False: "index"}


def table_exists(db: Connection, table: str) -> bool:
    """Whether a table of exactly that name (with its ``tab``) exists."""
    sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return bool(db.rows(sql, [table]))


def table_columns(db: Connection, table: str) -> list[ColumnDefinition]:
    """The columns of a table of exactly that name; empty if there is no such table."""
    rows = db.rows(
        "SELECT c.name, c.type, c.`notnull`, c.dflt_value, c.pk"
        " FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
        " WHERE t.type = 'table' AND t.name = ? ORDER BY c.cid",
        [table],
    )
    return [
        ColumnDefinition(row[0], row[1].lower(), bool(row[2]), row[3], bool(row[4])) for row in rows
    ]


def sync_table(db: Connection, meta: Any, leave_rows_empty: bool = False) -> bool:
    """Make the table of a DocType fit ``meta``; whether anything had to change.

    Columns of removed fields stay with what they hold. Rows that are there get the default of a
    new column, or with ``leave_rows_empty`` nothing: null, and zero where there is no null.
    Everything happens in the current transaction.
    """
    if meta.issingle or getattr(meta, "is_virtual", None):
        return False
    table = f"tab{meta.name}"
    wanted = _wanted_columns(meta)
    present = table_columns(db, table)
    changed = True
    if not present:
        _create(db, table, wanted)
    else:
        changed = _alter(db, table, present, wanted)
        if leave_rows_empty:
            _empty(db, table, _missing(present, wanted))
    return _sync_indexes(db, table, _wanted_indexes(meta, wanted)) or changed


def _wanted_columns(meta: Any) -> list[ColumnDefinition]:
    is_table = bool(meta.istable)
    name_type = AUTOINCREMENT_NAME if meta.autoname == "autoincrement" else None
    columns = list(standard_columns(name_type))
    for field in meta.fields:
        column = column_of(field)
        if column is not None and not getattr(field, "is_virtual", None):
            columns.append(column)
    columns += closing_columns(is_table, bool(getattr(meta, "track_seen", None)))
    by_name: dict[str, ColumnDefinition] = {}
    for column in columns:
        by_name.setdefault(column.name.lower(), column)
    return list(by_name.values())


def _create(db: Connection, table: str, columns: list[ColumnDefinition]) -> None:
    definitions = ", ".join(column.definition() for column in columns)
    db.execute(f"CREATE TABLE {quoted(table)} ({definitions})")


def _alter(
    db: Connection, table: str, present: list[ColumnDefinition], wanted: list[ColumnDefinition]
) -> bool:
    added = _missing(present, wanted)
    for column in added:
        db.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {column.definition()}")
    targets = {column.name.lower(): column for column in wanted}
    result = [_merged(column, targets.get(column.name.lower())) for column in present]
    if result == present:
        return bool(added)
    _rebuild(db, table, result + added)
    return True


def _missing(
    present: list[ColumnDefinition], wanted: list[ColumnDefinition]
) -> list[ColumnDefinition]:
    known = {column.name.lower() for column in present}
    return [column for column in wanted if column.name.lower() not in known]


def _empty(db: Connection, table: str, columns: list[ColumnDefinition]) -> None:
    filled = [column for column in columns if column.default is not None]
    values = ", ".join(f"{quoted(column.name)} = {column.empty}" for column in filled)
    if filled:
        db.execute(f"UPDATE {quoted(table)} SET {values}")


def _merged(present: ColumnDefinition, wanted: ColumnDefinition | None) -> ColumnDefinition:
    """A column's new shape. Its spelling stays, and so does the kind of a primary key."""
    if wanted is None:
        # The column of a removed field must not stand in the way of new rows.
        return replace(present, not_null=present.not_null and present.default is not None)
    if present.primary:
        return present
    return replace(wanted, name=present.name)


def _rebuild(db: Connection, table: str, columns: list[ColumnDefinition]) -> None:
    """SQLite cannot change a column: copy all rows into a new table that takes the old name."""
    temporary = f"__rebuild_{table}"
    kept = db.rows(
        "SELECT sql FROM sqlite_master"
        " WHERE type IN ('index', 'trigger') AND tbl_name = ? AND sql IS NOT NULL",
        [table],
    )
    _create(db, temporary, columns)
    names = [quoted(column.name) for column in columns]
    values = [_copied(column) for column in columns]
    if not _has_integer_key(columns):
        names, values = ["rowid", *names], ["rowid", *values]
    db.execute(
        f"INSERT INTO {quoted(temporary)} ({', '.join(names)}) "
        f"SELECT {', '.join(values)} FROM {quoted(table)}"
    )
    db.execute(f"DROP TABLE {quoted(table)}")
    db.execute(f"ALTER TABLE {quoted(temporary)} RENAME TO {quoted(table)}")
    for (sql,) in kept:
        db.execute(sql)


def _has_integer_key(columns: list[ColumnDefinition]) -> bool:
    return any(column.primary and column.type == AUTOINCREMENT_NAME for column in columns)


def _copied(column: ColumnDefinition) -> str:
    name = quoted(column.name)
    if column.not_null and column.default is not None:
        return f"ifnull({name}, {column.default})"
    return name


def _wanted_indexes(meta: Any, columns: list[ColumnDefinition]) -> dict[str, bool]:
    """The columns to index, with whether the index is unique."""
    types = {column.name: column.type for column in columns}
    indexes = {"parent" if meta.istable else "modified": False}
    if getattr(meta, "is_tree", None):
        indexes |= {name: False for name in ("lft", "rgt") if name in types}
    for field in meta.fields:
        declared = types.get(field.fieldname)
        if declared is None or declared in TEXT_TYPES:
            continue
        if getattr(field, "unique", None):
            indexes[field.fieldname] = True
        elif getattr(field, "search_index", None):
            indexes[field.fieldname] = False
    return indexes


def _sync_indexes(db: Connection, table: str, wanted: dict[str, bool]) -> bool:
    """Create missing indexes, drop those of fields that want none; others are left alone."""
    rows = db.rows("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", [table])
    present = {row[0] for row in rows}
    own = {index_name(table, column, unique): (column, unique) for column, unique in wanted.items()}
    changed = False
    for column in table_columns(db, table):
        for unique in (True, False):
            name = index_name(table, column.name, unique)
            if name in present and name not in own:
                db.execute(f"DROP INDEX {quoted(name)}")
                changed = True
    for name, (fieldname, unique) in own.items():
        if name not in present:
            create_index(db, table, [fieldname], name, unique)
            changed = True
    return changed


def index_name(table: str, column: str, unique: bool = False) -> str:
    return f"{table}_{column}_{_INDEX_WORDS[unique]}"


def create_index(
    db: Connection, table: str, columns: list[str], name: str, unique: bool = False
) -> None:
    """Index some columns; ``sqlite3.IntegrityError`` if a unique one meets equal rows."""
    names = ", ".join(quoted(column) for column in columns)
    word = "UNIQUE INDEX" if unique else "INDEX"
    db.execute(f"CREATE {word} IF NOT EXISTS {quoted(name)} ON {quoted(table)} ({names})")


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

"""What the database holds, before and after: changes are looked up, not believed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One row that is other than before; ``before`` or ``after`` is ``None`` for new and deleted ones."""

    table: str
    name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def columns(self) -> list[str]:
        if self.before is None or self.after is None:
            return ["*"]
        keys = self.before.keys() | self.after.keys()
        return sorted(key for key in keys if self.before.get(key) != self.after.get(key))

    def is_of(self, user: str) -> bool:
        """Whether the row says of itself that this user wrote it just now."""
        just_now = self.after is not None and not {"*", "modified"}.isdisjoint(self.columns)
        return just_now and self.row.get("modified_by") == user

    @property
    def row(self) -> dict[str, Any]:
        return self.after or self.before or {}

    def __str__(self) -> str:
        if self.before is None or self.after is None:
            return f"{self.table} {self.name}: {'new' if self.after else 'deleted'} {self.row}"[
                :400
            ]
        pairs = [
            f"{key}: {self.before.get(key)!r} -> {self.after.get(key)!r}" for key in self.columns
        ]
        return f"{self.table} {self.name}: {'; '.join(pairs)}"[:400]


def take(database: Path) -> dict[str, Rows]:
    """All rows of all tables with names, as committed."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        tables = [
            name
            for (name,) in connection.execute(
                "select name from sqlite_master where type = 'table' and name like 'tab%'"
            )
        ]
        return {table: _rows(connection, table) for table in tables}
    finally:
        connection.close()


def _rows(connection: sqlite3.Connection, table: str) -> Rows:
    found = [dict(row) for row in connection.execute(f'select * from "{table}"')]
    if table == "tabSingles":
        return {f"{row['doctype']}.{row['field']}": row for row in found}
    return {str(row["name"]): row for row in found if "name" in row}


def changes(before: dict[str, Rows], after: dict[str, Rows]) -> list[Change]:
    found = []
    for table in sorted(before.keys() | after.keys()):
        old, new = before.get(table, {}), after.get(table, {})
        for name in old.keys() | new.keys():
            if old.get(name) != new.get(name):
                found.append(Change(table, name, old.get(name), new.get(name)))
    return found

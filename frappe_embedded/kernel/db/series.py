"""Counters: the series behind document names, and numbers that are never used twice."""

from .connection import Connection


def next_value(db: Connection, key: str) -> int:
    """Count one on and return the number; a new series begins with 1."""
    cursor = db.execute(
        "INSERT INTO `tabSeries` (name, current) VALUES (?, 1) "
        "ON CONFLICT (name) DO UPDATE SET current = current + 1 RETURNING current",
        [key],
    )
    return int(cursor.fetchall()[0][0])


def current_value(db: Connection, key: str) -> int | None:
    """The last number given out, or ``None`` for a series that has not begun."""
    rows = db.rows("SELECT current FROM `tabSeries` WHERE name = ?", [key])
    return int(rows[0][0]) if rows else None


def set_value(db: Connection, key: str, value: int) -> None:
    """Make ``value`` the last number given out."""
    db.execute(
        "INSERT INTO `tabSeries` (name, current) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET current = excluded.current",
        [key, value],
    )


def revert(db: Connection, key: str, value: int) -> None:
    """Give ``value`` back if it is the last number given out."""
    db.execute(
        "UPDATE `tabSeries` SET current = current - 1 WHERE name = ? AND current = ?",
        [key, value],
    )


def next_id(db: Connection, doctype: str) -> int:
    """The next name of a DocType with ``autoincrement``; deleted rows do not free theirs."""
    cursor = db.execute(
        "INSERT INTO `__sequence` (name, next) VALUES (?, 2) "
        "ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1",
        [doctype],
    )
    return int(cursor.fetchall()[0][0])


def set_next_id(db: Connection, doctype: str, value: int) -> None:
    """Let ``next_id`` go on with ``value``."""
    db.execute(
        "INSERT INTO `__sequence` (name, next) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET next = excluded.next",
        [doctype, value],
    )

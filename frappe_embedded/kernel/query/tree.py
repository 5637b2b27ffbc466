"""Questions about trees: DocTypes whose rows carry ``lft`` and ``rgt``."""

from typing import Any

from ..core.context import local
from ..db.types import quoted
from .source import table_name


def _bounds(doctype: str, name: Any) -> tuple[int, int] | None:
    if "lft" not in local.db.get_table_columns(doctype):
        return None
    table = quoted(table_name(doctype))
    rows = local.db.rows(f"SELECT lft, rgt FROM {table} WHERE name = ?", [str(name or "")])
    return rows[0] if rows else None


def descendants(doctype: str, name: Any) -> list[str]:
    """The names below a node, in the order of the tree."""
    return _names(doctype, name, "lft > ? AND rgt < ? ORDER BY lft")


def ancestors(doctype: str, name: Any) -> list[str]:
    """The names above a node, the nearest first."""
    return _names(doctype, name, "lft < ? AND rgt > ? ORDER BY lft DESC")


def _names(doctype: str, name: Any, condition: str) -> list[str]:
    bounds = _bounds(doctype, name)
    if bounds is None:
        return []
    sql = f"SELECT name FROM {quoted(table_name(doctype))} WHERE {condition}"
    return [row[0] for row in local.db.rows(sql, bounds)]


def related_names(doctype: str, operator: str, name: Any) -> list[str]:
    """The names that a tree operator means, without its ``not``."""
    if "ancestors" in operator:
        return ancestors(doctype, name)
    names = descendants(doctype, name)
    if operator.endswith("(inclusive)") and name:
        names.append(str(name))
    return names

"""How customisations change a DocType: the order in which they are merged is Frappe's."""

import json
from collections.abc import Iterable
from typing import Any

from ..core.dict import _dict
from .docfield import INT_PROPERTIES, DocField, as_docfield

ROW_TABLES = {
    "DocType Link": "links",
    "DocType Action": "actions",
    "DocType State": "states",
}


def with_custom_fields(
    fields: list[DocField], custom_fields: Iterable[dict[str, Any]]
) -> list[DocField]:
    """The fields followed by custom ones, which carry ``is_custom_field``."""
    return fields + [as_docfield({**row, "is_custom_field": 1}) for row in custom_fields]


def cast_property(value: Any, property_type: str | None, property_name: str) -> Any:
    """The text of a Property Setter as the type that it names."""
    if property_type in ("Check", "Int", "Duration", "Long Int") or property_name in INT_PROPERTIES:
        try:
            return int(float(value or 0))
        except ValueError:
            return 0
    if property_type in ("Float", "Currency", "Percent"):
        return float(value or 0)
    return value


def apply_property_setters(
    values: _dict,
    fields: list[DocField],
    rows: dict[str, list[_dict]],
    setters: Iterable[dict[str, Any]],
) -> None:
    """Change properties of the DocType, of its fields and of its link, action and state rows."""
    by_name = {df["fieldname"]: df for df in fields}
    for setter in setters:
        value = cast_property(setter["value"], setter["property_type"], setter["property"])
        applied_to = setter["doctype_or_field"]
        if applied_to == "DocType":
            values[setter["property"]] = value
        elif applied_to == "DocField":
            field = by_name.get(setter["field_name"])
            if field is not None:
                field[setter["property"]] = value
        elif applied_to in ROW_TABLES:
            for row in rows[ROW_TABLES[applied_to]]:
                if row.get("name") == setter["row_name"]:
                    row[setter["property"]] = value


def in_order(rows: list[_dict], order: str | None) -> list[_dict]:
    """Rows as the JSON list of names of a Property Setter has them, the others behind."""
    place = {name: at for at, name in enumerate(_valid_order(order))}
    return sorted(rows, key=lambda row: place.get(row["name"], len(place)))


def ordered(fields: list[DocField], field_order: str | None) -> list[DocField]:
    """Fields in the order that a manager chose, else custom ones after their ``insert_after``.

    ``field_order`` is the JSON list of a Property Setter; fields that it does not name follow
    the rule of ``insert_after``: none puts a field on top, an unknown one at the end.
    """
    chosen = _valid_order(field_order)
    standard = [df for df in fields if not df.is_custom_field]
    waiting = [df for df in fields if df.is_custom_field]
    if chosen:
        named = {df["fieldname"]: df for df in fields}
        result = [named[name] for name in chosen if name in named]
        placed = {df["fieldname"] for df in result}
        for df in (df for df in standard if df["fieldname"] not in placed):
            _insert_near(result, df, standard)
        waiting = [df for df in waiting if df["fieldname"] not in placed]
    else:
        result = standard
    return _with_inserted(list(result), waiting)


def _valid_order(field_order: str | None) -> list[str]:
    if not field_order:
        return []
    try:
        names = json.loads(field_order)
    except ValueError:
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _insert_near(result: list[DocField], field: DocField, standard: list[DocField]) -> None:
    """Put a field that the chosen order does not know behind its neighbour of the file."""
    at = standard.index(field)
    for neighbour in reversed(standard[:at]):
        if neighbour in result:
            result.insert(result.index(neighbour) + 1, field)
            return
    result.insert(0, field)


def _with_inserted(result: list[DocField], waiting: list[DocField]) -> list[DocField]:
    top = [df for df in waiting if not df.insert_after]
    result[:0] = top
    waiting = [df for df in waiting if df.insert_after]
    while waiting:
        names = [df["fieldname"] for df in result]
        ready = [df for df in waiting if df.insert_after in names]
        if not ready:
            return result + waiting
        followers: dict[str, int] = {}
        for df in ready:
            at = [f["fieldname"] for f in result].index(df.insert_after)
            offset = followers.get(df.insert_after, 0)
            result.insert(at + 1 + offset, df)
            followers[df.insert_after] = offset + 1
        waiting = [df for df in waiting if df not in ready]
    return result

"""Queries on rows whose DocType is only known at run time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import frappe

from cfm_app.data_protection.personal_data.holdings_columns import Table

# Bound values of one statement; SQLite allows some more.
CHUNK = 400


def with_value(table: Table, fields: Iterable[str], values: Iterable[str]) -> Iterator[str]:
    """Names of rows in which one of some fields has one of some values."""
    fields, values = list(fields), list(values)
    size = CHUNK // max(len(fields), 1) or 1
    for start in range(0, len(values) if fields else 0, size):
        some = values[start : start + size]
        either = [[table.doctype, field, "in", some] for field in fields]
        yield from _pluck(table.doctype, either)


def with_value_and(
    table: Table, field: str, values: list[str], more: str
) -> Iterator[frappe._dict]:
    """Rows in which a field has one of some values, with another field."""
    for start in range(0, len(values), CHUNK):
        some = values[start : start + CHUNK]
        for row in frappe.get_all(
            table.doctype,
            filters={field: ["in", some]},
            fields=["name", field, more],
            order_by="creation asc",
        ):
            row.name = str(row.name)
            yield row


def telling(table: Table, names: Iterable[str]) -> Iterator[str]:
    """Names of rows with a text that contains one of some names."""
    for name in names if table.words else ():
        like = [[table.doctype, field, "like", f"%{name}%"] for field in table.words]
        yield from _pluck(table.doctype, like)


def _pluck(doctype: str, either: Sequence[Sequence[Any]]) -> list[str]:
    rows = frappe.get_all(doctype, or_filters=either, pluck="name", order_by="creation asc")
    return [str(name) for name in rows]


def of_names(doctype: str, names: Iterable[str], fields: Iterable[str]) -> Iterator[frappe._dict]:
    names = sorted(names)
    for start in range(0, len(names), CHUNK):
        some = names[start : start + CHUNK]
        for row in frappe.get_all(
            doctype,
            filters={"name": ["in", some]},
            fields=["name", *fields],
            order_by="creation asc",
        ):
            row.name = str(row.name)
            yield row


def values_of(doctype: str, names: Iterable[str], fields: Iterable[str]) -> Iterator[str]:
    fields = list(fields)
    for row in of_names(doctype, names, fields) if fields else ():
        yield from filter(None, (row.get(field) for field in fields))


def column_of_table(child: str, parenttype: str, parents: Iterable[str], field: str) -> set[str]:
    rows = frappe.get_all(
        child,
        filters={"parenttype": parenttype, "parent": ["in", list(parents) or [""]]},
        pluck=field,
        parent_doctype=parenttype,
        order_by="creation asc",
    )
    return {row for row in rows if row}

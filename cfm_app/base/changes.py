"""What a save changes of what users may write."""

from typing import Any

from frappe.model.document import Document

IGNORED_TYPES = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold")


def changed_fields(doc: Document, before: Document, exclude: tuple[str, ...] = ()) -> list[str]:
    """The fields a user may write whose values differ from the stored ones."""
    changed = []
    for field in doc.meta.fields:
        name = field.fieldname
        if field.fieldtype in IGNORED_TYPES or field.read_only or name in exclude:
            continue
        if field.fieldtype in ("Table", "Table MultiSelect"):
            if _rows(doc, name) != _rows(before, name):
                changed.append(name)
        elif _text(doc.get(name)) != _text(before.get(name)):
            changed.append(name)
    return changed


def _rows(doc: Document, table: str) -> list[tuple[Any, ...]]:
    return [
        tuple(
            _text(row.get(field.fieldname))
            for field in row.meta.fields
            if field.fieldtype not in IGNORED_TYPES and not field.read_only
        )
        for row in doc.get(table) or []
    ]


def _text(value: object) -> str:
    return "" if value in (None, 0, 0.0, "0") else str(value).strip()

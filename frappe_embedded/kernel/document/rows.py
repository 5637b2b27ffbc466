"""Rows of tables as documents of their own.

A row has no life of its own: it is read with its document's rights, and it is stored and deleted by
changing its document and saving that with all its rules. Whoever addresses a row alone, by an API or
in code, comes through here.
"""

from typing import Any

from ..core.constants import DEFAULT_FIELDS
from ..core.context import local
from ..core.exceptions import DoesNotExistError, TimestampMismatchError, ValidationError
from ..core.messages import throw
from ..i18n import _
from ..meta.loader import get_meta, meta_exists
from ..permissions.api import has_permission
from ..utils.text import cstr
from .controllers import get_controller

_PLACE = ("parent", "parenttype", "parentfield")
_NOT_GIVEN = frozenset((*DEFAULT_FIELDS, *_PLACE))


def insert_row_alone(row: Any) -> None:
    """Add a row to the table that it names; ``PermissionError`` if it names none."""
    document = _document(row)
    table = _table(row, document)
    given = {
        key: value for key, value in row.__dict__.items() if key not in ("parent_doc", "flags")
    }
    added = document.append(table, {**given, "parentfield": table, "__islocal": 1})
    _save(document, row, added, "create")
    _take_over(row, added)


def save_row_alone(row: Any) -> None:
    """Store the changed values of a row by saving its document."""
    document = _document(row)
    stored = _stored(document, row)
    if row.get("modified") and cstr(row.modified) != cstr(stored.modified):
        throw(
            _("Error: Document has been modified after you have opened it"), TimestampMismatchError
        )
    for fieldname in stored.meta.get_valid_columns():
        if fieldname not in _NOT_GIVEN and fieldname in row.__dict__:
            stored.set(fieldname, row.get(fieldname))
    _save(document, row, stored, "write")
    _take_over(row, stored)


def delete_row_alone(row: Any) -> None:
    """Take a row out of its document."""
    document = _document(row)
    stored = _stored(document, row)
    document.remove(stored)
    _save(document, row, stored, "delete")


def refuse_foreign_rows(doc: Any) -> None:
    """``ValidationError`` for a row whose name is not one of the document's own.

    It would be taken away from another document, or, deleted meanwhile, be lost without a word.
    """
    stored = doc.get_doc_before_save()
    for fieldname in doc.meta.table_doctypes:
        own = {row.name for row in stored.get(fieldname) or []}
        for row in doc.get(fieldname) or []:
            if row.name and not row.get("__islocal") and row.name not in own:
                throw(
                    _(
                        "{0}, row {1}: this row is not, or no longer, part of {2}. "
                        "Remove the row and add it again."
                    ).format(_(doc.meta.get_label(fieldname)), row.idx, doc.name),
                    ValidationError,
                )


def _document(row: Any) -> Any:
    """The document of a row as it is stored, locked for the change."""
    doctype, name = row.get("parenttype"), row.get("parent")
    if not doctype or not name:
        row.raise_no_permission_to("create")
    if not isinstance(doctype, str) or not meta_exists(doctype) or get_meta(doctype).istable:
        throw(_("{0} {1} not found").format(doctype, name), DoesNotExistError)
    local.db.begin()
    return get_controller(doctype)(doctype, name)


def _table(row: Any, document: Any) -> str:
    """The table field of a row; it may stay unsaid where the document has one table of this type."""
    tables = document.meta.table_doctypes
    fitting = [field for field, doctype in tables.items() if doctype == row.doctype]
    field = row.get("parentfield") or (fitting[0] if len(fitting) == 1 else None)
    if field not in fitting:
        throw(_("{0} has no table {1}").format(_(document.doctype), field or _(row.doctype)))
    return str(field)


def _stored(document: Any, row: Any) -> Any:
    """The row as its document holds it."""
    for field, doctype in document.meta.table_doctypes.items():
        if doctype != row.doctype:
            continue
        for each in document.get(field) or []:
            if str(each.name) == str(row.name):
                return each
    throw(_("{0} {1} not found").format(_(row.doctype), row.name), DoesNotExistError)


def _save(document: Any, row: Any, stored: Any, act: str) -> None:
    """Save the document. A table above the user's level is refused, not passed over in silence."""
    if not row.flags.ignore_permissions and not has_permission(row.doctype, "write", stored):
        stored.raise_no_permission_to(act)
    document.flags.update(row.flags)
    document.save()


def _take_over(row: Any, stored: Any) -> None:
    """Let the row that was given hold what is stored now."""
    flags = row.flags
    row.__dict__.clear()
    row.__dict__.update(stored.__dict__)
    row.__dict__["flags"] = flags

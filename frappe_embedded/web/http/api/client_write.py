"""``frappe.client``: writing. Documents go out as their user may see them."""

import json
from typing import Any

from ....kernel.core.constants import CHILD_TABLE_FIELDS, DEFAULT_FIELDS
from ....kernel.core.exceptions import FrappeTypeError
from ....kernel.core.messages import clear_messages, throw
from ....kernel.core.whitelist import whitelist
from ....kernel.document import deletion, renaming
from ....kernel.document.api import get_doc
from ....kernel.i18n import _
from ....kernel.query.api import all_or_nothing
from ....kernel.utils.json_text import parsed_json
from ..document_output import outgoing

_AT_ONCE = 200
_NOT_SET = (*DEFAULT_FIELDS, *CHILD_TABLE_FIELDS)


@whitelist(methods=["POST", "PUT"])
def set_value(doctype: str, name: Any, fieldname: Any, value: Any = None) -> Any:
    """Change one field, or several given as an object, and save."""
    values = _values(fieldname, value)
    doc = get_doc(doctype, str(name), for_update=True)
    doc.update(values)
    doc.save()
    return outgoing(_whole(doc))


def _values(fieldname: Any, value: Any) -> dict[str, Any]:
    if value in (None, "") and isinstance(fieldname, str):
        try:
            found = json.loads(fieldname)
        except ValueError:
            found = None
        fieldname = found if isinstance(found, dict) else fieldname
    values = dict(fieldname) if isinstance(fieldname, dict) else {str(fieldname): value}
    if any(key in _NOT_SET for key in values):
        throw(_("Cannot edit standard fields"))
    values.pop("flags", None)
    return {key: "" if each is None else each for key, each in values.items()}


@whitelist(methods=["POST", "PUT"])
def insert(doc: Any = None) -> Any:
    """Store a new document; a row of a table goes into its parent, which is the answer."""
    return outgoing(_insert(_document(doc)))


@whitelist(methods=["POST", "PUT"])
def insert_many(docs: Any = None) -> list[Any]:
    """Store several new documents, or none; the answer is their names."""
    given = parsed_json(docs, "docs")
    if not isinstance(given, list):
        throw(_("Invalid request arguments"))
    if len(given) > _AT_ONCE:
        throw(_("Only 200 inserts allowed in one request"))
    names = [_insert(_document(each)).name for each in given]
    return list(dict.fromkeys(names))


def _insert(values: dict[str, Any]) -> Any:
    return _whole(get_doc(values).insert())


def _whole(doc: Any) -> Any:
    """The document; of a row of a table, the one that holds it."""
    return doc.get_parent() if doc.meta.istable else doc


def _document(doc: Any) -> dict[str, Any]:
    values = parsed_json(doc, "doc")
    if not isinstance(values, dict) or not values.get("doctype"):
        throw(_("A document with its doctype is needed"), FrappeTypeError)
    return {key: value for key, value in values.items() if key != "flags"}


@whitelist(methods=["POST", "PUT"])
def save(doc: Any) -> Any:
    """Store a whole document, new or changed."""
    document = get_doc(_document(doc))
    document.save()
    return outgoing(document)


@whitelist(methods=["POST", "PUT"])
def rename_doc(doctype: str, old_name: Any, new_name: str, merge: bool = False) -> Any:
    """Rename a document; the answer is its new name."""
    if not new_name:
        throw(_("A new name is needed"), FrappeTypeError)
    return renaming.rename_doc(doctype, str(old_name), new_name, merge=bool(merge), show_alert=True)


@whitelist(methods=["POST", "PUT"])
def submit(doc: Any) -> Any:
    document = get_doc(_document(doc))
    document.submit()
    return outgoing(document)


@whitelist(methods=["POST", "PUT"])
def cancel(doctype: str, name: Any) -> Any:
    document = get_doc(doctype, str(name))
    document.cancel()
    return outgoing(document)


@whitelist(methods=["DELETE", "POST"])
def delete(doctype: str, name: Any) -> None:
    """Delete a document; a row of a table is taken out of its parent."""
    deletion.delete_doc(doctype, str(name), ignore_missing=False)


@whitelist(methods=["POST", "PUT"])
def bulk_update(docs: Any) -> dict[str, list[dict[str, Any]]]:
    """Change several documents, each for itself; the answer names those that failed and why."""
    given = parsed_json(docs, "docs")
    if not isinstance(given, list) or not all(_names_document(each) for each in given):
        throw(_("A list of documents is needed, each with doctype and docname"), FrappeTypeError)
    failed = []
    for values in given:
        values.pop("flags", None)
        changes = {k: v for k, v in values.items() if k not in ("doctype", "docname", "name")}
        try:
            with all_or_nothing():
                doc = get_doc(values["doctype"], values["docname"], for_update=True)
                doc.update(changes)
                doc.save()
        except Exception as error:
            failed.append({"doc": values, "exc": str(error) or _("Not permitted")})
    clear_messages()
    return {"failed_docs": failed}


def _names_document(values: Any) -> bool:
    return (
        isinstance(values, dict)
        and isinstance(values.get("doctype"), str)
        and isinstance(values.get("docname"), (str, int))
    )

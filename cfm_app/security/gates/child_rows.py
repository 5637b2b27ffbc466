"""Rows of tables are written by saving their document, and in no other way.

Frappe lets whoever may write a document write its rows alone, past all rules of the document: a decided
consent could be changed purpose by purpose, and whoever asked for more time could approve it. A row that
is saved with its document runs no events of its own; a row that runs them is being saved alone.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule import access, open_documents, own_types

MODULE = "CFM App"


def check(doc: Document, method: str | None = None) -> None:
    """Refuse a row that is saved alone, and rows of another document."""
    if doc.meta.istable:
        refuse_alone(doc)
    elif doc.meta.module == MODULE:
        refuse_foreign(doc)


def refuse_alone(doc: Document, method: str | None = None) -> None:
    """Refuse to save or delete a row without its document."""
    if doc.meta.istable and not _is_of_framework(doc):
        kind, name = doc.get("parenttype") or "", doc.get("parent") or ""
        if own_types.follows_rule(kind) and name and not access.may_see(kind, name):
            open_documents.refuse(doc.doctype, doc.name or "")
        text = _("Change this in its document: {0} {1}.").format(_(kind), name)
        frappe.throw(text, frappe.PermissionError)


def _is_of_framework(doc: Document) -> bool:
    """Whether Frappe itself writes the row. It sets a flag that no request can set."""
    if MODULE in (doc.meta.module, _module_of(doc.get("parenttype"))):
        return False
    return bool(doc.flags.ignore_permissions) or frappe.session.user == "Administrator"


def refuse_foreign(doc: Document) -> None:
    """Refuse stored rows of another document: this save would move them here."""
    before = doc.get_doc_before_save()
    if not before:
        return
    for table in doc.meta.get_table_fields():
        own = {row.name for row in before.get(table.fieldname) or []}
        for row in doc.get(table.fieldname) or []:
            if row.name and not row.get("__islocal") and row.name not in own:
                frappe.throw(
                    _("{0}, row {1}: this row is not, or no longer, part of {2}.").format(
                        _(table.label or table.fieldname), row.idx, doc.name
                    )
                )


def _module_of(doctype: str | None) -> str | None:
    """The module of a DocType; None for a parent that is none, such as ``__default``."""
    return frappe.db.get_value("DocType", doctype, "module", cache=True) if doctype else None

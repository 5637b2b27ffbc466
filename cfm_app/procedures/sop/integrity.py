"""Does not trust values from a client that rules depend on.

Frappe skips the check of a link from which another field is fetched, and accepts values of read-only
fields over the API.
"""

from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import batch_cache, doctype_access
from cfm_app.security.access_rule import access, missing_documents


class KeepsSpelling(Document):
    """Mix-in for documents that keep the spelling in which their crucial links were set.

    Frappe puts the stored name in its place, which would tell that there is such a record.
    """

    crucial_links: tuple[str, ...] = ()

    def set(self, key: str, value: Any, as_value: bool = False) -> None:
        if key in self.crucial_links:
            self.flags.setdefault("links_as_set", {})[key] = value
        super().set(key, value, as_value)


def require_existing(doc: Document, fields: tuple[str, ...]) -> None:
    """Throw for values that name no record, or name a closed case or document of a case."""
    before = doc.get_doc_before_save()
    for name in fields:
        value = doc.get(name)
        field = doc.meta.get_field(name)
        if not value or field is None:
            continue
        is_kept = before and before.get(name) == value
        if _exists(field.options, value, is_kept or doc.flags.ignore_permissions):
            continue
        refuse_missing(doc, name)


def refuse_missing(doc: Document, fieldname: str) -> NoReturn:
    """Throw as for a link to a missing record."""
    field = doc.meta.get_field(fieldname)
    assert field is not None
    # Frappe's message for a missing record, to the letter: any difference would tell of a closed one.
    named = f"{_(field.label)}: {_as_set(doc, field, doc.get(fieldname))}"
    frappe.throw(_("Could not find {0}").format(named), frappe.LinkValidationError)


def _as_set(doc: Document, field: Any, value: str) -> str:
    """The spelling in which a link was set that leads to a record now."""
    spelled = (doc.flags.links_as_set or {}).get(field.fieldname)
    is_same = spelled and frappe.db.get_value(field.options, spelled, "name") == value
    return str(spelled) if is_same else value


def _exists(doctype: str, name: str, unseen: bool) -> bool:
    if doctype in doctype_access.PROTECTED:
        with missing_documents.own_lookups():
            is_there = bool(frappe.db.exists(doctype, name))
        return is_there and bool(unseen or access.may_see(doctype, name))
    return _is_master(doctype, name)


@batch_cache.cached_in_batch
def _is_master(doctype: str, name: str) -> bool:
    return bool(frappe.db.exists(doctype, name))


def restore_system_fields(doc: Document, fields: tuple[str, ...]) -> None:
    """Restore the stored values of fields that only the app writes."""
    before = doc.get_doc_before_save()
    for name in fields:
        field = doc.meta.get_field(name)
        nothing: list[Any] | None = [] if field and field.fieldtype == "Table" else None
        doc.set(name, before.get(name) if before else nothing)

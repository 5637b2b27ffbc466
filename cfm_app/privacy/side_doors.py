"""Closing the doors of the framework that lead around the access rule.

On a bench a count needs no right, a file may point at somebody else's bytes, a share opens what a
rule closed, and a comment may be signed by another. Each is closed here for protected documents.
"""

import os

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app import consts
from cfm_app.privacy import access

GUARDED = frozenset(consts.PROTECTED) | frozenset(consts.CARRIERS) | {"CFM Access Log"}


@frappe.whitelist()
def get_count(
    doctype: str, filters: str | dict | list | None = None, debug: bool = False, cache: bool = False
) -> int:
    """Count what the user may see; replaces the framework's count, which checks nothing."""
    if doctype in consts.CHILDREN:
        frappe.throw(_("Count the parent document instead."), frappe.PermissionError)
    filters = frappe.parse_json(filters) if isinstance(filters, str) else filters
    if doctype in GUARDED:
        names = frappe.get_list(
            doctype, filters=filters, pluck="name", limit_page_length=0, order_by="name asc"
        )
        return len(names)
    frappe.has_permission(doctype, "read", throw=True)
    return frappe.db.count(doctype, filters or {})


def check_file(doc: Document, method: str | None = None) -> None:
    """A file on a protected document needs write on it, and may not borrow other bytes."""
    if frappe.session.user == "Administrator":
        return
    kind, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if kind in consts.PROTECTED and name and not doc.flags.ignore_permissions:
        _require(kind, name, "write")
    url = doc.get("file_url") or ""
    if url.startswith("/") and ".." in url.split("/"):
        frappe.throw(_("This file address is not allowed."), frappe.PermissionError)
    if url.startswith("/private/files/") and doc.is_new() and not doc.get("content"):
        _check_borrowed(url)


def _check_borrowed(url: str) -> None:
    """Refuse a new File that points at private bytes the user cannot read."""
    url = os.path.normpath(url)
    owners = frappe.get_all(
        "File",
        filters={"file_url": url},
        fields=["attached_to_doctype", "attached_to_name", "owner"],
        order_by="creation asc",
    )
    for row in owners:
        if row.attached_to_doctype not in consts.PROTECTED:
            continue
        if not access.may_see(row.attached_to_doctype, row.attached_to_name):
            frappe.throw(
                _("This file belongs to a document you may not see."), frappe.PermissionError
            )


def check_comment(doc: Document, method: str | None = None) -> None:
    """A comment on a protected document needs read on it, and carries its author's name."""
    kind, name = doc.get("reference_doctype"), doc.get("reference_name")
    if kind not in consts.PROTECTED or not name or frappe.session.user == "Administrator":
        return
    if doc.get("comment_type") == "Comment":
        _require(kind, name, "read")
        doc.comment_email = frappe.session.user


def check_task(doc: Document, method: str | None = None) -> None:
    """A task on a protected document needs read on it, and an assignee who may be entrusted."""
    kind, name = doc.get("reference_type"), doc.get("reference_name")
    if kind not in consts.PROTECTED or not name:
        return
    if frappe.session.user != "Administrator" and not doc.flags.ignore_permissions:
        _require(kind, name, "read")


def check_share(doc: Document, method: str | None = None) -> None:
    """Protected documents are never shared: a share would pass over the rule."""
    if doc.get("share_doctype") in consts.PROTECTED:
        frappe.throw(
            _("{0} cannot be shared. Refer the case, or entrust it to a handler.").format(
                _(doc.share_doctype)
            ),
            frappe.PermissionError,
        )


def _require(kind: str, name: str, ptype: str) -> None:
    full = access.may_see(kind, name)
    if not full or not frappe.has_permission(kind, ptype, doc=name):
        frappe.throw(
            _("You may not do this on {0} {1}.").format(_(kind), name), frappe.PermissionError
        )

"""What is written about a protected document or attached to it: files, comments, tasks, tags, mails, shares.

On a bench a file may point at other bytes, a share opens a closed document, and a comment may carry another
author. All of this is closed here, by events of these DocTypes.
"""

from email.utils import parseaddr

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import access, own_types
from cfm_app.security.markup import check_file_name
from cfm_app.security.restricted_cases.classes import handler_role, is_restricted


def check_file(doc: Document, method: str | None = None) -> None:
    """Refuse files that run, and files on a protected document without write permission or with other bytes."""
    for name in (doc.get("file_name"), doc.get("file_url")):
        check_file_name(name or "")
    if frappe.session.user == "Administrator":
        return
    kind, name = doc.get("attached_to_doctype"), doc.get("attached_to_name")
    if own_types.follows_rule(kind) and name:
        if not doc.get("is_private"):
            frappe.throw(_("What is attached to {0} has to be private.").format(_(kind)))
        if not doc.flags.ignore_permissions:
            _require(kind, name, "write")
    url = doc.get("file_url") or ""
    if url.startswith("/") and ".." in url.split("/"):
        frappe.throw(_("This file address is not allowed."), frappe.PermissionError)


def check_comment(doc: Document, method: str | None = None) -> None:
    """Require read permission on the protected document, and the author's own name."""
    kind, name = doc.get("reference_doctype"), doc.get("reference_name")
    if not own_types.follows_rule(kind) or not name or frappe.session.user == "Administrator":
        return
    if doc.get("comment_type") == "Comment":
        _require(kind, name, "read")
        doc.comment_email = frappe.session.user


def check_task(doc: Document, method: str | None = None) -> None:
    """Require read permission on the protected document, and an assignee who may see it already.

    A task entrusts nobody. Only a person reopens a task on a restricted case, never a rule.
    """
    kind, name = doc.get("reference_type"), doc.get("reference_name")
    if not own_types.follows_rule(kind) or not name:
        return
    if frappe.session.user != "Administrator" and not doc.flags.ignore_permissions:
        _require(kind, name, "read")
    if doc.is_new() or doc.has_value_changed("allocated_to"):
        _check_assignee(kind, name, doc.get("allocated_to"))
    if _opens_again(doc) and is_restricted(kind, name):
        doc.status = "Closed"


def _opens_again(doc: Document) -> bool:
    """Whether a program reopens a closed task, as assignment rules do."""
    before = doc.get_doc_before_save()
    is_closed = bool(before) and before.status == "Closed"
    return is_closed and doc.status == "Open" and bool(doc.flags.ignore_permissions)


def _check_assignee(kind: str, name: str, user: str | None) -> None:
    if not user or kind == "Community Member":
        return
    if not is_restricted(kind, name):
        return
    role = handler_role(kind, name)
    if role not in frappe.get_roles(user):
        frappe.throw(
            _("{0} cannot be entrusted with this case: the role {1} is needed.").format(
                user, _(role)
            )
        )
    if not access.may_see(kind, name, user):
        frappe.throw(
            _("{0} may not read this. Entrust it to them first, then give the task.").format(user)
        )


def check_tag(doc: Document, method: str | None = None) -> None:
    """Refuse tags on restricted cases: everybody can read the list of tags."""
    kind, name = doc.get("document_type"), doc.get("document_name")
    if own_types.follows_rule(kind) and is_restricted(kind, name):
        frappe.throw(_("Tags are shown to everybody. Write a comment on this case instead."))


def clear_columns(doc: Document, method: str | None = None) -> None:
    """Empty the columns of a restricted case to which Frappe copies comments and tasks.

    Lists show these columns with the case, also to its recorder.
    """
    type_field, name_field = doctype_access.CARRIERS[doc.doctype]
    kind, name = doc.get(type_field), doc.get(name_field)
    if own_types.follows_rule(kind) and name and is_restricted(kind, name):
        values = {"_comments": None, "_assign": None}
        frappe.db.set_value(kind, name, values, update_modified=False)


def filter_recipients(doc: Document, method: str | None = None) -> None:
    """Remove recipients who may not know of the restricted case from a mail about it."""
    kind, name = doc.get("reference_doctype"), doc.get("reference_name")
    if not own_types.follows_rule(kind) or not name or not is_restricted(kind, name):
        return
    rows = doc.get("recipients") or []
    kept = [row for row in rows if _may_be_told(row.recipient, kind, name)]
    if len(kept) < len(rows):
        doc.set("recipients", kept)
        doc.status = doc.status if kept else "Error"


def _may_be_told(address: str, kind: str, name: str) -> bool:
    """Whether an address may get mail about a restricted case; never one outside the office."""
    user = frappe.db.get_value("User", {"email": parseaddr(address)[1], "enabled": 1}, "name")
    return bool(user) and access.may_see(kind, name, user)


def check_share(doc: Document, method: str | None = None) -> None:
    """Refuse to share protected documents: a share bypasses the access rule."""
    if own_types.follows_rule(doc.get("share_doctype")):
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

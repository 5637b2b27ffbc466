"""Replacements of Frappe methods that bypass the access rule.

On a bench a count needs no permission, a file may point at other bytes, a share opens a closed document,
and a comment may carry another author. All of this is closed here for protected documents.
"""

from email.utils import parseaddr
from typing import Any

import frappe
from frappe import _, client
from frappe.desk.form import load
from frappe.model.document import Document

from cfm_app import consts, doctype_access
from cfm_app.arguments import as_conditions
from cfm_app.privacy.access_rule import access, openly_known, own_types
from cfm_app.privacy.entitlement import clearance
from cfm_app.privacy.file_contents import files
from cfm_app.privacy.file_contents.markup import check_file_name

# Registers about colleagues, as closed as a restricted case, with the role that maintains each.
REGISTERS = {
    consts.DATA_BREACH: consts.DATA_PROTECTION,
    consts.READING_ALERT: consts.DATA_PROTECTION,
    consts.PERSON_REQUEST: consts.DATA_PROTECTION,
    consts.REQUEST_PART: consts.DATA_PROTECTION,
    consts.IDENTITY_OPENING: consts.DATA_PROTECTION,
    consts.DIFFICULT_CALL: consts.MANAGER,
    consts.ADVICE: consts.MANAGER,
    consts.MISSION: consts.MANAGER,
    consts.IMPROVEMENT: consts.MANAGER,
    consts.QUALITY_REVIEW: consts.MANAGER,
    consts.COACHING_NOTE: consts.MANAGER,
}


@frappe.whitelist()
def get_count(
    doctype: str,
    filters: str | dict[str, Any] | list[Any] | None = None,
    debug: bool = False,
    cache: bool = False,
) -> int:
    """Replaces Frappe's count, which checks nothing: counts what the user may see."""
    if own_types.is_row_of_case(doctype):
        frappe.throw(_("Count the parent document instead."), frappe.PermissionError)
    filters = as_conditions(filters)
    if frappe.get_meta(doctype).istable:
        frappe.has_permission(doctype, "read", throw=True)
        return frappe.db.count(doctype, filters or {})
    # For every DocType: in some, users see their own rows only.
    if frappe.get_meta(doctype).get("is_virtual"):
        return len(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))
    total = f"count(distinct `tab{doctype}`.`name`) as total"
    rows = frappe.get_list(doctype, filters=filters, fields=[total], order_by=None)
    return int(rows[0].total or 0) if rows else 0


@frappe.whitelist()
def get(
    doctype: str,
    name: str | None = None,
    filters: str | dict[str, Any] | list[Any] | None = None,
    parent: str | None = None,
) -> dict[str, Any]:
    """Replaces Frappe's method: a document by name or conditions.

    Frappe looks for a match before it checks permissions, so its refusal would reveal the contents of
    closed documents.
    """
    if not name and filters and (own_types.closes(doctype) or own_types.is_row_of_case(doctype)):
        found = frappe.get_list(
            doctype,
            filters=as_conditions(filters),
            pluck="name",
            parent_doctype=parent,
            order_by="name asc",
            limit_page_length=1,
        )
        if not found:
            frappe.throw(_("Nothing fits these conditions."), frappe.DoesNotExistError)
        name = found[0]
    return client.get(doctype, name, filters, parent)


@frappe.whitelist()
def getdoc(doctype: str, name: str, user: str | None = None) -> list[Any] | None:
    """Replaces Frappe's method: a document with everything its form shows; a closed one counts as missing.

    The desk asks for a new document before it is saved, and takes a refusal for an error.
    """
    if _is_closed(doctype, name):
        return []
    return load.getdoc(doctype, name)


@frappe.whitelist()
def validate_link(
    doctype: str, docname: str, fields: str | list[Any] | None = None
) -> dict[str, Any]:
    """Replaces Frappe's method: name and fields of a link's target; a closed one counts as missing."""
    if _is_closed(doctype, docname):
        return {"name": None}
    return client.validate_link(doctype, docname, fields)


def _is_closed(doctype: str, name: str) -> bool:
    """Whether a protected document or file is closed to the user, or missing."""
    if doctype == "File":
        return not files.is_readable(name)
    return own_types.follows_rule(doctype) and not access.may_see(doctype, name)


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
    role = _handler_role(kind, name)
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


def _handler_role(kind: str, name: str) -> str:
    if kind in REGISTERS:
        return REGISTERS[kind]
    return clearance.handler_role(_class_of(kind, name))


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


def is_restricted(kind: str, name: str) -> bool:
    """Whether a protected document belongs to a restricted case, or is as closed as one."""
    if kind == "Community Member":
        return not openly_known.is_openly_known(name)
    if kind in REGISTERS:
        return True
    return clearance.is_restricted(_class_of(kind, name))


def _class_of(kind: str, name: str) -> str | None:
    if kind == consts.MESSAGE:
        kind, name = consts.CONVERSATION, frappe.db.get_value(kind, name, "conversation")
    if kind == consts.CALL:
        rows = {"parenttype": kind, "parent": name}
        cases = frappe.get_all("CFM Conversation Case", rows, pluck="cfm_case", parent_doctype=kind)
        name = next(iter(sorted(clearance.restricted_among(cases)) or cases), "")
        kind = "Case"
    if kind in (consts.CONVERSATION, consts.TREND_ALERT):
        return frappe.db.get_value(kind, name, "sensitivity")
    case = name if kind == "Case" else frappe.db.get_value(kind, name, "cfm_case")
    # A custom record may have no case.
    return frappe.db.get_value("Case", case, "sensitivity") if case else None


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

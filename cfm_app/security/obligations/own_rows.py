"""Who reads signatures and training records: the person concerned, and whoever looks after the team."""

import frappe
from frappe.model.document import Document

from cfm_app.base import consts

READERS = frozenset((consts.MANAGER, "System Manager", "Administrator"))


def condition(user: str | None = None, doctype: str = "") -> str:
    """The list condition of a DocType with a field `user`."""
    user = user or frappe.session.user
    if _reads_all(user):
        return ""
    return f"`tab{doctype}`.`user` = {frappe.db.escape(user)}"


def permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one record: the user's own, or any for a manager."""
    user = user or frappe.session.user
    return _reads_all(user) or doc.get("user") == user


def _reads_all(user: str) -> bool:
    return bool(READERS & set(frappe.get_roles(user)))

"""Permissions of managers on Frappe's DocTypes, as far as setting up an office needs.

They are ordinary rows that a System Manager may change. So each DocType gets them once; a removed row
stays removed.
"""

import json
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.permissions import setup_custom_perms

from cfm_app.base import consts
from cfm_app.procedures.setup import doctype_references
from cfm_app.security.administration import delegation

RIGHTS = Path(__file__).resolve().parent / "manager_rights.json"
# Pages of a bench that ask for the role themselves; their methods are `privacy.administration.permission_manager`.
PAGES = (
    "permission-manager",
    "print-format-builder",
    "print-format-builder-beta",
    "workflow-builder",
)
SEEDED = "cfm_manager_rights"


def rights() -> dict[str, dict[int, list[str]]]:
    """By DocType and level."""
    shipped = json.loads(RIGHTS.read_text(encoding="utf-8"))
    return {
        doctype: {int(level): given.split() for level, given in levels.items()}
        for doctype, levels in shipped.items()
    }


def seed() -> None:
    """Give the permissions on DocTypes that have not been given before."""
    done = set(json.loads(frappe.db.get_global(SEEDED) or "[]"))
    missing = [
        doctype
        for doctype in rights()
        if doctype not in done and frappe.db.exists("DocType", doctype)
    ]
    for doctype in missing:
        _give(doctype, rights()[doctype])
    _open_pages()
    if missing:
        frappe.db.set_global(SEEDED, json.dumps(sorted({*done, *missing})))
        frappe.clear_cache()


def _give(doctype: str, levels: dict[int, list[str]]) -> None:
    setup_custom_perms(doctype)
    for level, given in levels.items():
        place = {"parent": doctype, "role": consts.MANAGER, "permlevel": level}
        if frappe.db.exists("Custom DocPerm", place):
            continue
        values = {"doctype": "Custom DocPerm", "parenttype": "DocType", **place}
        values |= {"parentfield": "permissions", **dict.fromkeys(given, 1)}
        frappe.get_doc(values).insert(ignore_permissions=True)


def _open_pages() -> None:
    """A page that has roles of its own takes more by a record of the framework, where it has them."""
    if not frappe.db.exists("DocType", "Custom Role"):
        return
    for page in PAGES:
        if not frappe.db.exists("Page", page) or frappe.db.exists("Custom Role", {"page": page}):
            continue
        roles = [{"role": role} for role in (consts.MANAGER, delegation.SYSTEM_MANAGER)]
        values = {"doctype": "Custom Role", "page": page, "roles": roles}
        frappe.get_doc(values).insert(ignore_permissions=True)


def withdraw() -> None:
    """Remove the rows; where only shipped rows are left, Frappe's own apply again."""
    for doctype in rights():
        frappe.db.delete("Custom DocPerm", {"parent": doctype, "role": consts.MANAGER})
        kept, shipped = (_rows(kind, doctype) for kind in ("Custom DocPerm", "DocPerm"))
        if kept == shipped:
            frappe.db.delete("Custom DocPerm", {"parent": doctype})
    if frappe.db.exists("DocType", "Custom Role"):
        roles = {"parenttype": "Custom Role", "role": consts.MANAGER}
        names = frappe.get_all("Has Role", filters=roles, pluck="parent")
        doctype_references.erase("Custom Role", {"name": ["in", names]})


def _rows(kind: str, doctype: str) -> set[tuple[Any, ...]]:
    fields = ["role", "permlevel", "if_owner", *delegation.RIGHTS]
    found = frappe.get_all(kind, filters={"parent": doctype}, fields=fields)
    return {tuple(row[name] or 0 for name in fields) for row in found}


def surplus_rights_warning() -> str:
    """Which managers have more permissions than they need, and what to do; empty without any."""
    people = delegation.managers_with_the_machine()
    if not people:
        return ""
    text = _(
        "These managers are System Managers as well, and no longer need it: {0}. Everything in the"
        " manager's guide takes the role CFM Manager alone. The system administrator takes System"
        " Manager away in the form of the user."
    )
    return str(text.format(", ".join(people)))


def warn() -> None:
    """Tell whoever migrates."""
    if text := surplus_rights_warning():
        print(text)

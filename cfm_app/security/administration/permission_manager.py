"""Frappe's permission manager for managers: its own methods ask for System Manager.

Each method checks that DocType and role belong to the office, then calls what Frappe's method calls. For
System Managers it is Frappe's method.
"""

from typing import Any

import frappe
from frappe import _
from frappe.permissions import (
    add_permission,
    reset_perms,
    setup_custom_perms,
    update_permission_property,
)
from frappe.utils import cint

from cfm_app.base import consts
from cfm_app.security.administration import delegation

ROW = ("name", "role", "permlevel", "if_owner")
PAGE = "frappe.core.page.permission_manager.permission_manager"


def _framework(method: str, **values: Any) -> Any:
    return frappe.get_attr(f"{PAGE}.{method}")(**values)


def _is_manager() -> bool:
    """Whether a manager asks; any other user is left to Frappe's method."""
    return not delegation.is_system_manager() and consts.MANAGER in frappe.get_roles()


@frappe.whitelist()
def get_roles_and_doctypes() -> dict[str, list[dict[str, str]]]:
    """The roles and DocTypes to choose from."""
    if not _is_manager():
        return _framework("get_roles_and_doctypes")
    doctypes = frappe.get_all("DocType", filters={"istable": 0}, pluck="name")
    roles = frappe.get_all("Role", filters={"disabled": 0}, pluck="name")
    return {
        "doctypes": _choices(name for name in doctypes if delegation.may_give_rights_on(name)),
        "roles": _choices(name for name in roles if delegation.may_hand_out(name)),
    }


def _choices(names: Any) -> list[dict[str, str]]:
    found = [{"label": _(name), "value": name} for name in names]
    return sorted(found, key=lambda each: str(each["label"]).casefold())


@frappe.whitelist()
def get_permissions(doctype: str | None = None, role: str | None = None) -> list[Any]:
    """The permission rows in force for a DocType, or for a role on all DocTypes of the office."""
    if not _is_manager():
        return _framework("get_permissions", doctype=doctype, role=role)
    known = [each["value"] for each in get_roles_and_doctypes()["doctypes"]]
    found = []
    for name in known:
        meta = frappe.get_meta(name)
        kind = {"is_submittable": meta.is_submittable, "in_create": meta.in_create}
        for row in meta.permissions if doctype in (None, "", name) else ():
            if role in (None, "", row.role):
                values = {each: row.get(each) for each in (*ROW, *delegation.RIGHTS)}
                found.append(frappe._dict({**values, **kind, "parent": name}))
    return found


@frappe.whitelist(methods=["POST"])
def add(parent: str, role: str, permlevel: str | int) -> None:
    """Add a row for a role that has none; it begins with read."""
    if not _is_manager():
        return _framework("add", parent=parent, role=role, permlevel=cint(permlevel))
    delegation.check_rights(parent)
    delegation.check_receiver(role)
    add_permission(parent, role, cint(permlevel))


@frappe.whitelist(methods=["POST"])
def update(
    doctype: str,
    role: str,
    permlevel: str | int,
    ptype: str,
    value: Any = None,
    if_owner: str | int = 0,
) -> str | None:
    """Set one right of a row."""
    if not _is_manager():
        place = {"role": role, "permlevel": cint(permlevel), "if_owner": cint(if_owner)}
        return _framework("update", doctype=doctype, **place, ptype=ptype, value=value)
    delegation.check_rights(doctype)
    if ptype not in (*delegation.RIGHTS, "if_owner"):
        frappe.throw(_("{0} is not a right").format(ptype))
    if cint(value) or ptype == "if_owner":
        delegation.check_receiver(role)
    is_first = update_permission_property(
        doctype, role, cint(permlevel), ptype, value, if_owner=cint(if_owner)
    )
    frappe.clear_cache(doctype=doctype)
    return "refresh" if is_first else None


@frappe.whitelist(methods=["POST"])
def remove(doctype: str, role: str, permlevel: str | int, if_owner: str | int = 0) -> None:
    """Remove a row; one has to stay."""
    place = {"role": role, "permlevel": cint(permlevel), "if_owner": cint(if_owner)}
    if not _is_manager():
        return _framework("remove", doctype=doctype, **place)
    delegation.check_rights(doctype)
    setup_custom_perms(doctype)
    rows = frappe.get_all("Custom DocPerm", filters={"parent": doctype, **place}, pluck="name")
    for name in rows:
        frappe.delete_doc("Custom DocPerm", name, ignore_permissions=True, force=True)
    if not frappe.db.exists("Custom DocPerm", {"parent": doctype}):
        frappe.throw(_("One row has to stay."), title=_("Cannot Remove"))
    frappe.clear_cache(doctype=doctype)


@frappe.whitelist(methods=["POST"])
def reset(doctype: str) -> None:
    """Restore the rows that were shipped with a DocType."""
    if not _is_manager():
        return _framework("reset", doctype=doctype)
    delegation.check_rights(doctype)
    reset_perms(doctype)
    frappe.clear_cache(doctype=doctype)


@frappe.whitelist()
def get_users_with_role(role: str) -> list[str]:
    """The users who hold a role."""
    if not _is_manager():
        return _framework("get_users_with_role", role=role)
    held = frappe.get_all(
        "Has Role",
        filters={"parenttype": "User", "role": role},
        pluck="parent",
        parent_doctype="User",
    )
    people = {"name": ["in", held or [""]], "enabled": 1}
    return frappe.get_all("User", filters=people, pluck="name", order_by="name asc")


@frappe.whitelist()
def get_standard_permissions(doctype: str) -> list[Any]:
    """The rows that were shipped with a DocType."""
    if not _is_manager():
        return _framework("get_standard_permissions", doctype=doctype)
    delegation.check_rights(doctype)
    return frappe.get_all(
        "DocPerm", filters={"parent": doctype}, fields=["*"], order_by="permlevel asc, idx asc"
    )

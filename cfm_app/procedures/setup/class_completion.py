"""Gives handlers of a new restricted class what those of a comparable class have."""

from typing import Any

import frappe
from frappe import _
from frappe.permissions import setup_custom_perms

from cfm_app.procedures.sop import class_reach
from cfm_app.security.administration import delegation
from cfm_app.security.entitlement import clearance


def complete(sensitivity: str) -> None:
    """Copy permissions and workflow transitions of a comparable role to the role of a class.

    Limited to what the user may give; existing permissions stay.
    """
    frappe.has_permission("Case Sensitivity", "write", throw=True)
    reach = class_reach.of_class(sensitivity)
    if not reach.role:
        frappe.throw(_("{0} is no restricted class.").format(_(sensitivity)))
    if not reach.like:
        frappe.throw(_("There is no comparable class whose rights could be copied."))
    for doctype in sorted({*reach.rights, *reach.closed}):
        _copy_rights(doctype, reach.like, reach.role)
    for workflow in reach.steps:
        _copy_steps(workflow, reach.like, reach.role)


def entrust(sensitivity: str, user: str) -> None:
    """Give a user the role of a class; a second person agrees if there are restricted cases."""
    role = clearance.restricted_classes().get(sensitivity)
    if not role:
        frappe.throw(_("{0} is no restricted class.").format(_(sensitivity)))
    doc = frappe.get_doc("User", user)
    doc.check_permission("write")
    if role not in {row.role for row in doc.roles}:
        doc.append("roles", {"role": role})
        doc.save()


def _copy_rights(doctype: str, like: str, role: str) -> None:
    delegation.check_rights(doctype)
    delegation.check_receiver(role)
    # Read before: rows of its own take the place of those that came with the DocType.
    given = [row for row in frappe.get_meta(doctype).permissions if row.role == like]
    setup_custom_perms(doctype)
    for row in given:
        rights = {right: 1 for right in delegation.RIGHTS if row.get(right)}
        place = {"parent": doctype, "role": role, "permlevel": row.permlevel or 0}
        place["if_owner"] = row.if_owner or 0
        if name := frappe.db.get_value("Custom DocPerm", place):
            doc = frappe.get_doc("Custom DocPerm", name)
            doc.update(rights)
            doc.save(ignore_permissions=True)
            continue
        # A row that leaves a right out gets the framework's defaults.
        values: dict[str, Any] = {**dict.fromkeys(delegation.RIGHTS, 0), **rights, **place}
        values |= {"parenttype": "DocType", "parentfield": "permissions"}
        # A bench lets nobody but System Manager write such rows; what may be given was asked above.
        frappe.get_doc({"doctype": "Custom DocPerm", **values}).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=doctype)


def _copy_steps(name: str, like: str, role: str) -> None:
    workflow = frappe.get_doc("Workflow", name)
    for table, field in (("states", "allow_edit"), ("transitions", "allowed")):
        for row in [each for each in workflow.get(table) if each.get(field) == like]:
            copied = {df.fieldname: row.get(df.fieldname) for df in row.meta.fields}
            workflow.append(table, {**copied, field: role})
    workflow.save()

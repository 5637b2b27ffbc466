"""Replacements of the framework's methods that read or change rows by SQL of their own, where no rule is asked.

An engine that has no such method refuses it like any other name that is none.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.security import framework_methods
from cfm_app.security.access_rule import missing_documents, own_types

COORDINATES = "frappe.geo.utils.get_coords"
GOALS = "frappe.utils.goal.get_monthly_goal_graph_data"
RELINK = "frappe.email.relink"
LIKES = "frappe.desk.like.toggle_like"
ASSIGNMENTS = "frappe.desk.form.assign_to.remove_multiple"


@frappe.whitelist()
def get_coords(doctype: str, filters: str | list[Any] | dict[str, Any], type: str) -> Any:
    """Replaces Frappe's points of a map, which leave out the rule on rows."""
    _require_open_to_all(doctype)
    return framework_methods.of(COORDINATES)(doctype, filters, type)


@frappe.whitelist()
def get_monthly_goal_graph_data(
    title: str, doctype: str, docname: str, goal_doctype: str, **named: Any
) -> Any:
    """Replaces Frappe's graph of a goal, which counts documents without asking who may see them."""
    _require_open_to_all(goal_doctype)
    named.pop("cmd", None)
    return framework_methods.of(GOALS)(title, doctype, docname, goal_doctype=goal_doctype, **named)


@frappe.whitelist(methods=["POST"])
def relink(
    name: str, reference_doctype: str | None = None, reference_name: str | None = None
) -> None:
    """Replaces Frappe's change of the document that an e-mail belongs to, which anybody may make of any."""
    frappe.get_doc("Communication", name).check_permission("write")
    if reference_doctype and reference_name:
        frappe.get_doc(reference_doctype, reference_name).check_permission("write")
    framework_methods.of(RELINK)(name, reference_doctype, reference_name)


@frappe.whitelist(methods=["POST"])
def remove_multiple(doctype: str, names: str | list[str]) -> None:
    """Replaces Frappe's end of several assignments, which tells a closed document with one from a missing one."""
    seen = frappe.get_list(
        doctype,
        filters={"name": ["in", frappe.parse_json(names)]},
        pluck="name",
        limit_page_length=0,
    )
    framework_methods.of(ASSIGNMENTS)(doctype, frappe.as_json(seen))


@frappe.whitelist(methods=["POST"])
def toggle_like(doctype: str, name: str, add: str | bool = False) -> None:
    """Replaces Frappe's mark of a document that somebody likes, which overwrites that of one they may not read."""
    if not frappe.get_list(doctype, filters={"name": name}, pluck="name", limit_page_length=1):
        # A closed one is a missing one.
        raise frappe.DoesNotExistError
    framework_methods.of(LIKES)(doctype, name, add)


def _require_open_to_all(doctype: str) -> None:
    """Throw if a user may not read a DocType, or not each of its documents."""
    frappe.has_permission(doctype, "read", throw=True)
    if own_types.closes(doctype) or missing_documents.is_guarded(doctype):
        frappe.throw(_("No permission for {0}").format(_(doctype)), frappe.PermissionError)

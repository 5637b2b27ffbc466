"""Entrusting a restricted case to people who hold the handler role of its class."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.privacy import clearance
from cfm_app.sop import routing


def entrust(case: Document, location: str | None) -> None:
    """Name the handlers of a restricted case whose class is new to it."""
    if not clearance.is_restricted(case.sensitivity):
        return
    before = case.get_doc_before_save()
    if before and before.sensitivity == case.sensitivity and case.get("handlers"):
        return
    role = clearance.handler_role(case.sensitivity)
    known = {row.user for row in case.get("handlers") or []}
    case.set("handlers", [row for row in case.get("handlers") or [] if _holds(row.user, role)])
    for user in find_handlers(case.sensitivity, role, location):
        if user not in known:
            case.append("handlers", {"user": user, "role": role, "assigned_on": now_datetime()})
    case.flags.newly_entrusted = True
    if not case.get("handlers"):
        frappe.log_error(
            title=_("A restricted case has no handler"),
            message=_("Give somebody the role {0}, then entrust {1} to him.").format(
                role, case.name
            ),
        )


def find_handlers(sensitivity: str, role: str, location: str | None) -> list[str]:
    """Focal points of the class for the place; failing that, every holder of the role.

    A restricted case must never be left with nobody who can see it.
    """
    focal = routing.find(location=location, sensitivity=sensitivity)
    if focal and _holds(focal.receiver, role):
        return [focal.receiver]
    return holders(role)


def holders(role: str) -> list[str]:
    """Enabled users with a role, apart from the Administrator."""
    users = frappe.get_all(
        "Has Role",
        filters={"role": role, "parenttype": "User"},
        pluck="parent",
        parent_doctype="User",
        order_by="parent asc",
    )
    if not users:
        return []
    return frappe.get_all(
        "User",
        filters={"name": ["in", users], "enabled": 1},
        pluck="name",
        order_by="name asc",
    )


def check(case: Document) -> None:
    """Refuse handlers who lack the role of the class."""
    role = clearance.handler_role(case.sensitivity)
    for row in case.get("handlers") or []:
        if not _holds(row.user, role):
            frappe.throw(
                _("{0} cannot be entrusted with this case: the role {1} is needed.").format(
                    row.user, _(role)
                )
            )
        row.role = role


def tell(case: Document) -> None:
    """Tell the new handlers, without a word about the content."""
    if not case.flags.get("newly_entrusted"):
        return
    case.flags.newly_entrusted = False
    for row in case.get("handlers") or []:
        notify(row.user, _("A restricted case needs your attention: {0}").format(case.name), case)


def notify(user: str, subject: str, doc: Document) -> None:
    """Put one line into a user's notices."""
    frappe.get_doc(
        {
            "doctype": "Notification Log",
            "for_user": user,
            "from_user": frappe.session.user,
            "type": "Alert",
            "subject": subject,
            "document_type": doc.doctype,
            "document_name": doc.name,
        }
    ).insert(ignore_permissions=True)


def _holds(user: str, role: str) -> bool:
    return bool(role) and role in frappe.get_roles(user)

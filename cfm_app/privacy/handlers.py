"""Entrusting a restricted case to people who hold the handler role of its class."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app import masters
from cfm_app.privacy import clearance
from cfm_app.sop import routing


def entrust(report: Document) -> None:
    """Name the handlers of a report that is new, or whose class has changed."""
    before = report.get_doc_before_save()
    if before and before.sensitivity == report.sensitivity:
        return
    role = clearance.handler_role(report.sensitivity)
    kept = [row for row in report.get("handlers") or [] if _holds(row.user, role)]
    report.set("handlers", kept)
    known = {row.user for row in kept}
    for user in find_handlers(report.sensitivity, role, report.location):
        if user not in known:
            report.append("handlers", {"user": user, "role": role, "assigned_on": now_datetime()})
    report.flags.newly_entrusted = True
    if not report.get("handlers"):
        frappe.log_error(
            title=_("A restricted case has no handler"),
            # The technicians who read this are not to know which case it is.
            message=_(
                "Give somebody the role {0}. The Administrator finds the case among the sensitive"
                " reports and entrusts it to him."
            ).format(role),
        )


@masters.once
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


def check(report: Document) -> None:
    """Refuse handlers who lack the role of the class."""
    role = clearance.handler_role(report.sensitivity)
    for row in report.get("handlers") or []:
        if not _holds(row.user, role):
            frappe.throw(
                _("{0} cannot be entrusted with this case: the role {1} is needed.").format(
                    row.user, _(role)
                )
            )
        row.role = role


def tell(report: Document) -> None:
    """Tell the new handlers, without a word about the content."""
    if not report.flags.get("newly_entrusted"):
        return
    report.flags.newly_entrusted = False
    case = frappe.get_doc("Case", report.cfm_case)
    subject = _("A restricted case needs your attention: {0}").format(case.name)
    for row in report.get("handlers") or []:
        notify(row.user, subject, case)


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

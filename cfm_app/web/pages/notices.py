"""The bell: counts of what waits, and unread notices."""

from typing import Any

import frappe
from frappe.utils import format_datetime

from cfm_app.base import consts, declarations
from cfm_app.cases import answer_referral
from cfm_app.web.pages import admission, roles, routes

SHOWN = 12


def unread() -> list[dict[str, Any]]:
    """The newest unread notices of the user, each with its link."""
    rows = frappe.get_list(
        "Notification Log",
        filters={"for_user": frappe.session.user, "read": 0},
        fields=["name", "subject", "document_type", "document_name", "creation"],
        order_by="creation desc",
        limit_page_length=SHOWN,
    )
    return [
        {
            "name": row.name,
            "text": frappe.utils.strip_html(row.subject or ""),
            "when": format_datetime(row.creation, "d MMM HH:mm"),
            "address": address(row.document_type, row.document_name),
        }
        for row in rows
    ]


def count_unread() -> int:
    """The number of unread notices, as the desk's bell counts them."""
    filters = {"for_user": frappe.session.user, "read": 0}
    return len(frappe.get_list("Notification Log", filters=filters, limit_page_length=0))


def address(doctype: str | None, name: str | None) -> str:
    """Where to open a document: on a page of the app if there is one."""
    if not doctype or not name:
        return ""
    if doctype == "Referral" and frappe.db.exists("Referral", name):
        referral = frappe.get_doc("Referral", name)
        if answer_referral.is_receiver(referral) and admission.may_enter(roles.APPROVALS):
            return f"/cfm/approvals#{name}"
        doctype, name = "Case", referral.cfm_case
    if doctype == "Case":
        beginning = case_page()
        return f"{beginning}{name}" if beginning else ""
    if doctype == consts.CALL and admission.may_enter(roles.CALL_BACKS):
        return "/cfm/call-backs"
    if doctype == consts.REQUEST_PART:
        request = frappe.db.get_value(doctype, name, "request")
        return f"{routes.PERSON_REQUEST}{request}#{name}"
    if doctype == consts.IMPROVEMENT:
        return f"/cfm/improvements#{name}"
    if doctype == consts.QUALITY_REVIEW:
        return f"/cfm/quality-review?name={name}"
    if doctype == consts.COACHING_NOTE:
        return f"/cfm/quality#{name}"
    if doctype == consts.PERSON_REQUEST:
        return f"{routes.PERSON_REQUEST}{name}"
    page = declarations.document_pages().get(doctype)
    if page and admission.may_enter(page.roles):
        return routes.address_of(page.route, name=name)
    return routes.record_address(doctype, name)


def case_page() -> str:
    """The address of a case's page without its number, for users who may enter it; else nothing."""
    return routes.CASE if admission.may_enter(roles.CASE) else ""


def mark_read(names: list[str]) -> None:
    """Mark notices of the user as read."""
    own = {"for_user": frappe.session.user, "name": ["in", names or [""]]}
    frappe.db.set_value("Notification Log", own, "read", 1, update_modified=False)

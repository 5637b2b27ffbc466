"""Reports by e-mail: nobody receives in their mailbox what only another user may see.

Frappe makes such a report with the permissions of a user whom its author chooses, and hands it to
everybody who may read the setting.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

DOWNLOAD = "frappe.email.doctype.auto_email_report.auto_email_report.download"
# The fields that decide whose permissions are used, and who receives what.
DECISIVE = ("user", "report", "email_to", "filters")


def check(doc: Document, method: str | None = None) -> None:
    """Require authors to use their own permissions, and to have the right to export."""
    acting = frappe.session.user
    if acting == "Administrator":
        return
    changed = doc.is_new() or any(doc.has_value_changed(field) for field in DECISIVE)
    if changed and doc.user != acting:
        frappe.throw(
            _("A report is sent with your own rights. Choose yourself, {0}.").format(acting),
            frappe.PermissionError,
        )
    doctype = frappe.db.get_value("Report", doc.report, "ref_doctype")
    if doctype and not frappe.has_permission(doctype, "export", user=doc.user):
        frappe.throw(
            _("You may not export {0}, so no report on it can be sent with your rights.").format(
                _(doctype)
            ),
            frappe.PermissionError,
        )


@frappe.whitelist()
def download(name: str) -> Any:
    """Replaces Frappe's method: only the user whose permissions the report uses may download it."""
    user = frappe.db.get_value("Auto Email Report", name, "user")
    if frappe.session.user not in ("Administrator", user):
        raise frappe.PermissionError
    return frappe.get_attr(DOWNLOAD)(name)

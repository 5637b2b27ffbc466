"""Reports by e-mail: nobody reads in their mail box what another user may see.

The framework sends such a report with the rights of a user whom its author chooses, and gives it to
everybody who may read the setting.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

DOWNLOAD = "frappe.email.doctype.auto_email_report.auto_email_report.download"
# What decides on whose rights what goes to whom.
DECISIVE = ("user", "report", "email_to", "filters")


def check(doc: Document, method: str | None = None) -> None:
    """Whoever sets a report up, or changes what goes to whom, lends their own rights and may export."""
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
    """The framework's method, for the one whose rights the report lends."""
    user = frappe.db.get_value("Auto Email Report", name, "user")
    if frappe.session.user not in ("Administrator", user):
        raise frappe.PermissionError
    return frappe.get_attr(DOWNLOAD)(name)

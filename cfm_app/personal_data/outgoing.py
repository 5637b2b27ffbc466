"""Which fields a webhook may carry: no word of a person leaves by itself, unless whoever owns the site says so."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.personal_data import field_map
from cfm_app.privacy import leaving


def check(webhook: Document, method: str | None = None) -> None:
    """Refuse a webhook that would send what people told, or that makes its words by a template of a case."""
    if frappe.session.user == "Administrator":
        return
    doctype = webhook.webhook_doctype
    if doctype == leaving.CASE and (webhook.get("webhook_json") or cint(webhook.is_dynamic_url)):
        frappe.throw(
            _(
                "Of cases only chosen fields are sent: choose “Form URL-Encoded” and the fields, and a fixed address."
            )
        )
    known = field_map.of(doctype)
    for row in webhook.webhook_data:
        entry = known.get(row.fieldname) or known.get(field_map.WHOLE)
        if entry and entry.is_of_people:
            df = frappe.get_meta(doctype).get_field(row.fieldname)
            frappe.throw(
                _(
                    "{0} says something about a person: it leaves by no webhook. Choose another field."
                ).format(_(df.label if df else row.fieldname))
            )

"""Where webhooks lead: no further into the office's own network than whoever runs the machine allows."""

from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.channels import account_changes


def check(webhook: Document, method: str | None = None) -> None:
    """Refuse an address inside, as for the gateways of channels; a template names its host in plain."""
    host = urlsplit(webhook.request_url or "").netloc.rpartition("@")[2]
    if cint(webhook.is_dynamic_url) and "{" in host:
        frappe.throw(_("Write the name of the other program's server without a template."))
    account_changes.require_outside(webhook, "request_url", webhook.request_url)

"""Targets of webhooks: none inside the office's network that a System Manager did not allow."""

from urllib.parse import urlsplit

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from cfm_app.channels import account_changes


def check(webhook: Document, method: str | None = None) -> None:
    """Throw for an inner address; the host in a template must be literal."""
    host = urlsplit(webhook.request_url or "").netloc.rpartition("@")[2]
    if cint(webhook.is_dynamic_url) and "{" in host:
        frappe.throw(_("Write the name of the other program's server without a template."))
    account_changes.require_outside(webhook, "request_url", webhook.request_url)

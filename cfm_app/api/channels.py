"""The address that providers of messages call."""

import frappe
from werkzeug.wrappers import Response

from cfm_app.channels import receiving


# What gateways bring is read from the bytes that came, and shown nowhere but on our own pages.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["GET", "POST"])
def receive() -> Response:
    """Receive messages and delivery reports; `account` and `token` in the address identify the account."""
    # Some gateways deliver messages by GET.
    frappe.local.flags.commit = True
    return receiving.receive(frappe.request, frappe.local.request_ip)

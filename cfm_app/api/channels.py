"""The address that providers call."""

import frappe
from werkzeug.wrappers import Response

from cfm_app.channels import receiving


# What gateways bring is read from the bytes that came, and shown nowhere but on our own pages.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["GET", "POST"])
def receive() -> Response:
    """Take messages and delivery reports: `account` and `token` of the address say whose they are."""
    # Some gateways bring messages by GET.
    frappe.local.flags.commit = True
    return receiving.receive(frappe.request, frappe.local.request_ip)

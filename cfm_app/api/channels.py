"""The address that providers call, and what a manager does with an account."""

import frappe
from frappe.model.document import Document
from werkzeug.wrappers import Response

from cfm_app.channels import accounts, receiving
from cfm_app.channels.adapters import adapter_of


# What gateways bring is read from the bytes that came, and shown nowhere but on our own pages.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["GET", "POST"])
def receive() -> Response:
    """Take messages and delivery reports: `account` and `token` of the address say whose they are."""
    # Some gateways bring messages by GET.
    frappe.local.flags.commit = True
    return receiving.receive(frappe.request, frappe.local.request_ip)


@frappe.whitelist(methods=["POST"])
def addresses(account: str) -> dict[str, str]:
    """The addresses that the provider of an account is given: for messages, and for delivery reports."""
    return accounts.addresses(_own(account))


@frappe.whitelist(methods=["POST"])
def rotate(account: str) -> dict[str, str]:
    """Give an account a new token; the answer holds the new addresses. The old ones last a day."""
    doc = _own(account)
    accounts.rotate(doc)
    return accounts.addresses(doc)


@frappe.whitelist(methods=["POST"])
def probe(account: str) -> dict[str, str]:
    """Try whether the provider of an account can be reached; a sentence says what came of it."""
    doc = _own(account)
    return {"account": doc.name, "found": adapter_of(doc).probe(doc)}


def _own(account: str) -> Document:
    """An account that the user may set up."""
    doc = frappe.get_doc(accounts.DOCTYPE, account)
    doc.check_permission("write")
    return doc

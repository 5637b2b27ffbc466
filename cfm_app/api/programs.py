"""Methods for partners' programs, and the management of their keys."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.base.arguments import as_fields
from cfm_app.procedures.setup import program_access, program_requests


@frappe.whitelist()
def about() -> dict[str, Any]:
    """The lists that are open to the key, with their fields."""
    return program_requests.about()


@frappe.whitelist()
def records(
    doctype: str,
    filters: str | dict[str, Any] | None = None,
    start: int | str = 0,
    limit: int | str = 20,
) -> Any:
    """Records of a list that is open to the key, with the granted fields."""
    return program_requests.records(doctype, filters, start, limit)


@frappe.whitelist(methods=["POST"])
@retried
def create(doctype: str, values: str | dict[str, Any]) -> dict[str, str]:
    """Create a record in a list that is open to the key."""
    return {"name": program_requests.create(doctype, as_fields(values))}


@frappe.whitelist(methods=["POST", "PUT"])
@retried
def change(doctype: str, name: str, values: str | dict[str, Any]) -> dict[str, str]:
    """Change a record in a list that is open to the key."""
    return {"name": program_requests.change(doctype, name, as_fields(values))}


@frappe.whitelist(methods=["POST"])
@retried
def open_to(values: str | dict[str, Any]) -> dict[str, str]:
    """Create a key for a program. Returns key and secret, which are shown only once."""
    return vars(program_access.open_to(as_fields(values)))


@frappe.whitelist(methods=["POST"])
@retried
def make_new_secret(access: str) -> dict[str, str]:
    """Replace the secret of a program; the old one stops working."""
    return vars(program_access.make_new_secret(access))


@frappe.whitelist(methods=["POST"])
@retried
def end(access: str) -> None:
    """End the access of a program at once."""
    program_access.end(access)

"""What partners' programs ask with a key of their own, and what managers do about such keys."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.arguments import as_fields
from cfm_app.setup import program_access, program_requests


@frappe.whitelist()
def about() -> dict[str, Any]:
    """The lists that are open to the key of the request, with their fields."""
    return program_requests.about()


@frappe.whitelist()
def records(
    doctype: str,
    filters: str | dict[str, Any] | None = None,
    start: int | str = 0,
    limit: int | str = 20,
) -> Any:
    """Entries of a list that is open to the key, with the fields that it knows."""
    return program_requests.records(doctype, filters, start, limit)


@frappe.whitelist(methods=["POST"])
@retried
def create(doctype: str, values: str | dict[str, Any]) -> dict[str, str]:
    """Add an entry to a list that is open to the key."""
    return {"name": program_requests.create(doctype, as_fields(values))}


@frappe.whitelist(methods=["POST", "PUT"])
@retried
def change(doctype: str, name: str, values: str | dict[str, Any]) -> dict[str, str]:
    """Change an entry of a list that is open to the key."""
    return {"name": program_requests.change(doctype, name, as_fields(values))}


@frappe.whitelist(methods=["POST"])
@retried
def open_to(values: str | dict[str, Any]) -> dict[str, str]:
    """Let a program in; returns key and secret, which nobody can look up later."""
    return vars(program_access.open_to(as_fields(values)))


@frappe.whitelist(methods=["POST"])
@retried
def make_new_secret(access: str) -> dict[str, str]:
    """Another secret for a program; the old one opens nothing any more."""
    return vars(program_access.make_new_secret(access))


@frappe.whitelist(methods=["POST"])
@retried
def end(access: str) -> None:
    """Shut a program out at once."""
    program_access.end(access)

"""Custom record types of the office, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.procedures.setup import record_types
from cfm_app.web.pages import record_type


@frappe.whitelist(methods=["POST"])
@retried
def create(values: dict[str, Any], request_id: str | None = None) -> dict[str, str]:
    """Create a record type, once per `request_id`. Returns its name and the address of its list."""
    return run_once(request_id, lambda: _create(values), "record_type", values)


def _create(values: dict[str, Any]) -> dict[str, str]:
    name = record_types.create(values)
    return {"name": name, **record_type.addresses(name)}

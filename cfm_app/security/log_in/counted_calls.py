"""How often something is called from one place, counted by a name of its own.

A bench counts by method and address, and pages have no method: what two pages let anybody try would be one count.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.rate_limiter import rate_limit

from cfm_app.security.log_in import client_address

KEY = "counted_calls"
"""The argument that holds the name, whatever a sender says."""


def limited(
    function: Callable[..., Any], counted: str, most: int, seconds: int
) -> Callable[..., Any]:
    """A function that throws `RateLimitExceededError` beyond so many calls of a name from the place at hand."""
    address = frappe.local.request_ip

    def at_its_address(*given: Any) -> Any:
        frappe.local.request_ip = address
        return function(*given)

    limit = rate_limit(key=KEY, limit=most, seconds=seconds, methods=["POST"])(at_its_address)

    def asked(*given: Any) -> Any:
        frappe.form_dict[KEY] = counted
        frappe.local.request_ip = client_address.place_of(str(address or ""))
        try:
            return limit(*given)
        finally:
            frappe.local.request_ip = address

    return asked

"""What the office has set, read as one document that the framework keeps until somebody changes it."""

from typing import Any

import frappe

DOCTYPE = "CFM Settings"


def setting(field: str) -> Any:
    """The value of a field of the settings."""
    return frappe.get_cached_value(DOCTYPE, DOCTYPE, field)

"""The office's own outlines of places, over HTTP."""

from typing import Any

import frappe

from cfm_app.figures.outlines import upload
from cfm_app.web.pages import roles


@frappe.whitelist(methods=["POST"])
def take(content: str) -> dict[str, Any]:
    """Set outlines of places from a GeoJSON file. Returns their number, and what fits no place."""
    frappe.only_for(roles.IMPORT)
    found = upload.take(content)
    return {"number": found.number, "unknown": found.unknown}


@frappe.whitelist(methods=["POST"])
def clear() -> int:
    """Remove all outlines. Returns their number."""
    frappe.only_for(roles.IMPORT)
    return upload.clear()

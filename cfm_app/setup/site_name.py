"""What the framework's own pages outside the desk call the site: the log-in and the letters about passwords."""

from typing import Any

import frappe

from cfm_app.setup import original_values

SETTINGS = "Website Settings"
FIELD = "app_name"
UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""


def follow(office: Any, before: Any = None) -> None:
    """Call the site what the office is called, unless somebody chose another name for it."""
    if not frappe.db.exists("DocType", SETTINGS):
        return
    default = frappe.get_hooks("app_title")[-1]
    if frappe.db.get_single_value(SETTINGS, FIELD) in (None, "", UNNAMED, default, before):
        name = office or default
        original_values.note(SETTINGS, SETTINGS, {FIELD: name})
        frappe.db.set_single_value(SETTINGS, FIELD, name)

"""The name of the site where Frappe itself says one: on the log-in, in mails of passwords, in authenticator apps."""

from typing import Any

import frappe

from cfm_app.procedures.setup import original_values

SETTINGS = "Website Settings"
FIELD = "app_name"
APP = "cfm_app"
UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""
PLACES = ((SETTINGS, FIELD), ("System Settings", "otp_issuer_name"))


def follow(office: Any, before: Any = None) -> None:
    """Set it to the name of the office, unless somebody chose another one."""
    if not frappe.db.exists("DocType", SETTINGS):
        return
    # While an app is being installed, the titles of all are those of the others.
    titles = frappe.get_hooks("app_title")
    name = office or frappe.get_hooks("app_title", app_name=APP)[-1]
    for settings, field in PLACES:
        if frappe.db.get_single_value(settings, field) in (None, "", UNNAMED, *titles, before):
            original_values.note(settings, settings, {field: name})
            frappe.db.set_single_value(settings, field, name)

"""The name of the site on Frappe's own pages: the log-in and password mails."""

from typing import Any

import frappe

from cfm_app.procedures.setup import original_values

SETTINGS = "Website Settings"
FIELD = "app_name"
APP = "cfm_app"
UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""


def follow(office: Any, before: Any = None) -> None:
    """Set it to the name of the office, unless somebody chose another one."""
    if not frappe.db.exists("DocType", SETTINGS):
        return
    # While an app is being installed, the titles of all are those of the others.
    titles = frappe.get_hooks("app_title")
    if frappe.db.get_single_value(SETTINGS, FIELD) in (None, "", UNNAMED, *titles, before):
        name = office or frappe.get_hooks("app_title", app_name=APP)[-1]
        original_values.note(SETTINGS, SETTINGS, {FIELD: name})
        frappe.db.set_single_value(SETTINGS, FIELD, name)

"""What the site is called, where somebody logs in and in the head of every page."""

from typing import Any

import frappe

SETTINGS = "System Settings"
FIELD = "app_name"
UNNAMED = "Frappe"
"""What the setting says as long as nobody gave the site a name."""


def brand() -> str:
    """What the office calls its site, or the name of the app."""
    given = frappe.db.get_single_value(SETTINGS, FIELD)
    return str(given if given and given != UNNAMED else default())


def default() -> str:
    """The name of a site whose office gave it none."""
    return str(frappe.get_hooks("app_title")[-1])


def follow(office: Any, before: Any = None) -> None:
    """Call the site what the office is called, unless somebody chose another name for it."""
    given = frappe.db.get_single_value(SETTINGS, FIELD)
    if given in (None, "", UNNAMED, default(), before):
        frappe.db.set_single_value(SETTINGS, FIELD, office or default())

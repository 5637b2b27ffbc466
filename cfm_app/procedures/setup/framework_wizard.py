"""Frappe's setup wizard, which a finished site must skip."""

import frappe

HOME_PAGE = "desktop:home_page"
"""The default that says where Frappe's desk opens; a new site says the wizard."""
WORKSPACES = "workspace"
APPS, COMPLETE = "Installed Application", "is_setup_complete"


def finish() -> None:
    """Say that the site is set up, and lead nobody to the wizard.

    The app sets it up, and `/cfm/setup` asks for the rest. Where another app has questions of its own there, they
    are asked first.
    """
    if frappe.get_hooks("setup_wizard_stages") or frappe.get_hooks("setup_wizard_requires"):
        return
    frappe.db.set_single_value("System Settings", "setup_complete", 1)
    # Newer versions of the framework ask each app.
    if frappe.db.exists("DocType", APPS) and frappe.get_meta(APPS).has_field(COMPLETE):
        frappe.db.set_value(APPS, {"app_name": "frappe"}, COMPLETE, 1)
    leave()


def leave() -> None:
    """Open the desk of a site that is set up at its workspaces."""
    # Setting a default makes its row anew, also where it says the same: a move compares rows.
    if frappe.db.get_default(HOME_PAGE) != WORKSPACES:
        frappe.db.set_default(HOME_PAGE, WORKSPACES)

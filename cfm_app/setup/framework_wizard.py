"""Frappe's setup wizard, which a finished site must skip."""

import frappe

HOME_PAGE = "desktop:home_page"
"""The default that says where Frappe's desk opens; a new site says the wizard."""
WORKSPACES = "workspace"


def finish() -> None:
    """Say that the site is set up, and lead nobody to the wizard."""
    frappe.db.set_single_value("System Settings", "setup_complete", 1)
    leave()


def leave() -> None:
    """Open the desk of a site that is set up at its workspaces."""
    # Setting a default makes its row anew, also where it says the same: a move compares rows.
    if frappe.db.get_default(HOME_PAGE) != WORKSPACES:
        frappe.db.set_default(HOME_PAGE, WORKSPACES)

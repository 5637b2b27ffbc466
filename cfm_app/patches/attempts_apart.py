"""A site that is older than the setting counts attempts as a new one does."""

import frappe

from cfm_app.base.fields import field_of

SETTINGS, FIELD = "CFM Settings", "attempts_apart"


def execute() -> None:
    if FIELD not in frappe.db.get_singles_dict(SETTINGS):
        default = field_of(SETTINGS, FIELD).default
        frappe.db.set_single_value(SETTINGS, FIELD, int(default))

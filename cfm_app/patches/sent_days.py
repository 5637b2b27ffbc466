"""A site that is older than the setting has devices keep sent cases sealed as a new one does."""

import frappe

from cfm_app.base.fields import field_of
from cfm_app.exchange.field_desk import receipts

SETTINGS = "CFM Settings"


def execute() -> None:
    if receipts.DAYS not in frappe.db.get_singles_dict(SETTINGS):
        default = field_of(SETTINGS, receipts.DAYS).default
        frappe.db.set_single_value(SETTINGS, receipts.DAYS, int(default))

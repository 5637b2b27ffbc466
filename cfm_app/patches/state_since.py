"""Since when open cases are in their state: nobody noted it before, so at the latest since their last change."""

import frappe

from cfm_app.base import consts


def execute() -> None:
    frappe.db.sql(
        "update `tabCase` set state_since = modified where state_since is null and phase != %s",
        (consts.PHASE_CLOSED,),
    )

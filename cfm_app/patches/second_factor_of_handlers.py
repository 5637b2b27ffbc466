"""Handlers of an office that is there already log in with a second factor from now on."""

import frappe

from cfm_app.procedures.setup import second_factor
from cfm_app.shipped.demo import office


def execute() -> None:
    if not frappe.db.exists("User", {"name": ["in", list(office.USERS)]}):
        second_factor.demand()

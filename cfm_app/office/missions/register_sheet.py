"""The register that goes along as a workbook and comes back by the import: a row for each paper form."""

import frappe
from frappe import _

from cfm_app.exchange import register
from cfm_app.office.missions import entry, paper_forms
from cfm_app.security.access_rule import open_documents


def write(name: str) -> bytes:
    """A workbook with a row for each number that was drawn for a mission, and lists to choose from."""
    mission = open_documents.get_open(entry.DOCTYPE, name)
    if not entry.may_work_on(mission):
        frappe.throw(
            _("Only the people of this mission and managers do this."), frappe.PermissionError
        )
    numbers = paper_forms.numbers(mission)
    if not numbers:
        frappe.throw(_("Draw numbers for paper forms first: each row of the register has one."))
    return register.write(str(mission.name), numbers, mission.location)

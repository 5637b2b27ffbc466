"""Whether a form takes messages today."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today


def why_closed(form: Document) -> str:
    """Why a form takes nothing today, for who looks after it; empty where it does."""
    if not form.enabled:
        return str(_("The form is closed."))
    if form.opens_on and getdate(today()) < getdate(form.opens_on):
        return str(_("The form opens on {0}.").format(frappe.format(form.opens_on, "Date")))
    if form.closes_on and getdate(today()) > getdate(form.closes_on):
        return str(_("The form closed on {0}.").format(frappe.format(form.closes_on, "Date")))
    return ""

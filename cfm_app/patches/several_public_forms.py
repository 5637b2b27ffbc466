"""The one public form of an office is the first of several: what it asks, its account and its address stay."""

import frappe
from frappe import _

from cfm_app.base import languages
from cfm_app.channels.public_form import addresses

FORM, QUESTION = "CFM Public Form", "CFM Public Form Question"
KEPT = ("messages_an_hour", "most_files")


def execute() -> None:
    stored = frappe.db.get_singles_dict(FORM)
    if not stored or frappe.db.exists(FORM, addresses.OFFICE):
        return
    of_single = {"parenttype": FORM, "parent": FORM}
    rows = frappe.get_all(
        QUESTION,
        of_single,
        ["asked", "label", "required", "help", "case_field"],
        order_by="idx asc",
        parent_doctype=FORM,
    )
    form = frappe.get_doc(
        {
            "doctype": FORM,
            "address": addresses.OFFICE,
            "form_name": _("Public form", languages.of_site()),
            "questions": [{**row} for row in rows],
            **{field: stored.get(field) for field in KEPT},
        }
    ).insert()
    account = stored.get("account")
    channel = frappe.db.get_value("CFM Channel Account", account, "channel") if account else None
    values = {"enabled": stored.get("enabled") or 0, "account": account, "channel": channel}
    form.db_set(values, update_modified=False)
    frappe.db.delete(QUESTION, of_single)
    frappe.db.delete("Singles", {"doctype": FORM})
    history = {"ref_doctype": FORM, "docname": FORM}
    frappe.db.set_value("Version", history, "docname", form.name, update_modified=False)

"""Taking away what the app leaves in the framework's tables when it is uninstalled.

The framework drops the app's own DocTypes. Comments, versions and files about their records would
stay behind, without the rule that kept them closed; so would workflows, notifications and roles.
"""

import json
from pathlib import Path

import frappe

from cfm_app import consts
from cfm_app.setup import manager_rights, vocabulary

APP = Path(__file__).resolve().parent.parent
BATCH = 500
# What may use a name of the vocabulary when the app is gone.
USES = {
    "Role": (("DocPerm", "role"), ("Custom DocPerm", "role"), ("Workflow Transition", "allowed")),
    "Workflow State": (("Workflow Document State", "state"),),
    "Workflow Action Master": (("Workflow Transition", "action"),),
}


def doctypes() -> list[str]:
    """The DocTypes of the app, by its files: their records may be gone."""
    files = sorted(APP.glob("cfm_app/doctype/*/*.json"))
    return [json.loads(file.read_text(encoding="utf-8"))["name"] for file in files]


def remove() -> None:
    """Remove what refers to the app's DocTypes, then the names that nothing uses any more."""
    names = doctypes()
    for carrier, (type_field, name_field) in consts.CARRIERS.items():
        _empty(carrier, type_field, name_field, names)
    for doctype in ("Workflow", "Notification", "Print Format"):
        field = "doc_type" if doctype == "Print Format" else "document_type"
        _delete(doctype, {field: ["in", names]})
    for doctype in ("Dashboard", "Dashboard Chart", "Number Card"):
        _delete(doctype, {"module": "CFM App"})
    _delete_reports()
    _delete("List View Settings", {"name": ["in", names]})
    frappe.db.delete("Singles", {"doctype": ["in", names]})
    _delete_letter_heads()
    manager_rights.withdraw()
    _delete("Scheduled Job Type", {"method": ["like", "cfm_app.%"]})
    _remove_vocabulary()


def _empty(carrier: str, type_field: str, name_field: str, names: list[str]) -> None:
    """Delete the rows of a carrier, many at once: there are several for each record."""
    filters = {type_field: ["in", names]}
    tables = [field.options for field in frappe.get_meta(carrier).get_table_fields()]
    while rows := frappe.get_all(
        carrier, filters=filters, pluck="name", order_by="name asc", limit_page_length=BATCH
    ):
        if carrier == "File":
            _delete_files(rows, type_field, name_field)
            continue
        for table in tables:
            frappe.db.delete(table, {"parenttype": carrier, "parent": ["in", rows]})
        frappe.db.delete(carrier, {"name": ["in", rows]})


def _delete_files(rows: list[str], type_field: str, name_field: str) -> None:
    """Delete files with their bytes. Detached, because deleting notes it on the record."""
    frappe.db.set_value("File", {"name": ["in", rows]}, {type_field: None, name_field: None})
    for name in rows:
        _delete_one("File", name)


def _delete_letter_heads() -> None:
    """Delete those that cannot be rendered without the app."""
    for row in frappe.get_all(
        "Letter Head",
        filters={"content": ["like", "%CFM Settings%"]},
        fields=["name", "content"],
        order_by="name asc",
    ):
        frappe.defaults.clear_default("letter_head", row.name)
        frappe.defaults.clear_default("default_letter_head_content", row.content)
        _delete_one("Letter Head", row.name)


def _delete_reports() -> None:
    """The reports of the app; the framework lets nobody delete what comes with an app."""
    names = frappe.get_all(
        "Report", filters={"module": "CFM App"}, pluck="name", order_by="name asc"
    )
    for table in ("Has Role", "Report Filter", "Report Column"):
        frappe.db.delete(table, {"parenttype": "Report", "parent": ["in", names or [""]]})
    frappe.db.delete("Report", {"module": "CFM App"})


def _remove_vocabulary() -> None:
    for values in vocabulary.names():
        doctype, name = values["doctype"], values["name"]
        if not any(frappe.db.exists(user, {field: name}) for user, field in USES[doctype]):
            if doctype == "Role":
                frappe.db.delete("Has Role", {"role": name})
            _delete_one(doctype, name)


def _delete(doctype: str, filters: dict) -> None:
    for name in frappe.get_all(doctype, filters=filters, pluck="name", order_by="name asc"):
        _delete_one(doctype, name)


def _delete_one(doctype: str, name: str) -> None:
    frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)

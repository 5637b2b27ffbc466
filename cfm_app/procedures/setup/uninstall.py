"""Removes what the app leaves in Frappe's tables when it is uninstalled.

Frappe drops the app's DocTypes. Comments, versions and files about their records would stay, without the
rule that kept them closed; so would workflows, notifications and roles.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts
from cfm_app.procedures.setup import (
    counters,
    doctype_references,
    manager_rights,
    original_values,
    workflow_vocabulary,
)
from cfm_app.security.office_texts import environment

APP_NAME = "cfm_app"
MODULE = "CFM App"
APP = Path(__file__).resolve().parents[2]
# DocTypes that may still use these names without the app.
USES = {
    "Role": (("DocPerm", "role"), ("Custom DocPerm", "role"), ("Workflow Transition", "allowed")),
    "Workflow State": (("Workflow Document State", "state"),),
    "Workflow Action Master": (("Workflow Transition", "action"),),
}
# Announced before removal, with their numbers.
TOLD = (
    *("Case", "Referral", "Consent", "Sensitive Report", "Community Member"),
    *("CFM Conversation", "CFM Message", "CFM Call", "CFM Import", "CFM Migration"),
)


def announce() -> None:
    """Print what will be removed, before anything is."""
    print(_("Uninstalling CFM deletes for good, with comments, history, files and tasks:"))
    for doctype in TOLD:
        if frappe.db.exists("DocType", doctype):
            print(f"  {frappe.db.count(doctype):>8}  {_(doctype)}")
    files = frappe.db.count("File", {"attached_to_doctype": ["in", doctypes()]})
    print(f"  {files:>8}  {_('File')}")
    print(
        _(
            "Also the lists, procedures, workflows, notifications, print formats, reports and roles of"
            " the app. Users stay, without these roles. If it is interrupted, run it again."
        )
    )


def finish() -> None:
    """Remove everything; a dry run calls this too and removes nothing."""
    others = frappe.get_installed_apps()
    if APP_NAME in others:
        return
    # Listed until nothing is left: the framework uninstalls only what it finds there.
    _list_as_installed([*others, APP_NAME])
    print(_("Deleting what CFM left in the tables of the framework..."))
    _drop_the_rest()
    remove()
    # Nobody commits after this.
    _list_as_installed(others)
    frappe.clear_cache()


def _list_as_installed(apps: list[str]) -> None:
    frappe.db.set_global("installed_apps", json.dumps(apps))
    frappe.db.commit()


def doctypes() -> list[str]:
    """The DocTypes of the app, by its files: their records may be gone."""
    return [each["name"] for each in _shipped("doctype")]


def remove() -> None:
    """Remove references to the app, then names that nothing uses any more."""
    names = doctypes()
    reports = [each["name"] for each in _shipped("report")]
    doctype_references.erase_of(names)
    _erase_loose()
    _erase_if_there("Prepared Report", {"report_name": ["in", reports]})
    for doctype in ("Report", "Dashboard", "Dashboard Chart", "Number Card", "Property Setter"):
        _erase_if_there(doctype, {"module": MODULE})
    _erase_letter_heads()
    manager_rights.withdraw()
    jobs = {"method": ["like", f"{APP_NAME}.%"]}
    gone = frappe.get_all("Scheduled Job Type", filters=jobs, pluck="name", order_by="name asc")
    _erase_if_there("Scheduled Job Log", {"scheduled_job_type": ["in", gone]})
    _erase_if_there("Scheduled Job Type", jobs)
    _erase_if_there("Patch Log", {"patch": ["like", f"{APP_NAME}.%"]})
    _erase_vocabulary()
    _erase_deleted(names)
    counters.erase({each["name"]: each.get("autoname", "") for each in _shipped("doctype")})
    original_values.restore()
    frappe.db.delete("DefaultValue", {"defkey": ["like", r"cfm\_%"]})


def _drop_the_rest() -> None:
    """Drop DocTypes that an interrupted uninstallation left: Frappe looks for them only once."""
    for doctype in doctypes():
        if frappe.db.exists("DocType", doctype):
            frappe.delete_doc("DocType", doctype, ignore_on_trash=True, force=True)
        frappe.db.sql_ddl(f"drop table if exists `tab{doctype}`")
        frappe.db.sql_ddl(f"drop sequence if exists `{frappe.scrub(doctype)}_id_seq`")


def _shipped(kind: str) -> Iterator[dict[str, Any]]:
    for file in sorted(APP.glob(f"cfm_app/{kind}/*/*.json")):
        yield json.loads(file.read_text(encoding="utf-8"))


def _erase_if_there(doctype: str, filters: dict[str, Any]) -> None:
    if frappe.db.exists("DocType", doctype):
        doctype_references.erase(doctype, filters)


def _erase_loose() -> None:
    """Delete what the app made and hung on no document: files on their way, and notices about no record."""
    for prefix in (consts.IMPORTED_FILE, consts.EXPORTED_FILE):
        loose = {"file_name": ["like", f"{prefix}%"], "attached_to_doctype": ["is", "not set"]}
        doctype_references.erase("File", loose)
    # The framework itself tells nobody anything without naming a document.
    doctype_references.erase(
        "Notification Log", {"document_type": ["is", "not set"], "type": "Alert"}
    )


def _erase_letter_heads() -> None:
    """Delete those that cannot be rendered without the app."""
    asked = [["content", "like", f"%{name}(%"] for name in environment.own_helpers()]
    for row in frappe.get_all(
        "Letter Head", or_filters=asked, fields=["name", "content"], order_by="name asc"
    ):
        frappe.defaults.clear_default("letter_head", row.name)
        frappe.defaults.clear_default("default_letter_head_content", row.content)
        doctype_references.erase("Letter Head", {"name": row.name})


def _erase_vocabulary() -> None:
    for values in workflow_vocabulary.names():
        doctype, name = values["doctype"], values["name"]
        if not any(frappe.db.exists(user, {field: name}) for user, field in USES[doctype]):
            if doctype == "Role":
                frappe.db.delete("Has Role", {"role": name})
            doctype_references.erase(doctype, {"name": name})


def _erase_deleted(names: list[str]) -> None:
    """What the framework keeps of deleted records: of the app's DocTypes, and of what came with it."""
    doctype_references.erase_copies(names)
    doctype_references.erase(
        "Deleted Document", {"deleted_doctype": "DocType", "deleted_name": ["in", names]}
    )
    doctype_references.erase("Deleted Document", {"data": ["like", f'%"module": "{MODULE}"%']})
    doctype_references.erase_copies(names)
    doctype_references.erase(
        "Deleted Document", {"deleted_doctype": "Module Def", "deleted_name": MODULE}
    )

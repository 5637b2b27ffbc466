"""Names that workflows and permissions depend on: roles, states, actions.

They are in a subfolder of `fixtures/`, which Frappe does not read: it would import them after
`after_install`, when the defaults already need them, and again at each migration, undoing a required
second factor.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

import cfm_app

NAMES = Path(cfm_app.__file__).resolve().parent / "fixtures" / "names"
FILES = ("role.json", "workflow_state.json", "workflow_action_master.json")
# The framework shows the states of a workflow as they are stored, unless it is told that they are words.
STATES_ARE_WORDS = {
    "doctype": "Property Setter",
    "name": "Workflow State-main-translated_doctype",
    "doctype_or_field": "DocType",
    "doc_type": "Workflow State",
    "property": "translated_doctype",
    "property_type": "Check",
    "value": "1",
    "module": "CFM App",
}


def names() -> Iterator[dict[str, Any]]:
    """The records that the app needs by name."""
    for file_name in FILES:
        yield from json.loads((NAMES / file_name).read_text(encoding="utf-8"))


def ensure() -> None:
    """Insert missing names; existing records stay."""
    for values in (*names(), STATES_ARE_WORDS):
        if not frappe.db.exists(values["doctype"], values["name"]):
            frappe.get_doc(values).insert(ignore_permissions=True)

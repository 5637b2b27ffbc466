"""Classes that the office has edited get the words that point to them: without them no way in knows what is grave."""

import frappe

from cfm_app.procedures.setup import defaults
from cfm_app.security.sensitivity.office_words import OF_LISTS, OF_PEOPLE

DOCTYPE = "Case Sensitivity"


def execute() -> None:
    for values in defaults.shipped():
        if values["doctype"] == DOCTYPE and defaults.edited(values):
            _fill(values["name"], {field: values[field] for field in (OF_LISTS, OF_PEOPLE)})


def _fill(name: str, words: dict[str, str]) -> None:
    known = frappe.db.get_value(DOCTYPE, name, list(words), as_dict=True)
    if known and not any(known.values()):
        frappe.db.set_value(DOCTYPE, name, words, update_modified=False)

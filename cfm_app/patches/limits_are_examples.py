"""That limits are examples was a sentence within the explanation of a procedure; now it is a field.

A procedure that nobody edited still counts as installed; who edited theirs is offered nothing new.
"""

from typing import Any

import frappe

from cfm_app.procedures.setup import defaults

SOP = "CFM SOP"
SENTENCE = "Délais d'exemple, à confirmer par le bureau."


def execute() -> None:
    shipped = [values for values in defaults.shipped() if values["doctype"] == SOP]
    edited = {values["name"] for values in shipped if defaults.edited(values)}
    filters = {"explanation": ["like", f"%{SENTENCE}%"]}
    for row in frappe.get_all(SOP, filters=filters, fields=["name", "explanation"]):
        explanation = row.explanation.replace(SENTENCE, "").strip()
        told = {"explanation": explanation, "limits_are_examples": 1}
        frappe.db.set_value(SOP, row.name, told, update_modified=False)
    for values in shipped:
        defaults.note_own_change(values, _as_before(values), values["name"] in edited)


def _as_before(values: dict[str, Any]) -> dict[str, Any]:
    """What the file of a procedure said while the sentence was part of it."""
    before = {**values, "explanation": f"{values['explanation']} {SENTENCE}"}
    del before["limits_are_examples"]
    return before

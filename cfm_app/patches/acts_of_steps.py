"""Steps that the app shipped know the act that does them, in procedures and in open cases.

A step is known by its procedure and title: one that an office wrote or renamed stays as it is, and so does
an act that was chosen already.
"""

import frappe

from cfm_app.base import batch_cache
from cfm_app.cases import step_completion
from cfm_app.procedures.setup import defaults
from cfm_app.procedures.sop import case_batches

SOP, STEP, STEP_OF_CASE = "CFM SOP", "CFM SOP Step", "Case SOP Step"


def execute() -> None:
    for values in defaults.shipped():
        if values["doctype"] == SOP:
            for step in values["steps"]:
                _fill(STEP, values["name"], step["step_title"], step.get("act"))
    for rows in case_batches.open_cases(["sop", "is", "set"]):
        with batch_cache.cached_batch():
            for row in rows:
                sop = frappe.get_doc(SOP, row.sop)
                for step in sop.steps:
                    _fill(STEP_OF_CASE, row.name, step.step_title, step.act)
                step_completion.update_stored(row.name)


def _fill(doctype: str, parent: str, title: str, act: str | None) -> None:
    if not act:
        return
    empty = {"parent": parent, "step_title": title, "act": ["is", "not set"]}
    for name in frappe.get_all(doctype, filters=empty, pluck="name", order_by="idx asc"):
        frappe.db.set_value(doctype, name, "act", act, update_modified=False)

"""What the page of an export lets one choose from."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import list_export
from cfm_app.exchange.vocabulary import Vocabulary
from cfm_app.procedures.sop import workflow_guard
from cfm_app.web.pages import form_choices


def kinds() -> list[dict[str, Any]]:
    """What the user may export, each with its columns, its states and the filters that fit it."""
    return [
        {
            "value": doctype,
            "label": _(doctype),
            "columns": list_export.columns_of(doctype),
            "filters": list_export.filters_of(doctype),
            "states": _states(doctype),
        }
        for doctype in list_export.doctypes()
    ]


def filters() -> list[dict[str, Any]]:
    """The filters apart from the period, each with its choices."""
    return [
        {"name": "phase", "label": _("Phase"), "choices": form_choices.options("Case", "phase")},
        {"name": "workflow_state", "label": _("State"), "choices": []},
        {"name": "channel", "label": _("Channel"), "choices": _records("CFM Channel")},
        {"name": "category", "label": _("Category"), "choices": _records("Case Category")},
        {"name": "location", "label": _("Place"), "choices": _records("CFM Location")},
        {"name": "sensitivity", "label": _("Sensitivity"), "choices": _records("Case Sensitivity")},
    ]


def _states(doctype: str) -> list[dict[str, str]]:
    workflow = workflow_guard.active_workflow(doctype)
    # A state has a line for each role that may edit in it.
    states = dict.fromkeys(row.state for row in workflow.states) if workflow else ()
    return [{"value": state, "label": _(state)} for state in states]


def _records(doctype: str) -> list[dict[str, str]]:
    frappe.has_permission(doctype, "read", throw=True)
    return [
        {"value": name, "label": label} for name, label in Vocabulary.of(doctype).labels.items()
    ]

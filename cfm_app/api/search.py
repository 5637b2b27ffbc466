"""The search for clients: the same groups and lines as on the pages."""

from typing import Any

import frappe
from frappe import _

from cfm_app.cases.search import global_search
from cfm_app.cases.search.results import ResultLine

SHOWN = ("received_on", "category", "workflow_state", "phase", "location")


@frappe.whitelist(methods=["POST"])
def search(text: str) -> list[dict[str, Any]]:
    """Cases by number, code, phone or name of the person, place, or words; grouped, by right.

    Each group has `key`, `title`, `asked` (what was searched for, and where), `has_more` and `lines`.
    A line has `doctype` and `name` of what it leads to, `label` and `pieces` of the text that it was
    found by, each piece with whether it is what was searched for, and some values of the case.
    """
    return [
        {
            "key": group.key,
            "title": group.title,
            "asked": group.asked,
            "has_more": group.has_more,
            "lines": [_as_dict(line) for line in group.lines],
        }
        for group in global_search.search(text)
    ]


def _as_dict(line: ResultLine) -> dict[str, Any]:
    values = {field: line.case[field] for field in SHOWN} if line.case else {}
    if line.case:
        values["category_label"] = _(line.case.category or "")
        values["state_label"] = _(line.case.workflow_state or "")
    return {
        "doctype": line.doctype,
        "name": line.name,
        "label": line.label,
        "pieces": line.pieces,
        **values,
    }

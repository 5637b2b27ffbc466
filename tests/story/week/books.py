"""Reading the procedures as the office has set them up, by plain rows."""

from __future__ import annotations

from typing import Any

import frappe

from .facts import Sop

FIELDS = [
    "name",
    "respond_within_hours",
    "refer_within_hours",
    "resolve_within_hours",
    "use_working_hours",
    "pause_on_hold",
    "reopen_clock",
    "at_risk_percent",
    "contact_attempts",
    "require_informed",
]
RUNG = ["trigger_on", "threshold", "to_role", "to_user", "repeat_hours"]
STEP = ["step_title", "responsible_role", "due_hours", "act"]


def read() -> dict[str, Any]:
    """Procedures, phases, classes, categories and holidays."""
    sops = frappe.get_all("CFM SOP", filters={"enabled": 1}, fields=FIELDS)
    classes = frappe.get_all(
        "Case Sensitivity",
        fields=["name", "respond_within_hours", "resolve_within_hours", "reminder_hours"],
    )
    categories = frappe.get_all("Case Category", fields=["name", "parent_case_category"])
    settings = frappe.get_doc("CFM Settings")
    return {
        "sops": {row.name: _sop(row) for row in sops},
        "classes": {
            row.name: (
                row.respond_within_hours or 0.0,
                row.resolve_within_hours or 0.0,
                row.reminder_hours or 24.0,
            )
            for row in classes
        },
        "parents": {row.name: row.parent_case_category or None for row in categories},
        "phases": {row.workflow_state: row.phase for row in settings.case_phases},
        "holidays": {frappe.utils.getdate(row.holiday_date) for row in settings.holidays},
    }


def _sop(row: Any) -> Sop:
    steps = [
        {
            "title": step.step_title,
            "role": step.responsible_role or "CFM Operator",
            "hours": step.due_hours or 0.0,
            "act": step.act or "",
        }
        for step in _rows("CFM SOP Step", row.name, STEP)
    ]
    chain = [
        {**{key: rung[key] for key in RUNG}, "repeat_hours": rung.repeat_hours or 0.0}
        for rung in _rows("CFM SOP Escalation", row.name, RUNG)
    ]
    return Sop(
        name=row.name,
        respond=row.respond_within_hours or 0.0,
        refer=row.refer_within_hours or 0.0,
        resolve=row.resolve_within_hours or 0.0,
        in_working_hours=bool(row.use_working_hours),
        pauses=bool(row.pause_on_hold),
        restarts=row.reopen_clock == "Restart",
        at_risk=row.at_risk_percent or 80.0,
        attempts=row.contact_attempts or 0,
        asks_to_inform=bool(row.require_informed),
        steps=steps,
        chain=chain,
    )


def _rows(doctype: str, parent: str, fields: list[str]) -> list[Any]:
    filters = {"parent": parent, "parenttype": "CFM SOP"}
    return frappe.get_all(
        doctype, filters=filters, fields=fields, parent_doctype="CFM SOP", order_by="idx asc"
    )

"""Field missions over HTTP: each act has its address."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_values
from cfm_app.office.missions import approval as missions_approval
from cfm_app.office.missions import checklist as missions_checklist
from cfm_app.office.missions import paper_forms as missions_paper_forms
from cfm_app.office.missions import plan as missions_plan
from cfm_app.office.missions import register_sheet as missions_register_sheet
from cfm_app.office.missions import report as missions_report
from cfm_app.office.missions import who_sees


@frappe.whitelist(methods=["POST"])
@retried
def plan(values: str | dict[str, Any], request_id: str | None = None) -> dict[str, Any]:
    """Plan a mission, once per `request_id`. Returns its name."""
    frappe.only_for(who_sees.ROLES)
    given = as_values(values)

    def enter() -> dict[str, Any]:
        return {"name": missions_plan.plan(given).name}

    return run_once(request_id, enter, "mission", given)


@frappe.whitelist(methods=["POST"])
@retried
def change(name: str, values: str | dict[str, Any]) -> None:
    """Change the plan."""
    missions_plan.change(name, as_values(values))


@frappe.whitelist(methods=["POST"])
@retried
def add_member(name: str, user: str, task: str | None = None) -> None:
    """Add a member."""
    missions_plan.add_member(name, user, task or "")


@frappe.whitelist(methods=["POST"])
@retried
def remove_member(name: str, row: str) -> None:
    """Remove a member."""
    missions_plan.remove_member(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def add_activity(name: str, values: str | dict[str, Any]) -> None:
    """Add an activity."""
    missions_plan.add_activity(name, as_values(values))


@frappe.whitelist(methods=["POST"])
@retried
def remove_activity(name: str, row: str) -> None:
    """Remove an activity."""
    missions_plan.remove_activity(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def tick(name: str, row: str) -> None:
    """Mark a line of the check list as in place."""
    missions_checklist.tick(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def refuse_check(name: str, row: str, reason: str) -> None:
    """Mark a line of the check list as not in place, with a reason."""
    missions_checklist.refuse(name, row, reason)


@frappe.whitelist(methods=["POST"])
@retried
def take_back_check(name: str, row: str) -> None:
    """Reset a line of the check list."""
    missions_checklist.take_back(name, row)


@frappe.whitelist(methods=["POST"])
@retried
def submit(name: str) -> None:
    """Ask the managers to approve the mission."""
    missions_approval.submit(name)


@frappe.whitelist(methods=["POST"])
@retried
def approve(name: str) -> None:
    """Approve the mission."""
    missions_approval.approve(name)


@frappe.whitelist(methods=["POST"])
@retried
def send_back(name: str, reason: str) -> None:
    """Return the mission to be planned again."""
    missions_approval.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def cancel(name: str, reason: str) -> None:
    """Cancel the mission."""
    missions_approval.cancel(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def draw_forms(name: str, number: str | int) -> None:
    """Create numbers for paper forms."""
    missions_paper_forms.draw(name, number)


@frappe.whitelist(methods=["POST"])
def register_file(name: str) -> None:
    """The register as a workbook, with a row for each number."""
    content = missions_register_sheet.write(name)
    frappe.response["filename"] = f"{name}.xlsx"
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


@frappe.whitelist(methods=["POST"])
@retried
def note_activity(name: str, row: str, values: str | dict[str, Any]) -> None:
    """Record the results of an activity."""
    missions_report.note_activity(name, row, as_values(values))


@frappe.whitelist(methods=["POST"])
@retried
def write_report(name: str, values: str | dict[str, Any]) -> None:
    """Store the texts of the report."""
    missions_report.write(name, as_values(values))


@frappe.whitelist(methods=["POST"])
@retried
def send_report(name: str) -> None:
    """Send the report to the managers."""
    missions_report.send(name)


@frappe.whitelist(methods=["POST"])
@retried
def accept_report(name: str, answer: str | None = None) -> None:
    """Accept the report."""
    missions_report.accept(name, answer or "")


@frappe.whitelist(methods=["POST"])
@retried
def ask_report_again(name: str, reason: str) -> None:
    """Return the report to be completed."""
    missions_report.ask_again(name, reason)

"""Quality reviews, coaching notes and the self-assessment over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields
from cfm_app.office.quality import assessment, coaching
from cfm_app.office.quality.draw import draw as draw_cases
from cfm_app.office.quality.look import look as give_look


@frappe.whitelist(methods=["POST"])
@retried
def draw(month: str, scope: str = "") -> dict[str, int]:
    """Draw the closed cases of a month that are reviewed. Returns their number."""
    drawn = draw_cases(month, scope)
    return {"closed": drawn.closed, "drawn": drawn.drawn, "by_two": drawn.by_two}


@frappe.whitelist(methods=["POST"])
@retried
def look(name: str, marks: str | dict[str, Any], remark: str = "") -> None:
    """Store a review: a mark for each question, by its name."""
    given = as_fields(marks)
    give_look(name, given, remark or str(given.get("remark") or ""))


@frappe.whitelist(methods=["POST"])
@retried
def write_note(review: str, words: str, request_id: str | None = None) -> dict[str, Any]:
    """Write a coaching note, once per `request_id`. Returns its name."""
    given = (review, words)
    return run_once(request_id, lambda: {"name": coaching.write(*given).name}, "coaching", *given)


@frappe.whitelist(methods=["POST"])
@retried
def begin_assessment(name: str) -> dict[str, str]:
    """Start the self-assessment of a quarter such as 2026-Q3."""
    return {"name": assessment.begin(name).name}


@frappe.whitelist(methods=["POST"])
@retried
def assess(name: str, values: str | dict[str, Any]) -> None:
    """Store results and texts of a self-assessment, by statement."""
    assessment.assess(name, as_fields(values))


@frappe.whitelist(methods=["POST"])
@retried
def finish_assessment(name: str, overall: str, conclusion: str) -> None:
    """Finish a self-assessment."""
    assessment.finish(name, overall, conclusion)

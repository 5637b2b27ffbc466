"""Ticks steps of a procedure that an act does, with who did it and when.

A manager sets at a step which act it is about. Whether that was done follows from the same evidence that
states need; nobody ticks it twice. A reopened case needs new evidence: earlier acts stay in its history.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime

from cfm_app.base import consts
from cfm_app.base.clock import believed_now
from cfm_app.cases import contact_attempts
from cfm_app.procedures.sop import case_clock, phases


class Done(NamedTuple):
    """When something was done, and by whom."""

    on: Any
    by: str


def tick_done_steps(case: Document) -> None:
    """Tick the open steps of a case whose act was done; a new case has no evidence yet."""
    if _is_taken_up_again(case):
        _begin_round(case)
        return
    found: dict[str, Done | None] = {}
    for row in [] if case.is_new() else case.get("sop_steps") or []:
        if row.done:
            continue
        row.by_act = 0
        if row.act not in EVIDENCE:
            continue
        if row.act not in found:
            found[row.act] = EVIDENCE[row.act](case)
        if done := found[row.act]:
            row.done = row.by_act = 1
            row.done_on, row.done_by = done


def _is_taken_up_again(case: Document) -> bool:
    before = case.get_doc_before_save()
    return bool(before) and phases.is_reopened(before.phase, case.phase)


def _begin_round(case: Document) -> None:
    """After a reopening, open the steps that an act did; steps ticked by hand stay."""
    for row in case.get("sop_steps") or []:
        if row.by_act and case_clock.is_of_round(row):
            row.done = row.by_act = 0


def update_stored(name: str) -> None:
    """Tick the steps of a stored case after a document of it has changed."""
    case = frappe.get_doc("Case", name)
    opened = [row for row in case.get("sop_steps") or [] if row.act and not row.done]
    tick_done_steps(case)
    _store(case, [row for row in opened if row.done])


def take_back(case: Document) -> None:
    """Open the steps that a revoked referral had ticked; steps ticked by hand stay."""
    opened = []
    for row in case.get("sop_steps") or []:
        if row.by_act and row.act in BY_REFERRAL and EVIDENCE[row.act](case) is None:
            row.update({"done": 0, "by_act": 0, "done_on": None, "done_by": None})
            opened.append(row)
    _store(case, opened)


def _store(case: Document, rows: list[Any]) -> None:
    """Store steps of a case, and its next due time."""
    for row in rows:
        values = {field: row.get(field) for field in ("done", "by_act", "done_on", "done_by")}
        frappe.db.set_value("Case SOP Step", row.name, values, update_modified=False)
    if rows:
        due = case_clock.derived_fields(case, case_clock.sop_of(case.sop), believed_now())[
            "next_due_on"
        ]
        frappe.db.set_value("Case", case.name, "next_due_on", due, update_modified=False)


def _consent(case: Document) -> Done | None:
    rows = frappe.get_all(
        "Consent",
        filters={"cfm_case": case.name, "decided_on": ["is", "set"]},
        fields=["decided_on", "read_by", "owner"],
        order_by="decided_on asc, creation asc",
        limit_page_length=1,
    )
    return Done(rows[0].decided_on, rows[0].read_by or rows[0].owner) if rows else None


def _refer(case: Document) -> Done | None:
    reopened_on = case_clock.reopened_on(case)
    rows = frappe.get_all(
        "Referral",
        filters={
            "cfm_case": case.name,
            "workflow_state": ["!=", consts.REFERRAL_REVOKED],
            **({"creation": [">", reopened_on]} if reopened_on else {}),
        },
        fields=["creation", "owner"],
        order_by="creation asc, name asc",
        limit_page_length=1,
    )
    return Done(rows[0].creation, rows[0].owner) if rows else None


def _call(case: Document) -> Done | None:
    rows = [row for row in contact_attempts.rows_of(case) if not row.before_reopening]
    rows = sorted(rows, key=lambda row: str(row.get("attempted_on") or ""))
    return _of_attempt(rows[0]) if rows else None


def _inform(case: Document) -> Done | None:
    told = [row for row in contact_attempts.rows_of(case) if row.outcome == consts.ATTEMPT_INFORMED]
    if told and not told[-1].before_reopening:
        return _of_attempt(told[-1])
    # At first contact the case is moved before the contact is written down.
    return _done(case.informed_on, case.informed_by) if case.informed_on else None


def _resolve(case: Document) -> Done | None:
    is_over = phases.has_reached(case.phase, consts.PHASE_RESOLVED) and not case.duplicate_of
    return _done(case.resolved_on, None) if is_over else None


def _answer_or_refer(case: Document) -> Done | None:
    done = [each for each in (_refer(case), _inform(case), _resolve(case)) if each]
    return min(done, key=lambda each: get_datetime(each.on), default=None)


def _of_attempt(row: Any) -> Done:
    return _done(row.attempted_on, row.get("attempted_by"))


def _done(on: Any, by: str | None) -> Done:
    return Done(on or believed_now(), by or frappe.session.user)


EVIDENCE: dict[str, Callable[[Document], Done | None]] = {
    "Record the consent": _consent,
    "Refer": _refer,
    "Answer or refer": _answer_or_refer,
    "Call": _call,
    "Inform": _inform,
    "Resolve": _resolve,
}
"""By the options of a step of a procedure."""
BY_REFERRAL = ("Refer", "Answer or refer")

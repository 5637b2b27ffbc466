"""Recomputes open cases after a change of a limit, the calendar or a step.

Cases keep their SOP; only what follows from it is computed again. Values are stored without saving
documents, so workflows and versions show no change that nobody made.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import batch_cache, changed_records
from cfm_app.base.changes import changed_fields
from cfm_app.base.counting import counted
from cfm_app.cases import step_completion
from cfm_app.procedures.sop import case_batches, case_clock, clock, procedure
from cfm_app.security.entitlement import clearance
from cfm_app.security.entitlement.handlers import notify

TIMEOUT_SECONDS = 3600
MATTERS: dict[str, frozenset[str]] = {
    "CFM SOP": frozenset(
        (
            "respond_within_hours",
            "resolve_within_hours",
            "use_working_hours",
            "pause_on_hold",
            "at_risk_percent",
            "reopen_clock",
            "steps",
        )
    ),
    "CFM Settings": frozenset(("work_start", "work_end", "holidays", "other_hours", *clock.DAYS)),
    "Case Sensitivity": frozenset(("respond_within_hours", "resolve_within_hours")),
    "Case Priority": frozenset(("resolve_within_hours",)),
}
STEP_COLUMNS = (
    "name creation modified modified_by owner docstatus idx parent parentfield parenttype done"
).split()


def after_change(doc: Document) -> None:
    """Queue a job for the open cases that a changed record governs. Called by its controller.

    It does not check whether there are any: whether a job is queued would reveal that a restricted case
    exists. Only a site without any case queues none.
    """
    before = doc.get_doc_before_save()
    if not before or not MATTERS[doc.doctype] & set(changed_fields(doc, before)):
        return
    if not frappe.get_all("Case", pluck="name", limit_page_length=1):
        return
    frappe.enqueue(
        "cfm_app.cases.recompute.run",
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        doctype=doc.doctype,
        record=doc.name,
        language=frappe.local.lang,
    )


def run(doctype: str, record: str, language: str) -> None:
    """The job: recompute the cases, and tell whoever made the change how many moved."""
    frappe.local.lang = language
    moved = 0
    for names in moved_cases(doctype, record):
        moved += len(names)
        # Commit each batch, so that other writers wait for one batch at most.
        frappe.db.commit()
    if not moved:
        # A message about zero cases would reveal that there are restricted ones.
        return
    doc = frappe.get_doc(doctype, record)
    subject = counted(
        _("{0}: the due times of {1} open cases were computed anew"),
        _(doctype) if doc.meta.issingle else _(record),
        moved,
    )
    # In the language of whoever made the change.
    notify(frappe.session.user, lambda _language: subject, doc)


def moved_cases(doctype: str, record: str) -> Iterator[list[str]]:
    """Recompute in batches; yields the ordinary cases whose times or steps have moved.

    Restricted cases are recomputed too, but not counted.
    """
    now = now_datetime()
    for rows in case_batches.open_cases(*_governed(doctype, record)):
        with batch_cache.cached_batch():
            moved = [row for row in rows if _recompute(row, now)]
            yield [row.name for row in moved if not clearance.is_restricted(row.sensitivity)]


def _governed(doctype: str, record: str) -> list[list[Any]]:
    if doctype == "CFM Settings":
        sops = frappe.get_all(
            "CFM SOP", filters={"use_working_hours": 1}, pluck="name", order_by="name asc"
        )
        return [["sop", "in", sops or [""]]]
    fields = {"CFM SOP": "sop", "Case Sensitivity": "sensitivity", "Case Priority": "priority"}
    return [[fields[doctype], "=", record]]


def _recompute(row: Any, now: datetime) -> bool:
    """Store what has changed. Returns whether a due time or a step has."""
    sop = case_clock.sop_of(row.sop)
    has_new_steps = bool(sop) and _renew_steps(row, sop)
    if has_new_steps:
        step_completion.update_stored(row.name)
    values = case_clock.derived_fields(row, sop, now)
    changed = {field: value for field, value in values.items() if not _same(row[field], value)}
    if changed:
        frappe.db.set_value("Case", row.name, changed, update_modified=False)
        changed_records.note("Case", [row.name])
    moved_steps = _move_steps(row, case_clock.facts_of(row, sop))
    return bool(set(changed) - {"sla_status", "next_due_on"}) or has_new_steps or moved_steps


def _renew_steps(row: Any, sop: Any) -> bool:
    """Replace the steps by those of the SOP, unless somebody has worked on them."""
    if not procedure.is_untouched(row.sop_steps):
        return False
    wanted = [procedure.step_values(step) for step in sop.steps]
    if wanted == [procedure.step_values(step) for step in row.sop_steps]:
        return False
    frappe.db.delete("Case SOP Step", {"parent": row.name, "parenttype": "Case"})
    row.sop_steps = [frappe._dict(name=frappe.generate_hash(length=10), **each) for each in wanted]
    now, user = now_datetime(), frappe.session.user
    frappe.db.bulk_insert(
        "Case SOP Step",
        [*STEP_COLUMNS, *procedure.STEP_FIELDS],
        [
            (
                *(step.name, now, now, user, user, 0, idx, row.name, "sop_steps", "Case", 0),
                *(step[field] for field in procedure.STEP_FIELDS),
            )
            for idx, step in enumerate(row.sop_steps, start=1)
        ],
    )
    return True


def _move_steps(row: Any, facts: Any) -> bool:
    moved = False
    for step in row.sop_steps:
        if not step.due_hours or step.done:
            continue
        due = case_clock.step_due(facts, step)
        if not _same(step.due_on, due):
            frappe.db.set_value("Case SOP Step", step.name, "due_on", due, update_modified=False)
            moved = True
    return moved


def _same(stored: Any, computed: Any) -> bool:
    if isinstance(computed, datetime):
        return bool(stored) and get_datetime(stored) == computed
    if isinstance(computed, float):
        return abs((stored or 0.0) - computed) < 1e-6
    return (stored or None) == computed

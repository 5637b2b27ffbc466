"""Open cases know when they are next due, and whether an answer waits for the office."""

import frappe
from frappe.utils import now_datetime

from cfm_app.base import batch_cache
from cfm_app.cases import answer_referral
from cfm_app.procedures.sop import case_batches, case_clock


def execute() -> None:
    now = now_datetime()
    for rows in case_batches.open_cases():
        with batch_cache.cached_batch():
            for row in rows:
                due = case_clock.derived_fields(row, case_clock.sop_of(row.sop), now)["next_due_on"]
                frappe.db.set_value("Case", row.name, "next_due_on", due, update_modified=False)
                answer_referral.note_on_case(row.name)

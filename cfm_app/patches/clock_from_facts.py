"""Give open cases the facts from which their due times follow from now on.

Of pauses that are over only the sum of their hours was kept: they become one stop of that length
after the receipt, which moves the limit by as much.
"""

from typing import Any

import frappe
from frappe.utils import get_datetime, now_datetime

from cfm_app.base import batch_cache
from cfm_app.procedures.sop import case_batches, case_clock, clock


def execute() -> None:
    now = now_datetime()
    for rows in case_batches.open_cases():
        with batch_cache.cached_batch():
            for row in rows:
                sop = case_clock.sop_of(row.sop)
                _note_stops(row, case_clock.calendar_of(sop))
                values = case_clock.derived_fields(row, sop, now)
                frappe.db.set_value("Case", row.name, values, update_modified=False)


def _note_stops(row: Any, calendar: clock.Calendar) -> None:
    if row.clock_stops:
        return
    received_on = get_datetime(row.received_on)
    if row.paused_hours:
        end = clock.add_hours(received_on, row.paused_hours, calendar)
        _insert(row, received_on, end)
    if row.paused_on:
        _insert(row, get_datetime(row.paused_on), None)


def _insert(row: Any, stopped_on: Any, resumed_on: Any) -> None:
    stop = {"stop_reason": case_clock.ON_HOLD, "stopped_on": stopped_on, "resumed_on": resumed_on}
    place = {"parent": row.name, "parenttype": "Case", "parentfield": "clock_stops"}
    number = len(row.clock_stops) + 1
    frappe.get_doc({"doctype": "Case Clock Stop", "idx": number, **stop, **place}).db_insert()
    row.clock_stops.append(frappe._dict(stop))

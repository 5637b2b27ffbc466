"""One run of a long task: claimed once, with a heartbeat on its record, stopped or replaced by its user.

A record (CFM Import, CFM Migration) carries `run_id` (the run that somebody asked for), `worker_id` (the worker
that claimed it), `beat_on` (its last sign of life) and `stop_asked`. Each batch is committed with a heartbeat, so
a run that died is noticed, and one that was replaced ends.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime, strip_html

DRAFT, WAITING, RUNNING = "Draft", "Waiting", "Running"
FINISHED, STOPPED, FAILED = "Finished", "Stopped", "Failed"
UNDER_WAY = (WAITING, RUNNING)
# A run without a heartbeat for so long has died with its worker.
SILENCE = timedelta(seconds=90)


class Replaced(Exception):
    """Somebody stopped this run, or started another one."""


class RefusedSource(ValueError):
    """Something outside of the site cannot be read; the message says what to do."""


def claim(doctype: str, name: str, run_id: str) -> Any:
    """Mark a record as taken by this worker. Returns its row, or None if the run is not wanted any more."""
    state = frappe.db.get_value(doctype, name, ["run_id", "status"], as_dict=True)
    if not state or state.run_id != run_id or state.status not in UNDER_WAY:
        return None
    mark = {"status": RUNNING, "worker_id": frappe.generate_hash(length=10)}
    write(doctype, name, {**mark, "beat_on": now_datetime()})
    return frappe.db.get_value(doctype, name, "*", as_dict=True)


@contextmanager
def failing_with(end: Callable[[str], object], title: str) -> Iterator[None]:
    """What ends a run before its time undoes its batch and is handed to `end` as a sentence.

    What nobody expects goes to the Error Log under the title: where it happened and its kind, but not its text,
    which may hold words of a case. A run that was replaced ends without a word.
    """
    try:
        yield
    except Replaced:
        frappe.db.rollback()
    except (RefusedSource, frappe.ValidationError, frappe.PermissionError) as refusal:
        frappe.db.rollback()
        end(strip_html(str(refusal)) or type(refusal).__name__)
    except Exception as error:
        frappe.db.rollback()
        kind = type(error).__name__
        places = "".join(traceback.format_tb(error.__traceback__))
        frappe.log_error(title=title, message=f"{places}{kind}")
        end(_("An unexpected error: {0}. The Error Log says where.").format(kind))


def is_stop_asked(doctype: str, row: Any) -> bool:
    """Whether the user asked a run to stop. Raises `Replaced` where another run has taken over."""
    fields = ["run_id", "worker_id", "stop_asked"]
    state = frappe.db.get_value(doctype, row.name, fields, as_dict=True)
    if not state or (state.run_id, state.worker_id) != (row.run_id, row.worker_id):
        raise Replaced
    return bool(state.stop_asked)


def write(doctype: str, name: str, values: dict[str, Any]) -> None:
    """Store values and commit: a batch must last before the next one begins, and no request waits for it."""
    frappe.db.set_value(doctype, name, values)
    frappe.db.commit()


def stop(doctype: str, row: Any) -> None:
    """Have a run end after its batch; one that waits or has died ends at once."""
    if row.status not in UNDER_WAY:
        return
    values: dict[str, Any] = {"stop_asked": 1}
    if row.status == WAITING or is_silent(row):
        # With another run_id, a worker that still lives cannot claim or continue the run.
        values |= {"status": STOPPED, "run_id": frappe.generate_hash(length=10)}
    frappe.db.set_value(doctype, row.name, values)


def is_silent(row: Any) -> bool:
    """Whether a run should be under way but has no recent heartbeat."""
    beat = get_datetime(row.beat_on) if row.beat_on else datetime.min
    return row.status in UNDER_WAY and now_datetime() - beat > SILENCE

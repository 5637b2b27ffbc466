"""Imports into lists as records: made from an uploaded sheet, mapped, started, taken back.

They are records of the same DocType as imports of logs, told apart by the list that they are for.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import dates, headers, import_records, job_runs, reader
from cfm_app.exchange.import_records import CHECK, DOCTYPE, IMPORT, UNDO
from cfm_app.exchange.job_runs import FINISHED, UNDER_WAY
from cfm_app.exchange.lists import columns, targets, writing

TASKS = (CHECK, IMPORT, UNDO)
JOB = "cfm_app.exchange.lists.jobs.run"
COUNTS = ("rows_done", "created_count", "changed_count", "skipped_count", "failed_count")
# A dry run is one transaction, in which others wait for theirs.
MOST_ROWS = 2_000
KEPT = ("key_field", "mode", "all_or_nothing", "invite", "date_order")


def create(content: bytes, file_name: str, doctype: str) -> str:
    """Create an import of a sheet into a list. Known columns are mapped as last time."""
    targets.require(doctype)
    log = import_records.read_log(content, file_name)
    key = _key(doctype, log)
    earlier = _earlier(key)
    values = {
        "doctype": DOCTYPE,
        "target_doctype": doctype,
        "task": CHECK,
        "file_id": import_records.store_file(content, file_name),
        "file_name": file_name,
        "headers_key": key,
        "invite": int(doctype == "User"),
        **_layout(doctype, log, earlier),
        **({field: earlier[field] for field in KEPT} if earlier else {}),
    }
    return str(frappe.get_doc(values).insert(ignore_permissions=True).name)


def mine(name: str) -> Any:
    """The user's import into a list; throws for any other."""
    row = import_records.owned(name)
    if not row.target_doctype:
        frappe.throw(_("This import is no longer there."), frappe.DoesNotExistError)
    targets.require(row.target_doctype)
    return row


def lay_out(name: str, sheet: str | None, header_row: int | None) -> None:
    """Read the file again with another sheet or row of headers."""
    row = mine(name)
    log, _file_name = import_records.open_log(row.file_id, sheet or row.sheet, header_row)
    key = _key(row.target_doctype, log)
    values = _layout(row.target_doctype, log, _earlier(key))
    frappe.db.set_value(DOCTYPE, name, {**values, "headers_key": key, "status": job_runs.DRAFT})


def choose(name: str, chosen: dict[str, Any], options: dict[str, Any]) -> None:
    """Store the mapping of columns and the options."""
    row = mine(name)
    _refuse_running(row)
    known, present = columns.of(row.target_doctype), frappe.parse_json(row.headers)
    fed = {key: header for key, header in chosen.items() if key in known and header in present}
    key = str(options.get("key_field") or "")
    mode, order = str(options.get("mode") or writing.BOTH), str(options.get("date_order") or "")
    if mode not in writing.MODES or (order and order not in dates.ORDERS):
        frappe.throw(_("Choose from the list what is imported, and how dates are written."))
    if key and (key not in fed or key not in columns.keys(row.target_doctype, known)):
        frappe.throw(_("Records are found by a column of the sheet that is imported as well."))
    values = {
        "columns_map": frappe.as_json(fed),
        "key_field": key,
        "mode": mode,
        "date_order": order,
        "all_or_nothing": int(bool(options.get("all_or_nothing"))),
        "invite": int(bool(options.get("invite"))),
    }
    frappe.db.set_value(DOCTYPE, name, values)


def start(name: str, task: str) -> None:
    """Queue a task. An import that died or was stopped continues after its last batch."""
    row = mine(name)
    if task not in TASKS:
        frappe.throw(_("{0} is no task of an import.").format(task))
    _refuse_running(row)
    if task == UNDO:
        _require_undoable(row)
    else:
        _require_columns(row)
    goes_on = task == IMPORT and row.task == IMPORT and row.status != FINISHED and not row.undone_on
    if not goes_on and task != UNDO:
        frappe.db.delete("CFM Import Change", {"parent": name})
        frappe.db.set_value(DOCTYPE, name, "undone_on", None)
    counts = COUNTS if task != UNDO else ("failed_count",)
    import_records.queue(name, task, goes_on, JOB, counts)


def may_undo(row: Any) -> bool:
    """Whether an import did something that was not undone yet."""
    ended = row.status not in UNDER_WAY or job_runs.is_silent(row)
    return bool(
        ended
        and row.task in (IMPORT, UNDO)
        and frappe.db.count("CFM Import Change", {"parent": row.name})
    )


def _require_undoable(row: Any) -> None:
    if not may_undo(row):
        frappe.throw(_("There is nothing to take back."))


def _require_columns(row: Any) -> None:
    known = columns.of(row.target_doctype)
    fed = frappe.parse_json(row.columns_map) or {}
    if not fed:
        frappe.throw(_("No column of the sheet is imported. Choose at least one."))
    if row.mode == writing.ONLY_CHANGES and not row.key_field:
        frappe.throw(_("Choose the column by which records are found."))
    if row.mode == writing.ONLY_NEW or not row.key_field:
        missing = [each.label for key, each in known.items() if each.is_required and key not in fed]
        if missing:
            frappe.throw(
                _("New records need a value here; give the sheet a column for it: {0}").format(
                    ", ".join(missing)
                )
            )


def _refuse_running(row: Any) -> None:
    if row.status in UNDER_WAY and not job_runs.is_silent(row):
        frappe.throw(_("This import is under way already."))


def _layout(doctype: str, log: reader.Log, earlier: Any) -> dict[str, Any]:
    known = columns.of(doctype)
    kept = frappe.parse_json(earlier.columns_map) if earlier else {}
    fed = {key: header for key, header in kept.items() if header in log.headers and key in known}
    fed = fed or columns.guess(known, log.headers)
    return {
        "sheet": log.sheet,
        "header_row": log.header_row,
        "headers": frappe.as_json(list(log.headers)),
        "columns_map": frappe.as_json(fed),
        "key_field": columns.usual_key(doctype, known, fed),
    }


def _key(doctype: str, log: reader.Log) -> str:
    return headers.key([*log.headers, f"\n{doctype}"])


def _earlier(key: str) -> Any:
    """The last import of the user with the same columns that they took further than a look."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={
            "headers_key": key,
            "owner": frappe.session.user,
            "status": ["!=", job_runs.DRAFT],
        },
        fields=["columns_map", *KEPT],
        order_by="modified desc",
        limit_page_length=1,
    )
    return rows[0] if rows else None

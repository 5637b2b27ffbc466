"""Imports as records: created from an uploaded file, mapped, started, stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts
from cfm_app.exchange import case_import, column_guess, dates, headers, job_runs, reader
from cfm_app.exchange.job_runs import DRAFT, FINISHED, UNDER_WAY, WAITING
from cfm_app.exchange.mapping import Mapping

DOCTYPE = "CFM Import"
SCAN, CHECK, IMPORT = TASKS = ("Scan", "Check", "Import")
UNDO = "Undo"
TIMEOUT_SECONDS = 6 * 3600
KEPT_DAYS = 30
# It holds the words of restricted cases as they were there: sealing and erasing do not change it.
FILE_KEPT_DAYS = 7
COUNTS = {
    "rows_done": "total",
    "created_count": "created",
    "skipped_count": "skipped",
    "failed_count": "failed",
    "noted_count": "noted",
}
MAPS = ("columns_map", "values_map", "unknown_values", "headers", "dates_found")
# The choices that a later log with the same columns inherits.
KEPT = {"values_map": "{}", "strict": 0, "date_order": "", "unmapped_class": None}


# --- making and choosing ----------------------------------------------------------------------
def create(content: bytes, file_name: str) -> str:
    """Create an import of a file. Known columns are mapped as last time."""
    log = read_log(content, file_name)
    key = headers.key(log.headers)
    earlier = _earlier(key)
    doc = frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "file_id": store_file(content, file_name),
            "file_name": file_name,
            "headers_key": key,
            **{field: earlier[field] if earlier else usual for field, usual in KEPT.items()},
            **_layout(log, earlier),
        }
    )
    return doc.insert(ignore_permissions=True).name


def lay_out(name: str, sheet: str | None, header_row: int | None) -> None:
    """Read the file again with another sheet or header row."""
    row = mine(name)
    log, _file_name = open_log(row.file_id, sheet or row.sheet, header_row)
    key = headers.key(log.headers)
    values = {"headers_key": key, "status": DRAFT, **_layout(log, _earlier(key))}
    frappe.db.set_value(DOCTYPE, name, values)


def choose(name: str, columns: dict[str, Any], values: dict[str, Any], strict: bool) -> None:
    """Store the meaning of columns and values, for this file and later ones like it."""
    known, row = headers.fields(), mine(name)
    present = frappe.parse_json(row.headers)
    columns = {
        field: header for field, header in columns.items() if field in known and header in present
    }
    values = {
        field: {str(raw): value for raw, value in table.items() if value}
        for field, table in values.items()
        if field in known
    }
    maps = {"columns_map": frappe.as_json(columns), "values_map": frappe.as_json(values)}
    frappe.db.set_value(DOCTYPE, name, {**maps, "strict": int(strict)})


def settle(name: str, date_order: str | None, unmapped_class: str | None) -> None:
    """Store the date order and the class of unmapped categories; None leaves a value."""
    row = mine(name)
    values: dict[str, str | None] = {}
    if date_order is not None:
        if date_order and date_order not in dates.ORDERS:
            frappe.throw(_("Choose whether the day or the month comes first."))
        values["date_order"] = date_order
    if unmapped_class is not None:
        if unmapped_class and not frappe.db.exists("Case Sensitivity", unmapped_class):
            frappe.throw(_("Choose a class from the list."))
        values["unmapped_class"] = unmapped_class or None
    if values:
        frappe.db.set_value(DOCTYPE, row.name, values)


def mapping_of(row: Any) -> Mapping:
    """The stored mapping of an import."""
    columns, values = frappe.parse_json(row.columns_map), frappe.parse_json(row.values_map)
    return Mapping(
        dict(columns or {}),
        dict(values or {}),
        bool(row.strict),
        row.date_order or "",
        row.unmapped_class or "",
    )


def store_file(content: bytes, file_name: str) -> str:
    """Store the file of an import. Returns its name."""
    # Nobody can guess the address (see `export_jobs.file_name`), and lists of files show the name.
    stored_name = (
        f"{consts.IMPORTED_FILE}{frappe.generate_hash(length=12)}.{file_name.rpartition('.')[2]}"
    )
    values = {"doctype": "File", "file_name": stored_name, "is_private": 1, "content": content}
    return str(frappe.get_doc(values).insert(ignore_permissions=True).name)


def _layout(log: reader.Log, earlier: Any) -> dict[str, Any]:
    columns = {
        field: header
        for field, header in (frappe.parse_json(earlier.columns_map) if earlier else {}).items()
        if header in log.headers
    }
    return {
        "sheet": log.sheet,
        "header_row": log.header_row,
        "headers": frappe.as_json(list(log.headers)),
        "columns_map": frappe.as_json(columns or column_guess.columns_of(log.headers, log.values)),
    }


def _earlier(key: str) -> Any:
    """The last import with the same columns that was more than scanned."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={
            "headers_key": key,
            "status": ["!=", DRAFT],
            "target_doctype": ["is", "not set"],
        },
        fields=["columns_map", *KEPT],
        order_by="modified desc",
        limit_page_length=1,
    )
    return rows[0] if rows else None


# --- the file ---------------------------------------------------------------------------------
def open_log(
    file_id: str, sheet: str | None = None, header_row: int | None = None
) -> tuple[reader.Log, str]:
    """The log in an uploaded file that the user may read, and the file's name."""
    if not file_id or not frappe.db.exists("File", file_id):
        frappe.throw(_("The file is no longer there. Upload it again."))
    file = frappe.get_doc("File", file_id)
    file.check_permission("read")
    content = file.get_content()
    if isinstance(content, str):
        content = content.encode("utf-8")
    return read_log(content, file.file_name, sheet, header_row), file.file_name


def kept_log(row: Any) -> reader.Log:
    """The log of an import; its headers alone once the file was destroyed."""
    if row.file_id:
        return open_log(row.file_id, row.sheet, row.header_row)[0]
    headers_of_it = tuple(frappe.parse_json(row.headers or "[]"))
    return reader.Log(headers_of_it, iter(()), sheet=row.sheet or "")


def read_log(
    content: bytes, file_name: str, sheet: str | None = None, header_row: int | None = None
) -> reader.Log:
    """The log in a file's content; throws with a sentence if it cannot be read."""
    try:
        log = reader.read(content, file_name, sheet, header_row)
    except reader.UnreadableFile as error:
        _refuse(error)
    return replace(log, rows=_readable(log.rows))


def _readable(rows: Iterator[reader.Row]) -> Iterator[reader.Row]:
    """The rows; an error further down is raised where it is read."""
    try:
        yield from rows
    except reader.UnreadableFile as error:
        _refuse(error)


def _refuse(error: Exception) -> NoReturn:
    frappe.throw(str(error), title=_("The file cannot be read"))
    raise error


# --- starting and stopping --------------------------------------------------------------------
def start(name: str, task: str) -> None:
    """Queue a task. An import that died or was stopped continues after its last batch."""
    if task not in TASKS:
        frappe.throw(_("{0} is no task of an import.").format(task))
    row = mine(name)
    if row.status in UNDER_WAY and not job_runs.is_silent(row):
        frappe.throw(_("This import is under way already."))
    if task != SCAN:
        _require_content(row)
    goes_on = task == IMPORT and row.task == IMPORT and row.status != FINISHED
    queue(name, task, goes_on, "cfm_app.exchange.import_jobs.run", list(COUNTS))


def queue(name: str, task: str, goes_on: bool, job: str, counts: Sequence[str]) -> None:
    """Queue a job for a task; one that continues keeps its counts and errors."""
    now, run_id = now_datetime(), frappe.generate_hash(length=10)
    fresh = {} if goes_on else {**dict.fromkeys(counts, 0), "started_on": now}
    values = {
        "task": task,
        "status": WAITING,
        "message": None,
        "run_id": run_id,
        "stop_asked": 0,
        "beat_on": now,
        "ended_on": None,
    }
    frappe.db.set_value(DOCTYPE, name, {**fresh, **values})
    if not goes_on:
        frappe.db.delete("CFM Import Error", {"parent": name})
    frappe.enqueue(
        job,
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        import_name=name,
        run_id=run_id,
        language=frappe.local.lang,
    )


def stop(name: str) -> None:
    """Stop the running task after its batch; imported cases stay."""
    job_runs.stop(DOCTYPE, owned(name))


def remove(name: str) -> None:
    """Remove an import with its file. The cases stay."""
    row = owned(name)
    if row.status in UNDER_WAY and not job_runs.is_silent(row):
        frappe.throw(_("Stop the import before you remove it."))
    frappe.delete_doc(DOCTYPE, name, ignore_permissions=True, delete_permanently=True)


def forget_file(name: str) -> None:
    """Destroy the uploaded file of an import: what it held is here, or taken back."""
    file = frappe.db.get_value(DOCTYPE, name, "file_id")
    if file and frappe.db.exists("File", file):
        frappe.delete_doc("File", file, ignore_permissions=True, delete_permanently=True)
    frappe.db.set_value(DOCTYPE, name, "file_id", None, update_modified=False)


@clock_jobs.destroys
def tidy() -> None:
    """Delete files with which nobody went on for a week, and old imports."""
    before = now_datetime() - timedelta(days=FILE_KEPT_DAYS)
    unused = {"modified": ["<", before], "status": ["not in", UNDER_WAY], "file_id": ["is", "set"]}
    for name in frappe.get_all(DOCTYPE, filters=unused, pluck="name", order_by="creation asc"):
        forget_file(name)
    before = now_datetime() - timedelta(days=KEPT_DAYS)
    filters = {"modified": ["<", before], "status": ["not in", UNDER_WAY]}
    for name in frappe.get_all(DOCTYPE, filters=filters, pluck="name", order_by="creation asc"):
        frappe.delete_doc(DOCTYPE, name, ignore_permissions=True, delete_permanently=True)


def _require_content(row: Any) -> None:
    try:
        case_import.require_content(mapping_of(row))
    except reader.UnreadableFile as error:
        frappe.throw(str(error))


# --- telling ----------------------------------------------------------------------------------
def mine(name: str) -> Any:
    """The row of the user's import of a log; throws for any other."""
    row = owned(name)
    if row.target_doctype:
        _refuse_missing()
    return row


def owned(name: str) -> Any:
    """The row of the user's import of any kind."""
    row = frappe.db.get_value(DOCTYPE, name, "*", as_dict=True)
    if not row:
        _refuse_missing()
    if frappe.session.user not in (row.owner, "Administrator"):
        frappe.throw(_("Only {0} may open this import.").format(row.owner), frappe.PermissionError)
    return row


def _refuse_missing() -> None:
    frappe.throw(_("This import is no longer there."), frappe.DoesNotExistError)

"""What the page of an import into a list shows."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.exchange import headers, import_records, job_runs
from cfm_app.exchange.import_views import samples
from cfm_app.exchange.lists import columns, imports, outcomes, writing
from cfm_app.exchange.view_values import iso

SHOWN = 200
IMPORTS_SHOWN = 30
LIST_FIELDS = (
    "name file_name owner creation task status target_doctype rows_total rows_done created_count"
    " changed_count skipped_count failed_count beat_on ended_on undone_on"
).split()


def layout(name: str) -> dict[str, Any]:
    """The columns of the file with samples, and the columns of the list that they may feed."""
    row = imports.mine(name)
    log = import_records.kept_log(row)
    return {
        **state(name),
        "sheets": log.sheets,
        "columns": [
            {"header": header, "samples": samples(log.values, header)}
            for header in log.headers
            if header not in headers.own()
        ],
        "fields": fields_of(row.target_doctype),
        "modes": [{"value": each, "label": _(each)} for each in writing.MODES],
    }


def fields_of(doctype: str) -> list[dict[str, Any]]:
    """The columns of a list, as a page offers them."""
    known = columns.of(doctype)
    keys = columns.keys(doctype, known)
    return [
        {
            "value": each.key,
            "label": each.label,
            "is_required": each.is_required,
            "is_usual": each.is_usual,
            "is_key": each.key in keys,
        }
        for each in known.values()
    ]


def state(name: str) -> dict[str, Any]:
    """Where an import stands, and what it did or would do."""
    row = imports.mine(name)
    done = max(row.rows_done or 0, outcomes.progress(name))
    return {
        **_line(row),
        "rows_done": done,
        "sheet": row.sheet,
        "header_row": row.header_row,
        "message": row.message or outcomes.sentence_of(row),
        "columns_map": frappe.parse_json(row.columns_map or "{}"),
        "key_field": row.key_field or "",
        "mode": row.mode,
        "date_order": row.date_order or "",
        "all_or_nothing": row.all_or_nothing,
        "invite": row.invite,
        "may_undo": imports.may_undo(row),
        "changes": _changes(name),
        "errors": _errors(name),
    }


def list_imports() -> list[dict[str, Any]]:
    """The imports of the user into lists, the newest first."""
    rows = frappe.get_all(
        import_records.DOCTYPE,
        filters={"target_doctype": ["is", "set"], "owner": frappe.session.user},
        fields=LIST_FIELDS,
        order_by="creation desc",
        limit_page_length=IMPORTS_SHOWN,
    )
    return [_line(row) for row in rows]


def _line(row: Any) -> dict[str, Any]:
    is_silent = job_runs.is_silent(row) and not outcomes.progress(row.name)
    return {
        **{field: row[field] for field in LIST_FIELDS if field not in ("beat_on", "creation")},
        "created": iso(row.creation),
        "ended_on": iso(row.ended_on),
        "undone_on": iso(row.undone_on),
        "owner_name": get_fullname(row.owner),
        "list_label": _(row.target_doctype),
        "is_silent": is_silent,
        "is_under_way": row.status in job_runs.UNDER_WAY,
        "task_label": _(row.task),
        "status_label": _("Interrupted") if is_silent else _(row.status),
    }


def _changes(name: str) -> list[dict[str, Any]]:
    rows = frappe.get_all(
        "CFM Import Change",
        filters={"parent": name, "parenttype": import_records.DOCTYPE},
        fields=["row_number", "action", "record_name", "record_title", "changes"],
        parent_doctype=import_records.DOCTYPE,
        order_by="idx asc",
        limit_page_length=SHOWN,
    )
    return [
        {
            "row": row.row_number,
            "action": row.action,
            "action_label": _(row.action),
            "name": row.record_name,
            "title": row.record_title,
            "changes": [
                {"label": each["label"], "old": each["old"], "new": each["new"]}
                for each in frappe.parse_json(row.changes)
            ],
        }
        for row in rows
    ]


def _errors(name: str) -> list[dict[str, Any]]:
    rows = frappe.get_all(
        "CFM Import Error",
        filters={"parent": name, "parenttype": import_records.DOCTYPE},
        fields=["row_number", "header", "reason"],
        parent_doctype=import_records.DOCTYPE,
        order_by="idx asc",
        limit_page_length=SHOWN,
    )
    return [{"row": row.row_number, "column": row.header, "reason": row.reason} for row in rows]

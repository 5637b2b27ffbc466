"""What the page of an import shows: columns with samples, state and counts, the list of imports."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base.settings import setting
from cfm_app.exchange import column_guess, headers, import_records, job_runs
from cfm_app.exchange.view_values import choices_of, classes, iso

SAMPLES = 3
LONGEST_SAMPLE = 80
ERRORS_SHOWN = 50
IMPORTS_SHOWN = 30
LIST_FIELDS = (
    "name file_name owner creation task status rows_total rows_done created_count skipped_count"
    " failed_count beat_on ended_on"
).split()


def layout(name: str) -> dict[str, Any]:
    """The columns of the file with samples, and the fields that they can feed."""
    row = import_records.mine(name)
    log = import_records.kept_log(row)
    guesses = {each.header: each for each in column_guess.guess(log.headers, log.values)}
    columns = [
        {
            "header": header,
            "samples": samples(log.values, header),
            "doubt": _doubt(guesses.get(header)),
        }
        for header in log.headers
        if header not in headers.own()
    ]
    return {
        **state(name),
        "sheets": log.sheets,
        "columns": columns,
        "fields": [{"value": field, "label": label} for field, label in headers.fields().items()],
    }


def _doubt(guess: column_guess.Guess | None) -> dict[str, str] | None:
    """Why a guess needs a look; None if it is sure."""
    return None if guess is None or guess.is_sure else {"field": guess.field, "why": guess.why}


def state(name: str) -> dict[str, Any]:
    """Where an import stands."""
    row = import_records.mine(name)
    parsed = {field: frappe.parse_json(row[field] or "{}") for field in import_records.MAPS}
    return {
        **_line(row),
        "sheet": row.sheet,
        "header_row": row.header_row,
        "message": row.message,
        "noted_count": row.noted_count,
        "strict": row.strict,
        "columns_map": parsed["columns_map"],
        "values_map": parsed["values_map"],
        "unknown": _unknown(parsed["unknown_values"]),
        "dates": parsed["dates_found"],
        "date_order": row.date_order or "",
        "unmapped_class": row.unmapped_class or setting("unclear_sensitivity"),
        "usual_class": setting("default_sensitivity"),
        "classes": classes(),
        "started": iso(row.started_on),
        "errors": _errors(name),
    }


def list_imports() -> list[dict[str, Any]]:
    """The office's imports; of other users only counts, without the file's name."""
    rows = frappe.get_all(
        import_records.DOCTYPE,
        filters={"target_doctype": ["is", "not set"]},
        fields=LIST_FIELDS,
        order_by="creation desc",
        limit_page_length=IMPORTS_SHOWN,
    )
    return [_line(row) for row in rows]


def reasons(name: str) -> dict[int, list[tuple[str, str]]]:
    """Why rows were not imported, by row number."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in _error_rows(name, 0):
        found.setdefault(row.row_number, []).append((row.header or "", row.reason))
    return found


def _line(row: Any) -> dict[str, Any]:
    is_mine = frappe.session.user in (row.owner, "Administrator")
    file_name = row.file_name if is_mine else _("A log of {0}").format(get_fullname(row.owner))
    return {
        **{field: row[field] for field in LIST_FIELDS if field not in ("beat_on", "creation")},
        "file_name": file_name,
        "created": iso(row.creation),
        "ended_on": iso(row.ended_on),
        "owner_name": get_fullname(row.owner),
        "is_mine": is_mine,
        "is_silent": job_runs.is_silent(row),
        "is_under_way": row.status in job_runs.UNDER_WAY,
        "task_label": _(row.task),
        "status_label": _("Interrupted") if job_runs.is_silent(row) else _(row.status),
    }


def _unknown(fields: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Values that name no record, with possible records."""
    labels = headers.fields()
    return [
        {"field": name, "label": labels[name], "values": values, "choices": choices_of(name)}
        for name, values in fields.items()
        if name in labels
    ]


def samples(rows: list[dict[str, Any]], header: str) -> list[str]:
    """The first distinct values of a column."""
    found: list[str] = []
    for row in rows:
        value = row.get(header)
        text = "" if value is None else " ".join(str(value).split())[:LONGEST_SAMPLE]
        # A date is shown as one, not as the midnight that spreadsheets keep.
        text = text.removesuffix(" 00:00:00")
        if text and text not in found:
            found.append(text)
        if len(found) == SAMPLES:
            break
    return found


def _errors(name: str) -> list[dict[str, Any]]:
    rows = _error_rows(name, ERRORS_SHOWN)
    return [{"row": row.row_number, "column": row.header, "reason": row.reason} for row in rows]


def _error_rows(name: str, limit: int) -> list[Any]:
    return frappe.get_all(
        "CFM Import Error",
        filters={"parent": name, "parenttype": import_records.DOCTYPE},
        fields=["row_number", "header", "reason"],
        parent_doctype=import_records.DOCTYPE,
        order_by="idx asc",
        limit_page_length=limit,
    )

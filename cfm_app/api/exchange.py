"""Import of logs and export of lists, for the pages."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.arguments import as_fields, as_texts
from cfm_app.exchange import (
    distribution_import,
    export_jobs,
    import_errors,
    import_records,
    import_views,
    list_export,
)
from cfm_app.exchange.case_import import RowError
from cfm_app.procedures.answers import distributions
from cfm_app.web.pages import roles


# --- import -----------------------------------------------------------------------------------
@frappe.whitelist(methods=["POST"])
def open_log() -> dict[str, Any]:
    """Start an import from an uploaded file: its columns, and their probable meaning.

    The file is sent to `upload_file`, with this method as its `method`.
    """
    frappe.only_for(roles.IMPORT)
    return import_views.layout(import_records.create(*uploaded()))


@frappe.whitelist(methods=["POST"])
def open_calendar() -> dict[str, Any]:
    """Import a calendar of distributions; an unreadable row refuses the whole file.

    The file is sent to `upload_file`, with this method as its `method`.
    """
    frappe.only_for(roles.IMPORT)
    frappe.has_permission(distributions.DOCTYPE, "import", throw=True)
    return distribution_import.import_distributions(*uploaded())


def uploaded() -> tuple[bytes, str]:
    """Content and name of the file that `upload_file` received."""
    content = getattr(frappe.local, "uploaded_file", None)
    if not content:
        frappe.throw(_("The file is empty, or it did not arrive. Choose it again."))
    return content, str(frappe.local.uploaded_filename)


@frappe.whitelist()
def layout(name: str) -> dict[str, Any]:
    """The columns of an import with samples, and the available choices."""
    frappe.only_for(roles.IMPORT)
    return import_views.layout(name)


@frappe.whitelist(methods=["POST"])
def lay_out(name: str, sheet: str | None = None, header_row: int | None = None) -> dict[str, Any]:
    """Choose another sheet or header row."""
    frappe.only_for(roles.IMPORT)
    import_records.lay_out(name, sheet, int(header_row) if header_row else None)
    return import_views.layout(name)


@frappe.whitelist(methods=["POST"])
def choose(
    name: str,
    columns: str | dict[str, Any],
    values: str | dict[str, Any] | None = None,
    strict: bool | int = 0,
    date_order: str | None = None,
    unmapped_class: str | None = None,
) -> None:
    """Store the mapping of columns and values, the date order, and the class of unmapped categories."""
    frappe.only_for(roles.IMPORT)
    import_records.choose(name, as_fields(columns), as_fields(values), bool(int(strict)))
    import_records.settle(name, date_order, unmapped_class)


@frappe.whitelist(methods=["POST"])
def start(name: str, task: str) -> dict[str, Any]:
    """Start or continue a task: scan the file, dry run, or import."""
    frappe.only_for(roles.IMPORT)
    import_records.start(name, task)
    return import_views.state(name)


@frappe.whitelist()
def state(name: str) -> dict[str, Any]:
    """The progress and results of an import."""
    frappe.only_for(roles.IMPORT)
    return import_views.state(name)


@frappe.whitelist(methods=["POST"])
def stop(name: str) -> dict[str, Any]:
    """Stop the running task after its batch."""
    frappe.only_for(roles.IMPORT)
    import_records.stop(name)
    return import_views.state(name)


@frappe.whitelist(methods=["POST"])
def remove(name: str) -> None:
    """Remove an import with its file; the cases stay."""
    frappe.only_for(roles.IMPORT)
    import_records.remove(name)


@frappe.whitelist()
def list_imports() -> list[dict[str, Any]]:
    """The imports of the office, the newest first."""
    frappe.only_for(roles.IMPORT)
    return import_views.list_imports()


@frappe.whitelist()
def error_sheet(name: str) -> None:
    """Download the rows that were not imported, with row number and reason."""
    frappe.only_for(roles.IMPORT)
    answer_error_sheet(import_records.mine(name))


# --- export -----------------------------------------------------------------------------------
@frappe.whitelist()
def export_columns(doctype: str) -> list[dict[str, Any]]:
    """The columns that the user may export."""
    return list_export.columns_of(list_export.ExportRequest.of(doctype, (), {}).doctype)


@frappe.whitelist()
def export_count(doctype: str, filters: str | dict[str, Any] | None = None) -> int:
    """The number of rows of an export."""
    return list_export.count(list_export.ExportRequest.of(doctype, (), as_fields(filters)))


@frappe.whitelist(methods=["POST"])
def export_list(
    doctype: str,
    columns: str | list[Any],
    filters: str | dict[str, Any] | None = None,
    format: str = "xlsx",
) -> dict[str, Any] | None:
    """The file of a short list at once; for a long list, the ID to ask for it."""
    request = list_export.ExportRequest.of(doctype, as_texts(columns), as_fields(filters), format)
    if not request.columns:
        frappe.throw(_("Choose at least one column."))
    total = list_export.count(request)
    if total > export_jobs.AT_ONCE:
        return {"export_id": export_jobs.start(request, total), "total": total}
    answer_file(list_export.write(request), export_jobs.file_name(request))
    return None


@frappe.whitelist()
def export_state(export_id: str) -> dict[str, Any]:
    """The progress of a long export, and the address of its file."""
    return export_jobs.state(export_id)


def answer_file(content: bytes, file_name: str) -> None:
    """Answer with a file to download."""
    frappe.response["filename"] = file_name
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


def answer_error_sheet(row: Any) -> None:
    """Answer with the rows of an import that are wrong, each with its number and the reason."""
    log, _file_name = import_records.open_log(row.file_id, row.sheet, row.header_row)
    reasons = import_views.reasons(row.name)
    found = (
        RowError(line.number, tuple(reasons[line.number]), line.values)
        for line in log.rows
        if line.number in reasons
    )
    stem = row.file_name.rpartition(".")[0]
    answer_file(import_errors.as_workbook(log.headers, found), f"{stem}-errors.xlsx")

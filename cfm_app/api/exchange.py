"""Import of logs and export of lists, for the pages."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import importer, mapping, reader, workbook

IMPORTERS = ("CFM Manager", "System Manager")
EXPORTED = (
    "name",
    "received_on",
    "workflow_state",
    "phase",
    "channel",
    "category",
    "sensitivity",
    "priority",
    "location",
    "programme",
    "partner",
    "sex",
    "age_group",
    "disability",
    "population_group",
    "sla_status",
    "resolved_on",
    "informed_on",
    "closed_on",
    "satisfaction",
)


@frappe.whitelist()
def preview_log(file_url: str) -> dict[str, Any]:
    """The columns of an uploaded log, and which of them are recognised."""
    frappe.only_for(IMPORTERS)
    log = _open(file_url)
    sample = [row.values for row, _number in zip(log.rows, range(5), strict=False)]
    return {"headers": log.headers, "columns": mapping.guess(log.headers), "sample": sample}


@frappe.whitelist(methods=["POST"])
def import_log(
    file_url: str,
    columns: str | dict | None = None,
    values: str | dict | None = None,
    strict: bool = False,
    dry_run: bool = False,
) -> dict[str, Any]:
    """Import an uploaded log as cases. The errors come back as a workbook to be mended."""
    frappe.only_for(IMPORTERS)
    content, file_name = _content(file_url)
    chosen = frappe.parse_json(columns) if columns else None
    table = None
    if chosen:
        renamed = frappe.parse_json(values) if values else {}
        table = mapping.Mapping(columns=dict(chosen), values=dict(renamed), strict=bool(strict))
    try:
        result = importer.run(content, file_name, table, bool(dry_run), _publish)
    except reader.UnreadableFile as error:
        frappe.throw(str(error), title=_("The file cannot be read"))
    answer = result.as_dict()
    if result.errors:
        answer["error_file"] = _save_errors(result)
    return answer


@frappe.whitelist()
def export_cases(filters: str | dict | list | None = None) -> None:
    """Download the cases the user may see, as a workbook."""
    chosen = frappe.parse_json(filters) if isinstance(filters, str) else filters
    frappe.response["filename"] = "cases.xlsx"
    frappe.response["filecontent"] = workbook.export("Case", list(EXPORTED), chosen)
    frappe.response["type"] = "binary"


def _publish(done: int) -> None:
    frappe.publish_progress(0, title=_("Import"), description=_("{0} rows").format(done))


def _open(file_url: str) -> reader.Log:
    content, file_name = _content(file_url)
    try:
        return reader.read(content, file_name)
    except reader.UnreadableFile as error:
        frappe.throw(str(error), title=_("The file cannot be read"))


def _content(file_url: str) -> tuple[bytes, str]:
    name = frappe.db.get_value("File", {"file_url": file_url}, "name")
    if not name:
        frappe.throw(_("Upload the file first."))
    file = frappe.get_doc("File", name)
    file.check_permission("read")
    content = file.get_content()
    return (content.encode("utf-8") if isinstance(content, str) else content), file.file_name


def _save_errors(result: importer.Result) -> str:
    file = frappe.get_doc(
        {
            "doctype": "File",
            "file_name": "import-errors.xlsx",
            "is_private": 1,
            "content": workbook.errors(result),
        }
    ).insert(ignore_permissions=True)
    return str(file.file_url)

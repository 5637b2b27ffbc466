"""Sheets for the lists of the office, over HTTP."""

from typing import Any

import frappe

from cfm_app.api.exchange import answer_error_sheet, answer_file, uploaded
from cfm_app.base.arguments import as_fields, as_texts
from cfm_app.exchange import import_records
from cfm_app.exchange.lists import imports, targets, template, views


@frappe.whitelist(methods=["POST"])
def open_sheet() -> dict[str, Any]:
    """Start an import into a list from an uploaded file: its columns, and which of the list they may be.

    The file is sent to `upload_file`, with this method as its `method`.
    """
    return views.layout(imports.create(*uploaded(), str(frappe.form_dict.get("target") or "")))


@frappe.whitelist()
def columns(target: str) -> list[dict[str, Any]]:
    """The columns that a sheet for a list may have."""
    targets.require(target)
    return views.fields_of(target)


@frappe.whitelist()
def sheet(target: str, columns: str | list[Any] = "", with_records: bool | int = 0) -> None:
    """Download the sheet to fill in: empty, or with the present records."""
    content = template.write(target, as_texts(columns or []), bool(int(with_records)))
    answer_file(content, f"{frappe._(target)}.xlsx")


@frappe.whitelist()
def layout(name: str) -> dict[str, Any]:
    """The columns of an import with samples, and the available choices."""
    return views.layout(name)


@frappe.whitelist(methods=["POST"])
def lay_out(name: str, sheet: str | None = None, header_row: int | None = None) -> dict[str, Any]:
    """Choose another sheet or header row."""
    imports.lay_out(name, sheet, int(header_row) if header_row else None)
    return views.layout(name)


@frappe.whitelist(methods=["POST"])
def choose(
    name: str, columns: str | dict[str, Any], options: str | dict[str, Any] | None = None
) -> None:
    """Store the mapping of columns, the key of records, and the options."""
    imports.choose(name, as_fields(columns), as_fields(options))


@frappe.whitelist(methods=["POST"])
def start(name: str, task: str) -> dict[str, Any]:
    """Start or continue a task: dry run, import, or undo."""
    imports.start(name, task)
    return views.state(name)


@frappe.whitelist()
def state(name: str) -> dict[str, Any]:
    """The progress of an import, and what it did or would do."""
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def stop(name: str) -> dict[str, Any]:
    """Stop the running import after its batch."""
    imports.mine(name)
    import_records.stop(name)
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def remove(name: str) -> None:
    """Remove an import with its file; the records stay."""
    imports.mine(name)
    import_records.remove(name)


@frappe.whitelist()
def list_imports() -> list[dict[str, Any]]:
    """The imports of the user into lists, the newest first."""
    return views.list_imports()


@frappe.whitelist()
def error_sheet(name: str) -> None:
    """Download the wrong rows, with row number and reason."""
    answer_error_sheet(imports.mine(name))

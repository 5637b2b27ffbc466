"""Background exports: a long list as a file, its progress, and its deletion after a day."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime, nowdate

from cfm_app.base import clock_jobs, consts
from cfm_app.exchange import list_export
from cfm_app.exchange.list_export import ExportRequest
from cfm_app.security.second_factor import step_up

# Exports of less than a second are answered at once.
AT_ONCE = 1000
KEPT_SECONDS = 24 * 3600
TIMEOUT_SECONDS = 3600


def file_name(request: ExportRequest) -> str:
    """The name of the file: kind and day only, and unguessable.

    Whoever names an unattached file in a field of their own takes it over.
    """
    unknown = frappe.generate_hash(length=8)
    return f"{consts.EXPORTED_FILE}{request.doctype.lower()}-{nowdate()}-{unknown}.{request.format}"


def start(request: ExportRequest, total: int) -> str:
    """Queue the export. Returns the ID to ask for it."""
    step_up.require(step_up.EXPORT)
    export_id = frappe.generate_hash(length=16)
    _tell(export_id, {"status": "Waiting", "done": 0, "total": total})
    frappe.enqueue(
        "cfm_app.exchange.export_jobs.run",
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        export_id=export_id,
        request={
            "doctype": request.doctype,
            "columns": list(request.columns),
            "filters": request.filters,
            "format_": request.format,
        },
        total=total,
        language=frappe.local.lang,
    )
    return export_id


def run(export_id: str, request: dict[str, Any], total: int, language: str) -> None:
    """The job: write the file for the user who asked."""
    frappe.local.lang = language

    def progress(done: int) -> None:
        _tell(export_id, {"status": "Running", "done": done, "total": total})

    try:
        wanted = ExportRequest.of(**request)
        file = frappe.get_doc(
            {
                "doctype": "File",
                "file_name": file_name(wanted),
                "is_private": 1,
                "content": list_export.write(wanted, progress),
            }
        ).insert(ignore_permissions=True)
    except Exception:
        _tell(export_id, {"status": "Failed", "done": 0, "total": total})
        raise
    done = {"status": "Finished", "done": total, "total": total, "file_url": file.file_url}
    frappe.db.after_commit.add(lambda: _tell(export_id, done))


def state(export_id: str) -> dict[str, Any]:
    """The progress of a user's export."""
    found = frappe.cache.get_value(_key(export_id), expires=True)
    if not found:
        frappe.throw(_("This export is no longer there. Start it again."))
    return found


@clock_jobs.destroys
def tidy() -> None:
    """Delete the files of exports after a day."""
    before = now_datetime() - timedelta(seconds=KEPT_SECONDS)
    filters = {
        "file_name": ["like", f"{consts.EXPORTED_FILE}%"],
        "creation": ["<", before],
        "attached_to_name": ["is", "not set"],
    }
    for name in frappe.get_all("File", filters=filters, pluck="name", order_by="creation asc"):
        frappe.delete_doc("File", name, ignore_permissions=True, delete_permanently=True)


def _tell(export_id: str, values: dict[str, Any]) -> None:
    frappe.cache.set_value(_key(export_id), values, expires_in_sec=KEPT_SECONDS)


def _key(export_id: str) -> str:
    return f"cfm_export:{frappe.session.user}:{export_id}"

"""Pads of paper forms: drawn, printed with a sheet to type into, and the photos of their pages."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.api.exchange import uploaded
from cfm_app.api.idempotency import run_once
from cfm_app.exchange import register
from cfm_app.exchange.field_desk import page_photos
from cfm_app.exchange.paper_forms import drawing
from cfm_app.web.pages import roles


@frappe.whitelist(methods=["POST"])
@retried
def draw(
    title: str, pages: str | int, place: str | None = None, request_id: str | None = None
) -> dict[str, Any]:
    """Create a pad with a number of pages."""
    frappe.only_for(roles.PADS)

    def made() -> dict[str, Any]:
        return {"name": str(drawing.draw(title, place, pages).name)}

    return run_once(request_id, made, title, place, pages)


@frappe.whitelist(methods=["POST"])
def sheet(name: str) -> None:
    """The workbook of a pad, with a row for each page."""
    frappe.only_for(roles.PADS)
    pad = frappe.get_doc(drawing.PAD, name)
    pad.check_permission("read")
    content = register.write(str(pad.name), drawing.numbers_of(str(pad.name)), pad.place)
    frappe.response["filename"] = f"{pad.name}.xlsx"
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


@frappe.whitelist(methods=["POST"])
@retried
def take_photo() -> dict[str, str]:
    """Store a photo of a page, under the given number or the one in its file name.

    The file is sent to `upload_file`, with this method as its `method` and `number` beside it.
    """
    frappe.only_for(roles.PADS)
    content, file_name = uploaded()
    said = str(frappe.form_dict.get("number") or "").strip() or page_photos.number_in(file_name)
    page_photos.take(said, content)
    return {"number": said}

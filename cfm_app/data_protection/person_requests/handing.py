"""Who may have the copy: one rule for page, print and file.

The handler of a request or part makes it, after a passed identity check; each copy is logged as a
reading.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.data_protection.person_requests import copy as requests_copy
from cfm_app.data_protection.person_requests import entry, files_along, parts, states
from cfm_app.data_protection.person_requests import held as requests_holdings
from cfm_app.data_protection.personal_data.holdings import Held
from cfm_app.security import audit
from cfm_app.security.access_rule import open_documents
from cfm_app.security.second_factor import step_up

PRINT, EXPORT = "Print", "Export"


def copy_of(name: str, action: str) -> dict[str, Any]:
    """The copy of a request without its restricted parts; `action` is PRINT or EXPORT."""
    return _of_request(name, action)[0]


def copy_of_part(name: str, action: str) -> dict[str, Any]:
    """The copy of one restricted part, for its handler."""
    return _of_part(name, action)[0]


def packed(name: str, is_part: bool) -> tuple[str, bytes]:
    """The copy of a request or part as a download: JSON, or a ZIP with files. Returns name and bytes."""
    copy, rows, doc = (_of_part if is_part else _of_request)(name, EXPORT)
    if archive := files_along.archive(copy, rows, doc):
        return f"{copy['request']}.zip", archive
    return f"{copy['request']}.json", json.dumps(copy, ensure_ascii=False, indent=1).encode()


def unlinked(name: str) -> int:
    """How many conversations and calls with the person's number are in no copy until they are linked."""
    request = open_documents.get_open(entry.DOCTYPE, name)
    return len(requests_holdings.unlinked(request)) if entry.may_handle(request) else 0


def _of_request(name: str, action: str) -> tuple[dict[str, Any], list[Held], Document]:
    request = open_documents.get_open(entry.DOCTYPE, name)
    if not entry.may_handle(request):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    _require_identified(request)
    step_up.require(step_up.EXPORT)
    rows = requests_holdings.handed_over(request)
    copy = requests_copy.of(rows, request.redacted)
    if request.community_member:
        audit.record(action, "Community Member", request.community_member, detail=name)
    return {"request": name, **copy}, rows, request


def _of_part(name: str, action: str) -> tuple[dict[str, Any], list[Held], Document]:
    part = open_documents.get_open(entry.PART, name)
    request = frappe.get_doc(entry.DOCTYPE, part.request)
    _require_identified(request)
    step_up.require(step_up.EXPORT)
    rows = parts.held_of(part)
    copy = requests_copy.of(rows, part.redacted)
    report = frappe.db.get_value("Sensitive Report", {"cfm_case": part.cfm_case or ""}, "name")
    if report:
        audit.record(action, "Sensitive Report", report, part.cfm_case, detail=request.name)
    return {"request": request.name, **copy}, rows, part


def _require_identified(request: Any) -> None:
    if request.identity != states.PASSED:
        frappe.throw(_("Check first who asks. Only then is a copy made."))
    if request.state not in states.OPEN:
        frappe.throw(_("This request is closed: no copy is made any more."))

"""Files of cases as records: made or received, their progress and result."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from cfm_app.base import consts
from cfm_app.exchange import import_records
from cfm_app.exchange.offices import giving, links, parcel
from cfm_app.security import audit
from cfm_app.security.second_factor import step_up

DOCTYPE = "CFM Office Parcel"
OUT, IN = "Out", "In"
WAITING, RUNNING, DONE, FAILED = "Waiting", "Running", "Done", "Failed"
ENDING = "cfm"
GIVE, TAKE = "cfm_app.exchange.offices.jobs.give", "cfm_app.exchange.offices.jobs.take"
TIMEOUT_SECONDS = 4 * 3600
COUNTS = ("new", "changed", "same", "open", "failed")


def make(agreement_name: str) -> str:
    """Have a file made for the other office. Returns its record.

    One of a restricted class is made at once in the handler's session: a job cannot read sealed words.
    """
    step_up.require(step_up.EXPORT)
    agreement = links.opened(agreement_name)
    audit.record("Export", "Case", detail=agreement.partner)
    if not agreement.restricted_class:
        return begin(agreement)
    name = _insert(frappe.generate_hash(length=40), agreement=agreement.name, direction=OUT)
    write(name, agreement)
    return name


def begin(agreement: Document) -> str:
    """Have a job make a file of ordinary cases."""
    name = _insert(frappe.generate_hash(length=40), agreement=agreement.name, direction=OUT)
    _enqueue(GIVE, name)
    return name


def write(name: str, agreement: Document) -> None:
    """Make the file of a record."""
    found = giving.Giving(agreement)
    made = found.compose()
    told = ""
    if found.sealed:
        told = _(
            "Cases whose words are sealed stayed behind. A handler who unlocks them gives them: {0}."
        ).format("/cfm/sealing-key")
    values: dict[str, Any] = {"state": DONE, "ended_on": now_datetime(), "message": told}
    values |= {"serial": str(made.serial), "cases_total": len(made.cases)}
    if not made.is_empty:
        values["file_id"] = _store(parcel.packed(made, agreement))
    frappe.db.set_value(DOCTYPE, name, values)


def _store(content: bytes) -> str:
    unknown = frappe.generate_hash(length=12)
    name = f"{consts.EXPORTED_FILE}{unknown}.{ENDING}"
    values: dict[str, Any] = {"doctype": "File", "file_name": name}
    values |= {"is_private": 1, "content": content}
    return str(frappe.get_doc(values).insert(ignore_permissions=True).name)


def download(name: str) -> tuple[str, bytes]:
    """Name and bytes of a file that was made here."""
    step_up.require(step_up.EXPORT)
    row = mine(name)
    if row.direction != OUT or not row.file_id or not frappe.db.exists("File", row.file_id):
        frappe.throw(_("This file is no longer there. Make a new one."))
    code = frappe.db.get_value("CFM Exchange Agreement", row.agreement, "code")
    day = str(row.started_on)[:10]
    return f"cfm-{code}-{day}.{ENDING}", content_of(row)


def keep(content: bytes) -> str:
    """Store a file of the other office and bring it in. Repeating it does nothing. Returns its record."""
    head = parcel.head_of(content)
    agreement = links.opened(links.of_code(head.get("agreement", "")))
    return keep_for(agreement, content, frappe.session.user)


def keep_for(agreement: Document, content: bytes, user: str, line: str = "") -> str:
    """The same for whoever was asked for the agreement, or signed in its name."""
    head = parcel.checked(content, agreement)
    name = hashlib.sha256(f"{agreement.name}\n".encode() + content).hexdigest()[:40]
    if not frappe.db.exists(DOCTYPE, name):
        came = {"direction": IN, "serial": head["serial"], "line": line or None}
        _insert(name, agreement=agreement.name, **came)
    row = frappe.db.get_value(DOCTYPE, name, ["state", "file_id"], as_dict=True, for_update=True)
    if row.state == RUNNING:
        return name
    values = {"state": WAITING, "message": None, "started_on": now_datetime()}
    values |= {"started_by": user}
    if not row.file_id or not frappe.db.exists("File", row.file_id):
        values["file_id"] = import_records.store_file(content, f"x.{ENDING}")
    frappe.db.set_value(DOCTYPE, name, values)
    _enqueue(TAKE, name)
    return name


def _insert(name: str, **values: Any) -> str:
    row = frappe.new_doc(DOCTYPE)
    row.name = name
    stamp = {"state": WAITING, "started_by": frappe.session.user, "started_on": now_datetime()}
    row.update(stamp | values)
    # Nobody has a right to write them: they are made here alone.
    row.db_insert()
    return name


def _enqueue(job: str, name: str) -> None:
    frappe.enqueue(
        job,
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        name=name,
        language=frappe.local.lang,
    )


def mine(name: str) -> Any:
    """A record of an agreement by which the user in the session gives and takes."""
    row = frappe.db.get_value(DOCTYPE, name, "*", as_dict=True)
    if not row:
        frappe.throw(_("This is no longer there."), frappe.DoesNotExistError)
    links.opened(row.agreement)
    return row


def content_of(row: Any) -> bytes:
    """The bytes of the file of a record."""
    found = frappe.get_doc("File", row.file_id).get_content()
    return found.encode() if isinstance(found, str) else bytes(found)


def state(name: str) -> dict[str, Any]:
    """How far a file is."""
    row = mine(name)
    return {
        "state": row.state,
        "done": cint(row.cases_done),
        "total": cint(row.cases_total),
        "message": row.message or "",
    }


def of_agreement(agreement: str, limit: int) -> list[Any]:
    """The files of an agreement, the newest first."""
    rows: list[Any] = frappe.get_all(
        DOCTYPE,
        filters={"agreement": agreement},
        fields=["*"],
        order_by="started_on desc, name asc",
        limit_page_length=limit,
    )
    return rows


def failures_of(row: Any) -> list[list[str]]:
    """Numbers of the cases that were not taken in, each with the reason."""
    return list(json.loads(row.failures or "[]"))

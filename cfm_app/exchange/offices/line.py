"""Sends files of cases online: in signed parts, resumed after a broken connection, and fetches waiting ones.

The sub-office calls, because it is behind a firewall. Files are the same as by hand: sealed and signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from werkzeug.wrappers import Response

from cfm_app.base import clock_jobs, languages
from cfm_app.channels.adapters import http_answers
from cfm_app.channels.adapters.base import Failed, Retry, Uncertain
from cfm_app.exchange.agencies import doors, entry, signing, states
from cfm_app.exchange.agencies.signing import Refused
from cfm_app.exchange.field_desk import parts
from cfm_app.exchange.offices import links, parcels

PATH = f"/api/method/cfm_app.api.agencies.{doors.PARCELS}"
WAITING, SENT, FAILED = "Waiting", "Sent", "Failed"
JOB = "cfm_app.exchange.offices.line.exchange"
MOST_PARTS = 1600
MOST_UNFINISHED = 2 * MOST_PARTS
MOST_ATTEMPTS = 48
FOR_GOOD = (400, 403, 404, 413)
"""What the other side will not take however often it is sent."""


class NotTaken(Exception):
    """The other office refuses; has its error word."""

    def __init__(self, word: str, is_for_good: bool) -> None:
        super().__init__(word)
        self.is_for_good = is_for_good


# --- of the office that calls -----------------------------------------------------------------
def may_send(row: Any) -> bool:
    """Whether a file can be sent online now."""
    return bool(
        row.direction == parcels.OUT
        and row.state == parcels.DONE
        and row.file_id
        and row.line not in (WAITING, SENT)
    )


def send_soon(name: str) -> None:
    """Have a file sent, for whoever gives by its agreement."""
    row = parcels.mine(name)
    agreement = links.opened(row.agreement)
    if not agreement.address:
        frappe.throw(_("Enter the address of the other office in an agreement first."))
    if agreement.direction != states.WE_SEND or not may_send(row):
        frappe.throw(_("This file cannot be sent any more. Make a new one."))
    frappe.db.set_value(parcels.DOCTYPE, name, {"line": WAITING, "attempts": 0, "line_error": None})
    frappe.enqueue(JOB, queue="long", enqueue_after_commit=True, agreement=agreement.name)


@clock_jobs.harmless
def exchange_all() -> None:
    """Go on with what waits, by all agreements with an address."""
    where = {"shares_cases": 1, "state": states.AGREED, "direction": states.WE_SEND}
    for name in frappe.get_all(
        entry.DOCTYPE,
        filters={**where, "address": ["is", "set"]},
        pluck="name",
        order_by="creation asc",
    ):
        if frappe.db.exists(parcels.DOCTYPE, {"agreement": name, "line": ["is", "set"]}):
            exchange(name)


def exchange(agreement: str) -> None:
    """Send what waits by an agreement, then fetch the newest answers; each part is committed."""
    languages.speak_of_site()
    found = frappe.get_doc(entry.DOCTYPE, agreement)
    if not states.is_in_force(found):
        return
    where = {"agreement": agreement, "direction": parcels.OUT, "line": WAITING}
    for row in frappe.get_all(
        parcels.DOCTYPE, filters=where, fields=["*"], order_by="started_on asc, name asc"
    ):
        _send_safely(found, row)
        frappe.db.commit()
    _fetch_safely(found)
    frappe.db.commit()


def _send_safely(agreement: Document, row: Any) -> None:
    attempts = cint(row.attempts) + 1
    values: dict[str, Any] = {"attempts": attempts}
    try:
        _send(agreement, parcels.content_of(row))
    except NotTaken as refusal:
        is_over = refusal.is_for_good or attempts >= MOST_ATTEMPTS
        told = _("The other office does not take it: {0}").format(refusal)
        values |= {"line": FAILED if is_over else WAITING, "line_error": told}
    except (Failed, Retry, Uncertain):
        told = _("The other office cannot be reached. It is tried again every hour.")
        values |= {"line": FAILED if attempts >= MOST_ATTEMPTS else WAITING, "line_error": told}
    else:
        values |= {"line": SENT, "line_error": None}
    frappe.db.set_value(parcels.DOCTYPE, row.name, values)


def _send(agreement: Document, content: bytes) -> None:
    file, count = _name_of(content), _count_of(content)
    about = {"id": file, "parts": count}
    for number in _signed_request(agreement, {"type": "ask", **about})["missing"]:
        piece = content[number * parts.PART_BYTES : (number + 1) * parts.PART_BYTES]
        told = base64.b64encode(piece).decode()
        _signed_request(agreement, {"type": "part", "part": number, "content": told, **about})
    _signed_request(agreement, {"type": "whole", **about})


def _fetch_safely(agreement: Document) -> None:
    """Fetch the newest waiting file; whatever fails is fetched the next time."""
    try:
        newest = _signed_request(agreement, {"type": "newest"})
        known = {"agreement": agreement.name, "direction": parcels.IN}
        if not newest.get("id") or frappe.db.exists(
            parcels.DOCTYPE, {**known, "serial": str(newest["serial"])}
        ):
            return
        content = b"".join(
            base64.b64decode(
                _signed_request(agreement, {"type": "get", "id": newest["id"], "part": number})[
                    "content"
                ]
            )
            for number in range(min(cint(newest["parts"]), MOST_PARTS))
        )
        parcels.keep_for(agreement, content, "Administrator", SENT)
    except (NotTaken, Failed, Retry, Uncertain):
        return
    except frappe.ValidationError:
        # Not what the other office made: nothing of it is kept.
        frappe.clear_messages()


def _signed_request(agreement: Document, told: dict[str, Any]) -> dict[str, Any]:
    """What the other office answers to a signed request."""
    body = json.dumps(told).encode()
    answer = http_answers.ask(
        agreement,
        "POST",
        f"{agreement.address}{PATH}",
        data=body,
        headers=signing.headers(agreement, doors.PARCELS, body),
    )
    found = http_answers.content(answer)
    found = found if isinstance(found, dict) else {}
    if answer.status_code != 200:
        word = str(found.get("error") or answer.status_code)[:60]
        raise NotTaken(word, answer.status_code in FOR_GOOD)
    return found


# --- of the office that is called -------------------------------------------------------------
def answer(agreement: Document, sent: dict[str, Any]) -> Response:
    """Answer one signed request of the other office. Raises `Refused`."""
    if not agreement.shares_cases:
        raise Refused(doors.NOT_COVERED, 403)
    links.require_in_force(agreement)
    acts = {"ask": _missing, "part": _keep_part, "whole": _keep_whole, "newest": _newest}
    act = {**acts, "get": _give_part}.get(str(sent.get("type") or ""))
    if act is None:
        raise Refused(doors.MALFORMED, 400)
    return doors.as_json(act(agreement, sent))


def _missing(agreement: Document, sent: dict[str, Any]) -> dict[str, Any]:
    file, count = _about(sent)
    return {"missing": parts.missing(_shelf(agreement), file, count)}


def _keep_part(agreement: Document, sent: dict[str, Any]) -> dict[str, Any]:
    file, _count = _about(sent)
    number, content = cint(sent.get("part")), str(sent.get("content") or "")
    parts.keep(_shelf(agreement), file, number, content, MOST_PARTS, MOST_UNFINISHED)
    return {"receipt": file, "part": number}


def _keep_whole(agreement: Document, sent: dict[str, Any]) -> dict[str, Any]:
    file, count = _about(sent)
    shelf = _shelf(agreement)
    if missing := parts.missing(shelf, file, count):
        return {"missing": missing}
    content = b"".join(parts.read(shelf, file, number) for number in range(count))
    parts.forget(shelf, file)
    if _name_of(content) != file:
        raise Refused(doors.MALFORMED, 400)
    parcels.keep_for(agreement, content, "Administrator", SENT)
    return {"receipt": file}


def _newest(agreement: Document, _sent: dict[str, Any]) -> dict[str, Any]:
    where = {"agreement": agreement.name, "direction": parcels.OUT, "state": parcels.DONE}
    rows = frappe.get_all(
        parcels.DOCTYPE,
        filters={**where, "file_id": ["is", "set"]},
        fields=["*"],
        order_by="started_on desc, name asc",
        limit_page_length=1,
    )
    if not rows or not frappe.db.exists("File", rows[0].file_id):
        return {"id": None}
    count = _count_of(parcels.content_of(rows[0]))
    return {"id": rows[0].name, "serial": rows[0].serial, "parts": count}


def _give_part(agreement: Document, sent: dict[str, Any]) -> dict[str, Any]:
    where = {"name": str(sent.get("id") or ""), "agreement": agreement.name}
    row = frappe.db.get_value(
        parcels.DOCTYPE, {**where, "direction": parcels.OUT}, ["name", "file_id"], as_dict=True
    )
    if not row or not row.file_id or not frappe.db.exists("File", row.file_id):
        raise Refused(doors.MISSING, 404)
    number = cint(sent.get("part"))
    content = parcels.content_of(row)
    piece = content[number * parts.PART_BYTES : (number + 1) * parts.PART_BYTES]
    return {"content": base64.b64encode(piece).decode()}


def _about(sent: dict[str, Any]) -> tuple[str, int]:
    file, count = str(sent.get("id") or ""), cint(sent.get("parts"))
    if not parts.FILE.fullmatch(file) or not 0 < count <= MOST_PARTS:
        raise Refused(doors.MALFORMED, 400)
    return file, count


def _shelf(agreement: Document) -> str:
    """Where parts of the other office lie: no device is called so."""
    return f"office {agreement.code}"


def _name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _count_of(content: bytes) -> int:
    return -(-len(content) // parts.PART_BYTES)

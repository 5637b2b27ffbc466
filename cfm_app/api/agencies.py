"""Exchange with other agencies over HTTP: acts of the office, and methods for partners' programs."""

import binascii
from base64 import b64decode
from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from werkzeug.wrappers import Response

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields
from cfm_app.exchange.agencies import agreements, doors, files, received, retrying
from cfm_app.exchange.offices import line
from cfm_app.security.administration.access_requests import SecondPersonNeeded
from cfm_app.web.pages import roles

CALLS, SECONDS = 300, 300
"""As many requests as a partner may send in some seconds from one address."""
PARTS = 2000
"""As many parts of a file."""


@frappe.whitelist(methods=["POST"])
@retried
def begin(values: str | dict[str, Any], request_id: str | None = None) -> dict[str, Any]:
    """Create an agreement, once per `request_id`. Returns its name."""
    frappe.only_for(roles.EXCHANGE)
    given = as_fields(values)

    def enter() -> dict[str, Any]:
        return {"name": agreements.begin(given).name}

    return run_once(request_id, enter, "exchange agreement", given)


@frappe.whitelist(methods=["POST"])
@retried
def change(name: str, values: str | dict[str, Any]) -> None:
    """Change the values of an agreement's form."""
    agreements.change(name, as_fields(values))


@frappe.whitelist(methods=["POST"])
@retried
def add(name: str, kind: str, value: str) -> None:
    """Cover another category or place, or share another fact."""
    agreements.add(name, kind, value)


@frappe.whitelist(methods=["POST"])
@retried
def remove(name: str, kind: str, value: str) -> None:
    """Stop covering a category or place, or sharing a fact."""
    agreements.remove(name, kind, value)


@frappe.whitelist(methods=["POST"])
@retried
def submit(name: str) -> None:
    """Ask data protection to agree."""
    agreements.submit(name)


@frappe.whitelist(methods=["POST"])
@retried
def send_back(name: str, reason: str) -> None:
    """Return an agreement to be revised."""
    agreements.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def agree(name: str) -> dict[str, bool]:
    """Agree. An agreement about a restricted class also waits for a handler of the class."""
    try:
        agreements.agree(name)
    except SecondPersonNeeded:
        return {"waits": True}
    return {"waits": False}


@frappe.whitelist(methods=["POST"])
@retried
def end(name: str, reason: str) -> None:
    """End an agreement at once."""
    agreements.end(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def make_secret(name: str) -> dict[str, str]:
    """Create the secret with which both sides sign. It is shown only once."""
    return {"secret": agreements.make_secret(name)}


@frappe.whitelist(methods=["POST"])
@retried
def enter_secret(name: str, secret: str) -> None:
    """Enter the secret that the partner created."""
    agreements.enter_secret(name, secret)


@frappe.whitelist(methods=["POST"])
@retried
def prepare(name: str, month: str) -> None:
    """Freeze the data points of a month for review before they are sent."""
    files.prepare(name, month)


@frappe.whitelist(methods=["POST"])
@retried
def release(file: str) -> None:
    """Release a file of data points."""
    files.release(file)


@frappe.whitelist(methods=["POST"])
def download(file: str, format: str = doors.CSV) -> None:
    """Download a file of data points, as CSV with HXL hashtags or as JSON."""
    frappe.only_for(roles.EXCHANGE)
    found, agreement = files.readable(file)
    files.note_leaving(found.name, agreement)
    kind = doors.JSON if format == doors.JSON else doors.CSV
    text = files.as_json(found, agreement).encode() if kind == doors.JSON else files.as_csv(found)
    frappe.response["filename"] = f"{agreement.code}-{found.month}.{kind}"
    frappe.response["filecontent"] = text
    frappe.response["type"] = "binary"


@frappe.whitelist(methods=["POST"])
@retried
def take(name: str, content: str) -> dict[str, Any]:
    """Store the data points of a partner's file, given as Base64."""
    frappe.only_for(roles.EXCHANGE)
    try:
        found = b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        frappe.throw(_("The file could not be read."))
    return received.take(name, found)


@frappe.whitelist(methods=["POST"])
@retried
def map_word(name: str, kind: str, word: str, meaning: str = "") -> None:
    """Say what a partner's word means here; without a meaning it is asked for again."""
    received.map_word(name, kind, word, meaning)


@frappe.whitelist(methods=["POST"])
@retried
def try_again(message: str) -> None:
    """Send a message to the other agency now, or process one of theirs."""
    retrying.try_again(message)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=CALLS, seconds=SECONDS)
def receive() -> Response:
    """For partners' programs: a referral, its answer or its withdrawal, signed with the secret of the agreement."""
    frappe.local.flags.commit = True
    return doors.receive(frappe.request)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=CALLS, seconds=SECONDS)
def data_points() -> Response:
    """For partners' programs: the data points of a month, for a request signed with the agreement's secret."""
    frappe.local.flags.commit = True
    return doors.data_points(frappe.request)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=PARTS, seconds=SECONDS)
def parcel() -> Response:
    """For another office of ours: part of a file of cases, or what waits for that office.

    The request is signed with the secret of both offices.
    """
    frappe.local.flags.commit = True
    return doors.parcel(frappe.request, line.answer)

"""Exchange with other agencies, over HTTP: the acts of the office, and what partners' programs call."""

import binascii
from base64 import b64decode
from typing import Any

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit
from werkzeug.wrappers import Response

from cfm_app.agencies import agreements, doors, files, received, retrying
from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.arguments import as_fields
from cfm_app.offices import line
from cfm_app.pages import roles
from cfm_app.privacy.access_requests import SecondPersonNeeded

CALLS, SECONDS = 300, 300
"""As many requests as a partner may send in some seconds from one address."""
PARTS = 2000
"""As many parts of a file."""


@frappe.whitelist(methods=["POST"])
@retried
def begin(values: str | dict[str, Any], request_id: str | None = None) -> dict[str, Any]:
    """Begin an agreement, once for a key. Returns its number."""
    frappe.only_for(roles.EXCHANGE)
    given = as_fields(values)

    def enter() -> dict[str, Any]:
        return {"name": agreements.begin(given).name}

    return run_once(request_id, enter, "exchange agreement", given)


@frappe.whitelist(methods=["POST"])
@retried
def change(name: str, values: str | dict[str, Any]) -> None:
    """Change what the form of an agreement asks."""
    agreements.change(name, as_fields(values))


@frappe.whitelist(methods=["POST"])
@retried
def add(name: str, kind: str, value: str) -> None:
    """Cover a category or a place more, or tell a fact more."""
    agreements.add(name, kind, value)


@frappe.whitelist(methods=["POST"])
@retried
def remove(name: str, kind: str, value: str) -> None:
    """Cover or tell one thing less."""
    agreements.remove(name, kind, value)


@frappe.whitelist(methods=["POST"])
@retried
def submit(name: str) -> None:
    """Ask data protection to agree."""
    agreements.submit(name)


@frappe.whitelist(methods=["POST"])
@retried
def send_back(name: str, reason: str) -> None:
    """Have it written anew."""
    agreements.send_back(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def agree(name: str) -> dict[str, bool]:
    """Let it hold; that of a restricted class waits for a handler of the class, too: that is no fault."""
    try:
        agreements.agree(name)
    except SecondPersonNeeded:
        return {"waits": True}
    return {"waits": False}


@frappe.whitelist(methods=["POST"])
@retried
def end(name: str, reason: str) -> None:
    """End it at once."""
    agreements.end(name, reason)


@frappe.whitelist(methods=["POST"])
@retried
def make_secret(name: str) -> dict[str, str]:
    """Make the secret with which both sides sign; nobody can look it up later."""
    return {"secret": agreements.make_secret(name)}


@frappe.whitelist(methods=["POST"])
@retried
def enter_secret(name: str, secret: str) -> None:
    """Enter the secret that the partner made."""
    agreements.enter_secret(name, secret)


@frappe.whitelist(methods=["POST"])
@retried
def prepare(name: str, month: str) -> None:
    """Freeze the data points of a month, to look at them before they leave."""
    files.prepare(name, month)


@frappe.whitelist(methods=["POST"])
@retried
def release(file: str) -> None:
    """Let a file of data points out."""
    files.release(file)


@frappe.whitelist(methods=["POST"])
def download(file: str, format: str = doors.CSV) -> None:
    """A file of data points, as CSV with a row of HXL hashtags or as JSON."""
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
    """Keep the data points of a partner's file, given as Base64."""
    frappe.only_for(roles.EXCHANGE)
    try:
        found = b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        frappe.throw(_("The file could not be read."))
    return received.take(name, found)


@frappe.whitelist(methods=["POST"])
@retried
def map_word(name: str, kind: str, word: str, meaning: str = "") -> None:
    """Say what a word of the partner means here; without a meaning it is asked for again."""
    received.map_word(name, kind, word, meaning)


@frappe.whitelist(methods=["POST"])
@retried
def try_again(message: str) -> None:
    """Send a message to the other agency, or work off one of theirs, now."""
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
    """For partners' programs: the data points of a month, to whoever signs with the secret of the agreement."""
    frappe.local.flags.commit = True
    return doors.data_points(frappe.request)


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=PARTS, seconds=SECONDS)
def parcel() -> Response:
    """For another office of ours: a part of a file of cases, or what waits for it, signed with the secret of both."""
    frappe.local.flags.commit = True
    return doors.parcel(frappe.request, line.answer)

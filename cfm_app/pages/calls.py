"""Calls of the free line: what pops up at the phone that rings, missed ones, and those of today."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_fullname, now_datetime

from cfm_app import consts
from cfm_app.cases import worklists
from cfm_app.channels import dialling
from cfm_app.loop import call_scripts, spoken_language
from cfm_app.pages import shell, time_left

GREETING = "Greeting"
MOST = 200
LOG_FIELDS = [
    "name",
    "direction",
    "number",
    "is_withheld",
    "state",
    "started_on",
    "waiting_seconds",
    "talking_seconds",
    "operator",
]
TONES = {"Ringing": "blue", "Answered": "green", "Missed": "red", "Declined": "amber"}


def head(call: Document) -> dict[str, Any]:
    """What is told of a call before anybody is known by its number."""
    language = call.language or spoken_language.usual()
    said = call_scripts.said(language, GREETING)
    return {
        "name": call.name,
        "direction": call.direction,
        "state": call.state,
        "state_label": _(call.state, context=consts.CALL),
        "number": call.number,
        "person": call.community_member,
        "language": call.language,
        "script": "\n\n".join(row["script_text"] for row in said),
        "own_text": "\n\n".join(row["own_text"] for row in said if row["own_text"]),
        "new_case": f"{shell.address_of('/cfm/new-case')}#call={call.name}",
    }


def for_case(call: Document) -> dict[str, Any]:
    """What the form of a new case begins with: channel, language, number and the person confirmed."""
    return {
        "name": call.name,
        "description": "",
        "channel": call.channel,
        "language": call.language,
        "phone": call.number,
        "person": call.community_member,
        "restricted": False,
    }


def of_case(case: str) -> list[dict[str, str]]:
    """The calls that a case came of or that were about it, as far as the user sees them."""
    if not frappe.has_permission(consts.CALL, "read"):
        return []
    rows = frappe.get_list(
        consts.CALL,
        filters=[["CFM Conversation Case", "cfm_case", "=", case]],
        fields=["name", "direction", "started_on", "talking_seconds", "operator"],
        order_by="started_on desc",
        distinct=True,
        limit_page_length=20,
    )
    return [
        {
            "label": _("Call to the person") if row.direction == "Out" else _("Call of the person"),
            "when": format_datetime(row.started_on, "d MMM HH:mm") or "",
            "length": length(row.talking_seconds),
            "who": get_fullname(row.operator) if row.operator else "",
        }
        for row in rows
    ]


def missed() -> list[dict[str, Any]]:
    """The numbers to call back, the most urgent first."""
    now = now_datetime()
    return [
        {
            "name": row.name,
            "number": row.number,
            "dial": dialling.address(row.number),
            "missed": row.missed_calls,
            "tries": row.call_back_tries,
            "last_on": format_datetime(row.last_missed_on, "d MMM HH:mm"),
            "due": time_left.words(row.call_back_due_on, now),
            "new_case": f"{shell.address_of('/cfm/new-case')}#call={row.name}",
        }
        for row in worklists.missed_calls()
    ]


def today() -> list[dict[str, Any]]:
    """The calls since this morning, the newest first."""
    midnight = now_datetime().replace(hour=0, minute=0, second=0, microsecond=0)
    if not frappe.has_permission(consts.CALL, "read"):
        return []
    rows = frappe.get_list(
        consts.CALL,
        filters=[["started_on", ">=", midnight]],
        fields=LOG_FIELDS,
        order_by="started_on desc, name desc",
        limit_page_length=MOST,
    )
    return [
        {
            "at": format_datetime(row.started_on, "HH:mm"),
            "is_out": row.direction == "Out",
            "number": row.number,
            "how": _how(row),
            "tone": TONES.get(row.state, "grey"),
            "waited": length(row.waiting_seconds),
            "talked": length(row.talking_seconds),
            "who": get_fullname(row.operator) if row.operator else "",
        }
        for row in rows
    ]


def _how(row: Any) -> str:
    if row.direction == "Out" and row.state == "Missed":
        return str(_("No answer"))
    return str(_(row.state, context=consts.CALL))


def length(seconds: int | None) -> str:
    """Minutes and seconds; empty where there is nothing to tell."""
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"

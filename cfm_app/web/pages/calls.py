"""Calls of the free line: the pop-up of a ringing phone, missed calls, and today's calls."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_datetime, get_fullname, now_datetime

from cfm_app.base import consts, spoken_language
from cfm_app.cases import worklists
from cfm_app.channels import dialling
from cfm_app.procedures.answers import call_scripts
from cfm_app.security.entitlement import clearance
from cfm_app.security.sealing import reporters
from cfm_app.web.pages import form_choices, routes, time_left

GREETING = "Greeting"
MOST = 200
LOG_FIELDS = [
    "name",
    "direction",
    "number",
    "is_withheld",
    "state",
    "started_on",
    "answered_on",
    "ended_on",
    "waiting_seconds",
    "talking_seconds",
    "operator",
]
TONES = {"Ringing": "blue", "Answered": "green", "Missed": "red", "Declined": "amber"}


def head(call: Document) -> dict[str, Any]:
    """What is shown of a call before its number is looked up."""
    language = call.language or spoken_language.usual()
    said = call_scripts.scripts_for(language, GREETING)
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
        "new_case": f"{routes.address_of('/cfm/new-case')}#call={call.name}",
    }


def with_languages(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """People, each with the name of their language."""
    names = {row.name: row.language_name for row in form_choices.of_new_case()["languages"]}
    return [
        {**person, "language_label": _(names.get(person["language"] or "", ""))}
        for person in people
    ]


def for_case(call: Document) -> dict[str, Any]:
    """Initial values of a new case: channel, language, number and the confirmed person."""
    return {
        "name": call.name,
        "description": "",
        "channel": call.channel,
        "language": call.language,
        "phone": call.number,
        "person": call.community_member,
        "restricted": bool(clearance.restricted_among([row.cfm_case for row in call.cases])),
    }


def of_case(case: str) -> list[dict[str, str]]:
    """The calls of a case that the user may see."""
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
            "length": length(row.talking_seconds) if row.talking_seconds else "",
            "who": get_fullname(row.operator) if row.operator else "",
        }
        for row in rows
    ]


def missed() -> list[dict[str, Any]]:
    """Numbers to call back, most urgent first."""
    now, rows = now_datetime(), worklists.missed_calls()
    known = _known([row.number for row in rows])
    return [
        {
            "name": row.name,
            "number": row.number,
            "may_be": known.get(row.number, []),
            "dial": dialling.address(row.number),
            "missed": row.missed_calls,
            "tries": row.call_back_tries,
            "last_on": format_datetime(row.last_missed_on, "d MMM HH:mm"),
            "due": time_left.words(row.call_back_due_on, now),
            "new_case": f"{routes.address_of('/cfm/new-case')}#call={row.name}",
        }
        for row in rows
    ]


def _known(numbers: list[str]) -> dict[str, list[str]]:
    """The names of visible people by number."""
    if not numbers or not frappe.has_permission("Community Member", "read"):
        return {}
    keys = ["phone_key", "second_phone_key"]
    rows = frappe.get_list(
        "Community Member",
        filters={"merged_into": ["is", "not set"]},
        or_filters=[[key, "in", numbers] for key in keys],
        fields=["name", "full_name", *keys],
        order_by="modified desc",
        limit_page_length=0,
    )
    found: dict[str, list[str]] = {}
    for row in [*rows, *reporters.at_numbers(numbers, ["full_name"])]:
        for number in {row[key] for key in keys} & set(numbers):
            found.setdefault(number, []).append(row.full_name or row.name)
    return found


def today() -> list[dict[str, Any]]:
    """Today's calls, newest first."""
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
            "waited": length(row.waiting_seconds) if row.answered_on or row.ended_on else "",
            "talked": length(row.talking_seconds) if row.answered_on and row.ended_on else "",
            "who": get_fullname(row.operator) if row.operator else "",
        }
        for row in rows
    ]


def _how(row: Any) -> str:
    if row.direction == "Out" and row.state == "Missed":
        return str(_("No answer"))
    return str(_(row.state, context=consts.CALL))


def length(seconds: int | None) -> str:
    """A duration in minutes and seconds."""
    minutes, rest = divmod(int(seconds or 0), 60)
    return f"{minutes}:{rest:02}"

"""Reads a digit as the answer to the question how satisfied the person is with an outcome."""

import re
import unicodedata
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import consts
from cfm_app.base.fields import field_of
from cfm_app.cases import contact_attempts, told_by_message
from cfm_app.cases.inform_by_message import NOT_NOTED
from cfm_app.channels.statuses import FAILED
from cfm_app.security.entitlement import clearance

# A later digit probably means something else, or comes from another person.
REPLY_LASTS = timedelta(days=7)
# From this mark on nobody has to call.
CONTENT = 3
# What phones put around a digit: marks of direction, keycaps, full stops, brackets.
AROUND = re.compile(r"[\s.,!()*#]|\ufe0f|\u20e3|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def hear(conversation: str, text: str) -> bool:
    """Listener of messages: store the satisfaction. Returns whether the message needs no answer.

    A person who is not satisfied gets a call as well.
    """
    digit = digit_of(text)
    asked = _question(conversation) if digit else None
    if digit is None or asked is None:
        return False
    told_by_message.settle(asked.name, is_answered=True)
    if frappe.db.get_value(consts.MESSAGE, asked.name, "informs_state") == NOT_NOTED:
        return False
    return _note(asked, digit) and digit >= CONTENT


def digit_of(text: str) -> int | None:
    """The satisfaction in a reply, as a digit of any script; None if it says anything else."""
    bare = AROUND.sub("", text)
    if len(bare) != 1 or not bare.isdecimal():
        return None
    digit = unicodedata.decimal(bare)
    return digit if str(digit) in _scale() else None


def _scale() -> list[str]:
    return (field_of("Case", "satisfaction").options or "").split()


def _question(conversation: str) -> Any:
    """The message that asked, if the office has written nothing since."""
    last = frappe.get_all(
        consts.MESSAGE,
        filters={"conversation": conversation, "direction": "Out", "automatic": 0},
        fields=["name", "informs_case", "asks_satisfaction", "state", "creation"],
        order_by="creation desc, name desc",
        limit_page_length=1,
    )
    if not last or not last[0].asks_satisfaction or last[0].state == FAILED:
        return None
    return last[0] if last[0].creation > now_datetime() - REPLY_LASTS else None


def _note(asked: Any, digit: int) -> bool:
    """Store the satisfaction, if the case is still in the phase in which the person was informed."""
    case = frappe.get_doc("Case", asked.informs_case, for_update=True)
    told = contact_attempts.last_informed(case.contact_attempts)
    if clearance.is_restricted(case.sensitivity) or not told or told.message != asked.name:
        return False
    # Users cannot edit a closed case, but its person may still rate the answer.
    case.db_set("satisfaction", str(digit))
    case.add_comment("Info", _("Satisfaction by message: {0} of 5").format(digit))
    return True

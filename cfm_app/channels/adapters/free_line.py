"""The free line by the Generic CTI contract: events of telephone systems and bridges."""

import re
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from cfm_app.channels.adapters.base import (
    Adapter,
    CallEvent,
    Delivery,
    Envelope,
    Failed,
    Outgoing,
    Refused,
)

EVENTS = ("newCall", "answer", "hangup")
# Some systems write the names of fields in one way, some in the other.
CALL_ID = ("callId", "call_id")
ANSWERED_AT = ("answeringNumber", "answering_number")
PEOPLE = re.compile(r"users?(\[\d*\])?")
LONGEST = 250


class FreeLine(Adapter):
    """A telephone system that posts an event when a call begins, is answered and ends."""

    # Clients of the contract read the answer as JSON.
    taken = "{}"

    def complete(self, account: Document) -> None:
        seen: set[tuple[str, str]] = set()
        for row in account.extensions:
            row.extension = (row.extension or "").strip()
            if (row.extension, row.user) in seen:
                frappe.throw(
                    _("Extension {0} stands twice for {1}.").format(row.extension, row.user)
                )
            seen.add((row.extension, row.user))

    def setup_lines(self, account: Document, addresses: Mapping[str, str]) -> list[str]:
        return [_("For the telephone system: {0}").format(addresses["messages"])]

    def verify(self, account: Document, delivery: Delivery) -> Refused | None:
        """Accepts every request: the contract has nothing but the token in the address."""
        return None if delivery.method == "POST" else Refused(_("Calls are told by POST."))

    def envelopes(self, account: Document, delivery: Delivery) -> list[Envelope]:
        content = _content(delivery)
        event, call_id = content.get("event"), _text(content, *CALL_ID)
        if event not in EVENTS or not call_id or content.get("direction") not in ("in", "out"):
            raise ValueError
        told = {
            "event": event,
            "call_id": call_id,
            # The contract has no time, so an event happened now.
            "on": str(now_datetime()),
            "is_out": content["direction"] == "out",
            "people": _people(content),
            "answered_at": _text(content, *ANSWERED_AT),
            **{field: _text(content, field) for field in ("from", "to", "queue", "cause")},
        }
        # A call may ring at one phone after the other, and be handed on.
        at = {"newCall": told["people"], "answer": told["answered_at"]}.get(event, "")
        return [Envelope(f"{event}:{call_id}:{at}", told)]

    def read(self, account: Document, payload: dict[str, Any]) -> CallEvent:
        on = get_datetime(payload["on"])
        if on is None:
            raise ValueError
        return CallEvent(
            call_id=payload["call_id"],
            kind=payload["event"],
            on=on,
            is_out=payload["is_out"],
            caller=payload["from"],
            called=payload["to"],
            people=tuple(payload["people"]),
            answered_at=payload["answered_at"],
            queue=payload["queue"],
            cause=payload["cause"],
        )

    def send(self, account: Document, outgoing: Outgoing) -> str | None:
        raise Failed(_("Nothing is written by telephone: call the person."))

    def probe(self, account: Document) -> str:
        last = frappe.db.get_value(
            "CFM Call", {"account": account.name}, "started_on", order_by="started_on desc"
        )
        if not last:
            return _(
                "No call has come in yet. Give the address to the telephone system, then call the line."
            )
        if not account.extensions:
            return _("Calls come in. Say who sits at which phone, so that they see who calls.")
        return _("Calls come in; the last one on {0}.").format(frappe.format(last, "Datetime"))


def _content(delivery: Delivery) -> dict[str, Any]:
    """The fields of JSON or form; repeated ones as lists."""
    if delivery.json is not None:
        if not isinstance(delivery.json, dict):
            raise ValueError
        return delivery.json
    return {
        name: values[0] if len(values) == 1 else list(values)
        for name, values in delivery.lists.items()
    }


def _text(content: dict[str, Any], *names: str) -> str:
    for name in names:
        value = content.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()[:LONGEST]
    return ""


def _people(content: dict[str, Any]) -> list[str]:
    """The named people, in any of the accepted list formats."""
    found: list[str] = []
    for name, value in content.items():
        if PEOPLE.fullmatch(name):
            found += [
                str(each).strip()[:LONGEST]
                for each in (value if isinstance(value, list) else [value])
            ]
    return [each for each in dict.fromkeys(found) if each]

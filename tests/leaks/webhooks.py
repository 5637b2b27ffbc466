"""Another program that hears of everything: webhooks of the Administrator on each type that takes one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from . import visits
from .cast import Visitor

OF_THE_OFFICE = ("Case", visits.VISIT)
EVENTS = ("after_insert", "on_update", "on_change", "on_trash")
# A request is logged, and so would be told in turn.
ABOUT_THEMSELVES = ("Webhook", "Webhook Request Log", "Webhook Delivery")
MARK = "Leaks hook"
VALUES = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Link", "Dynamic Link", "Code")
REFUSED = (403, 417)


def plant(admin: Visitor, url: str) -> int:
    """A webhook on whatever takes one, with all the words that it has; how many there are."""
    visits.make(admin)
    kinds = json.dumps([["istable", "=", 0]])
    rows = admin.list("DocType", filters=kinds, limit=0)
    return sum(
        _hook(admin, url, str(row["name"]), event)
        for row in rows
        if row["name"] not in ABOUT_THEMSELVES
        for event in (EVENTS if row["name"] in OF_THE_OFFICE else ("on_update",))
    )


def remove(admin: Visitor) -> None:
    """Whoever works in the office afterwards tells nobody."""
    for row in admin.list("Webhook", filters=json.dumps([["name", "like", f"{MARK}%"]]), limit=0):
        admin.send("DELETE", f"/api/resource/Webhook/{row['name']}")
    visits.remove(admin)


def _hook(admin: Visitor, url: str, doctype: str, event: str) -> bool:
    for fields in (list(_fields(admin, doctype)), []):
        given = {
            "name": f"{MARK} {doctype} {event}",
            "webhook_doctype": doctype,
            "webhook_docevent": event,
            "request_url": url,
            "request_method": "POST",
            "request_structure": "Form URL-Encoded",
            "webhook_data": [{"fieldname": each, "key": each} for each in ("name", *fields)],
        }
        answer = admin.send("POST", "/api/resource/Webhook", json=given)
        if answer.status_code in (200, 409):
            return True
        assert answer.status_code in REFUSED, f"{doctype}: {answer.status_code} {answer.text[:800]}"
    return False


def _fields(admin: Visitor, doctype: str) -> Iterator[str]:
    rows: list[dict[str, Any]] = admin.get("DocType", doctype).get("fields", [])
    yield from (row["fieldname"] for row in rows if row["fieldtype"] in VALUES)

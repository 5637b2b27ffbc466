"""Another program that hears of everything: webhooks of the Administrator on each type that takes one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .cast import Visitor

# A type of the office that leads to cases; nothing of the app closes it.
VISIT = "Leaks Visit"
OF_THE_OFFICE = ("Case", VISIT)
EVENTS = ("after_insert", "on_update", "on_change", "on_trash")
# A request is logged, and so would be told in turn.
ABOUT_THEMSELVES = ("Webhook", "Webhook Request Log", "Webhook Delivery")
MARK = "Leaks hook"
VALUES = ("Data", "Small Text", "Text", "Long Text", "Text Editor", "Link", "Dynamic Link", "Code")
REFUSED = (403, 417)


def plant(admin: Visitor, url: str) -> int:
    """A webhook on whatever takes one, with all the words that it has; how many there are."""
    _make_type(admin)
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
    for row in admin.list(VISIT, limit=0):
        admin.send("DELETE", f"/api/resource/{VISIT}/{row['name']}")
    admin.send("DELETE", f"/api/resource/DocType/{VISIT}")


def visit(admin: Visitor, case: str, words: str) -> str:
    """An entry of the office about a case, changed once."""
    name = str(admin.create(VISIT, cfm_case=case, words=words)["name"])
    admin.change(VISIT, name, words=f"{words} again")
    return name


def _make_type(admin: Visitor) -> None:
    if admin.send("GET", f"/api/resource/DocType/{VISIT}").status_code == 200:
        return
    fields = [
        {"fieldname": "cfm_case", "fieldtype": "Link", "options": "Case", "label": "Case"},
        {"fieldname": "words", "fieldtype": "Data", "label": "Words"},
    ]
    rights = [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1}]
    made = {"name": VISIT, "module": "Custom", "custom": 1, "autoname": "hash"}
    admin.create("DocType", **made, fields=fields, permissions=rights)


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

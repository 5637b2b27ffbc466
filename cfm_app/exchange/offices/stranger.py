"""What another office writes in a record, held against the record's own fields: as a form that a stranger filled in.

A stranger names nobody who works here and no document of ours: persons, consents and cases are found by what that
office gave before (`ledger`), and by nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, now_datetime

from cfm_app.base import doctype_access
from cfm_app.exchange.offices.scope import CASE, MOMENTS, STATE, fields_of
from cfm_app.security.access_rule import own_types

LONGEST = {"Data": 140, "Select": 140, "Small Text": 20_000}
LONGEST_TEXT = 100_000
LARGEST = 1_000_000_000
OLDEST = datetime(1990, 1, 1)
FARTHEST = timedelta(days=5 * 366)
# What is still to happen; everything else that has a date has happened.
TO_COME = frozenset(("due_on", "expires_on", "next_step_on", "next_attempt_on", "next_contact_on"))
# Lists of the framework that hold nothing of anybody, and one whose texts each office has of its own.
COMMON, TEXTS = ("Country", "Workflow State"), "Consent Statement"
MOST_TIMES = {"Check": 1, "Int": 1000}
NUMBERS = {"Int": int, "Check": int, "Float": float, "Currency": float, "Percent": float}
FILES = ("Attach", "Attach Image", "Signature", "Barcode", "Password")


@dataclass
class Said:
    """The values that may be stored, and the fields of those that lead to what that office did not give."""

    values: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def said(doctype: str, given: Mapping[str, Any]) -> Said:
    """What counts of the values of a record; a sentence where a list of ours lacks what it names."""
    known = fields_of(doctype)
    names = {df.fieldname for df in known}
    found = Said(left_out=[name for name in given if name not in names and _has(doctype, name)])
    for df in known:
        raw = given.get(df.fieldname)
        if raw in (None, "") or not isinstance(raw, str | int | float):
            continue
        if (df.fieldtype == "Link" and is_of_ours(df.options)) or df.fieldtype in FILES:
            found.left_out.append(df.fieldname)
            continue
        value = _value(doctype, df, raw)
        if value is None:
            found.left_out.append(df.fieldname)
        else:
            found.values[df.fieldname] = value
    return found


def is_of_ours(doctype: str) -> bool:
    """Whether a link leads to people or to documents that not everybody may know."""
    if doctype in doctype_access.ALL:
        return doctype in doctype_access.CLOSED
    is_of_office = bool(frappe.get_meta(doctype).custom) and not own_types.closes(doctype)
    return doctype not in COMMON and not is_of_office


def _value(doctype: str, df: Any, raw: Any) -> Any:
    if df.fieldname == STATE:
        return state_of(doctype, str(raw))
    if df.fieldtype == "Link":
        return _record(df, str(raw))
    if df.fieldtype == "Dynamic Link":
        return None
    if df.fieldtype in ("Date", "Datetime"):
        moment = past_or_due(raw, df.fieldname)
        return moment.date() if moment and df.fieldtype == "Date" else moment
    if df.fieldtype in NUMBERS:
        return _number(raw, NUMBERS[df.fieldtype])
    text = str(raw)[: LONGEST.get(df.fieldtype, LONGEST_TEXT)]
    if df.fieldtype == "Select" and text not in (df.options or "").split("\n"):
        return None
    return text


def _record(df: Any, name: str) -> str | None:
    if not frappe.db.exists(df.options, name):
        if df.options == TEXTS:
            return None
        frappe.throw(
            _(
                "{0}: “{1}” is not in the list of this office. Add it, then bring in the same file again."
            ).format(_(df.label), name[:140])
        )
    return name


def moments(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was reached when in a case, and what is counted of it, as far as it can be true."""
    meta = frappe.get_meta(CASE)
    found: dict[str, Any] = {}
    for name in MOMENTS:
        field = meta.get_field(name)
        raw, kind = given.get(name), field.fieldtype if field else ""
        if not field or raw in (None, "") or not isinstance(raw, str | int | float):
            continue
        value = past_or_due(raw) if kind == "Datetime" else _number(raw, int)
        if value is not None:
            found[name] = value if kind == "Datetime" else min(max(value, 0), MOST_TIMES[kind])
    return found


def _has(doctype: str, name: str) -> bool:
    return bool(frappe.get_meta(doctype).has_field(name))


def state_of(doctype: str, state: str) -> str | None:
    """A state of the workflow of its own kind of record."""
    workflows = {"document_type": doctype, "is_active": 1}
    names = frappe.get_all("Workflow", filters=workflows, pluck="name") or [""]
    where = {"parent": ["in", names], "state": state}
    return state if frappe.db.exists("Workflow Document State", where) else None


def _number(raw: Any, kind: type) -> Any:
    try:
        number = float(raw)
    except ValueError:
        return None
    return kind(number) if abs(number) <= LARGEST else None


def past_or_due(raw: Any, name: str = "") -> datetime | None:
    """A moment as it can be true: what has happened is not in the future; None for what is no moment."""
    text = str(raw)[:40]
    try:
        found = get_datetime(text if len(text) > 10 else getdate(text))
    except Exception:  # Both engines raise what their parsers raise.
        return None
    if found is None or found.tzinfo is not None:
        return None
    latest = now_datetime() + FARTHEST if name in TO_COME else now_datetime()
    return max(OLDEST, min(found, latest))

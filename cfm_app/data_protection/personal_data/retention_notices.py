"""Since when each record is announced that goes by retention, and by how many nights that really ran.

A record goes once its announcement is as old as the office has set, and as many nights have run since: a date alone
may come from a wrong clock. What is no longer due is announced anew once it is due again.
"""

import json
import time
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import add_days, cint, getdate, now_datetime

from cfm_app.data_protection.personal_data.retention_due import Due
from cfm_app.data_protection.personal_data.retention_rules import notice_days

DOCTYPE = "CFM Retention Notice"
NIGHTS = 5
"""Nights that ran after the one of the announcement."""
NIGHT = "cfm_retention_night"
APART = timedelta(hours=18)
"""What runs twice in a night, or by hand, is one night."""
COLUMNS = (
    "name creation modified modified_by owner docstatus idx ref_doctype ref_name announced_on night"
).split()
CHUNK = 400


def begin_night() -> int:
    """The number of the present night, counted up unless one has just run."""
    told = json.loads(frappe.db.get_global(NIGHT) or "{}")
    number = cint(told.get("number"))
    passed = abs(time.time() - float(told.get("begun") or 0))
    if passed >= APART.total_seconds():
        number += 1
        frappe.db.set_global(NIGHT, json.dumps({"number": number, "begun": time.time()}))
    return number


def present_night() -> int:
    """The number of the night that ran last."""
    return cint(json.loads(frappe.db.get_global(NIGHT) or "{}").get("number"))


def announce(doctype: str, found: Iterable[Due], night: int) -> None:
    """Announce what is due soon, if it is not announced yet; forget what was, and is not due any more."""
    due = {each.name for each in found}
    known = set(frappe.get_all(DOCTYPE, {"ref_doctype": doctype}, pluck="ref_name"))
    forget(doctype, sorted(known - due))
    now, user = now_datetime(), frappe.session.user
    rows = [
        (
            frappe.generate_hash(length=12),
            now,
            now,
            user,
            user,
            0,
            0,
            doctype,
            name,
            getdate(),
            night,
        )
        for name in sorted(due - known)
    ]
    if rows:
        frappe.db.bulk_insert(DOCTYPE, COLUMNS, rows)


def ripe(found: Iterable[Due], today: date) -> list[Due]:
    """What was announced long enough before a day, and by enough nights."""
    every = list(found)
    told = _announced(
        every,
        {
            "announced_on": ["<=", add_days(today, -notice_days())],
            "night": ["<=", present_night() - NIGHTS],
        },
    )
    return [each for each in every if each.name in told]


def ripe_or_freed(found: Iterable[Due], today: date) -> list[Due]:
    """The same, and what nothing has announced, though the night began by announcing all that is due.

    It was needed by what has gone tonight, and goes with it: a person with their last case.
    """
    every = list(found)
    names = {each.name for each in ripe(every, today)}
    told = _announced(every, {})
    return [each for each in every if each.name in names or each.name not in told]


def _announced(found: list[Due], narrowed: dict[str, Any]) -> set[str]:
    if not found:
        return set()
    own = {"ref_doctype": found[0].doctype, "ref_name": ["in", [each.name for each in found]]}
    return set(frappe.get_all(DOCTYPE, {**own, **narrowed}, pluck="ref_name"))


def go_on(found: Iterable[Due]) -> dict[str, date]:
    """The first day on which each record may go: its own, and that of its announcement, which may be made tonight.

    What two people decide on is not announced.
    """
    every = list(found)
    told = frappe.get_all(
        DOCTYPE,
        filters={"ref_name": ["in", [each.name for each in every] or [""]]},
        fields=["ref_doctype", "ref_name", "announced_on"],
    )
    since = {(row.ref_doctype, row.ref_name): getdate(row.announced_on) for row in told}
    tonight = getdate()
    return {
        each.name: each.goes_on
        if each.rule.is_restricted
        else max(
            each.goes_on,
            getdate(add_days(since.get((each.doctype, each.name), tonight), notice_days())),
        )
        for each in every
    }


def forget(doctype: str, names: list[str]) -> None:
    """Take announcements back, or off the list once they are carried out."""
    for start in range(0, len(names), CHUNK):
        some = {"ref_doctype": doctype, "ref_name": ["in", names[start : start + CHUNK]]}
        frappe.db.delete(DOCTYPE, some)

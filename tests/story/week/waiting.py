"""What the lists of the office say to its people during the week, beside what its rows say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe

from cfm_app.api import approvals, bell, console
from cfm_app.web.pages import home
from frappe_embedded.kernel.core.site import Site
from frappe_embedded.kernel.query.opening import opened

from ..hand_count import LISTS, MOST, HandCount
from . import people

CALLS = "/cfm/call-backs#"


def read(doctype: str, *fields: str, parent: str = "") -> list[dict[str, Any]]:
    """Fields of all rows, as they are stored."""
    rows: list[dict[str, Any]] = frappe.get_all(
        doctype, fields=["name", *fields], order_by="creation asc", limit_page_length=0
    )
    return rows


def differences(site: Site, now: datetime) -> list[Any]:
    """Whatever a list, a count or the home page says to anybody that the rows do not."""
    with opened(site):
        counted = HandCount(read)
    found = []
    for user in people.ROLES:
        with opened(site, user):
            found += [(now, user, *each) for each in _of_user(counted, user, now)]
    return found


def _of_user(counted: HandCount, user: str, now: datetime) -> list[Any]:
    found = []
    counts, lines = bell.look()["counts"], home.lines()
    if frappe.has_permission("Case", "write"):
        visible = set(frappe.get_list("Case", pluck="name", limit_page_length=0))
        lists = console.due_list(MOST)
        found += counted.misplaced(lists, visible, now)
        told = {row["name"] for key in ("call_back", "to_inform") for row in lists[key]}
        to_call = counted.to_call(visible, now)
        at_work = [row["name"] for key in LISTS[:3] for row in lists[key]]
        found += _unlike("calls", told, to_call, counts["calls"])
        found += _unlike("work", set(at_work), set(at_work), counts["work"])
        found += _unlike("home: calls", _behind(CALLS, lines), to_call, counts["calls"])
        shown = {
            line["name"] for line in lines if line["url"].endswith(f"/case?name={line['name']}")
        }
        found += _unlike("home: work", shown, set(at_work), counts["work"])
    if frappe.has_permission("Referral", "read"):
        listed = {row["name"] for row in approvals.my_referrals(limit=1000)}
        to_answer = counted.to_answer(user, now.date())
        found += _unlike("approvals", listed, to_answer, counts["referrals"])
        asked = {line["name"] for line in lines if line["name"].startswith("REF-")}
        found += _unlike("home: approvals", asked, to_answer, len(to_answer))
    return found


def _behind(address: str, lines: list[dict[str, Any]]) -> set[str]:
    return {line["name"] for line in lines if line["url"].startswith(address)}


def _unlike(what: str, told: set[str], counted: set[str], number: int) -> list[Any]:
    if told == counted and number == len(counted):
        return []
    return [(what, "too many", told - counted, "missing", counted - told, "count", number)]

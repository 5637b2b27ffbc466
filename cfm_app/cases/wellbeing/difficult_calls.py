"""Difficult calls: marked by whoever had them, discussed with a manager.

No case, person or call is named: a manager does not need it to ask how somebody is.
"""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, get_fullname, now_datetime

from cfm_app.base import consts, notices, settings
from cfm_app.base.fields import options_of
from cfm_app.base.framework import aggregate
from cfm_app.base.session_user import has_role
from cfm_app.security.access_rule import open_documents
from cfm_app.security.entitlement import handlers
from cfm_app.security.entitlement.clearance import works_here

DOCTYPE = consts.DIFFICULT_CALL
MARKED, WISHED, TALKED = "Marked", "Wishes to talk", "Talked about"
OWN_SHOWN = 20
RECENT_DAYS = 30


def mark() -> Document:
    """Mark the present or last call, and propose a rest. Returns the new entry.

    Everything else may be added later, or never.
    """
    if not works_here():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    now = now_datetime()
    entry = frappe.new_doc(DOCTYPE)
    entry.update({"user": frappe.session.user, "marked_on": now, "state": MARKED})
    entry.rest_until = now + timedelta(minutes=settings.setting("rest_minutes") or 0)
    entry.insert(ignore_permissions=True)
    return entry


def describe(name: str, reason: str = "", note: str = "", wants_talk: bool = False) -> Document:
    """Say what made a call difficult, and whether one wishes to talk: the managers are told of that."""
    entry = _own(name)
    if entry.state == TALKED:
        frappe.throw(_("You have talked about this call already."))
    if reason and reason not in options_of(DOCTYPE, "reason"):
        frappe.throw(_("Choose what made it difficult from the list."))
    is_new_wish = wants_talk and entry.state != WISHED
    entry.update({"reason": reason, "note": note.strip()})
    entry.state = WISHED if wants_talk else MARKED
    entry.save(ignore_permissions=True)
    if is_new_wish:
        _tell_managers(entry)
    return entry


def end_rest() -> None:
    """The user goes on working: they have rested after each call that they marked."""
    now = now_datetime()
    own = {"user": frappe.session.user, "rest_until": [">", now]}
    for name in frappe.get_all(DOCTYPE, filters=own, pluck="name", order_by="creation asc"):
        entry = frappe.get_doc(DOCTYPE, name, for_update=True)
        entry.rest_until = now
        entry.save(ignore_permissions=True)


def note_talk(name: str, agreed: str = "") -> Document:
    """Note that a manager and the person have talked, and what they agreed on."""
    entry = open_documents.get_open(DOCTYPE, name, for_update=True)
    if not may_talk():
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    if entry.user == frappe.session.user:
        frappe.throw(_("Somebody else talks about your own call with you."))
    if entry.state == TALKED:
        frappe.throw(_("You have talked about this call already."))
    entry.update({"talked_on": now_datetime(), "talked_with": frappe.session.user})
    entry.update({"agreed": agreed.strip(), "state": TALKED})
    entry.save(ignore_permissions=True)
    notices.mark_done(DOCTYPE, entry.name)
    return entry


def may_talk() -> bool:
    """Whether the user looks after those who had difficult calls."""
    return has_role(consts.MANAGER)


def own() -> list[Any]:
    """The user's entries, the newest first."""
    return _listed({"user": frappe.session.user}, OWN_SHOWN)


def to_talk_about() -> list[Any]:
    """Who wishes to talk, but for the user themselves, the longest waiting first."""
    if not may_talk():
        return []
    wanted = {"state": WISHED, "user": ["!=", frappe.session.user]}
    return _listed(wanted, 0, "marked_on asc")


def line(row: Any) -> dict[str, Any]:
    """Somebody who wishes to talk, on the home page."""
    return {
        "url": "/cfm/difficult-calls",
        "title": _("Wishes to talk"),
        "name": row.name,
        "kind": _("Difficult call"),
        "note": get_fullname(row.user),
        "due_on": None,
    }


def of_team() -> list[dict[str, Any]]:
    """How many calls of the last days were difficult, by person, most first: who carries much."""
    since = add_days(now_datetime(), -RECENT_DAYS)
    rows = frappe.get_list(
        DOCTYPE,
        filters={"marked_on": [">=", since]},
        fields=["user", aggregate("count", "name", "number")],
        group_by="user",
        order_by="user asc",
        limit_page_length=0,
    )
    found = [{"user": row.user, "number": row.number} for row in rows]
    return sorted(found, key=lambda row: (-row["number"], row["user"]))


def _listed(filters: dict[str, Any], limit: int, order_by: str = "marked_on desc") -> list[Any]:
    return frappe.get_list(
        DOCTYPE, filters=filters, fields=["*"], order_by=order_by, limit_page_length=limit
    )


def _own(name: str) -> Document:
    entry = open_documents.get_open(DOCTYPE, name, for_update=True)
    if entry.user != frappe.session.user:
        frappe.throw(_("Only the person who had the call may do this."), frappe.PermissionError)
    return entry


def _tell_managers(entry: Document) -> None:
    managers = [user for user in handlers.holders(consts.MANAGER) if user != entry.user]
    spoken = notices.languages(set(managers))
    for user in managers:
        text = _("{0} wishes to talk about a difficult call.", spoken.get(user))
        notices.tell(user, text.format(get_fullname(entry.user)), DOCTYPE, entry.name)

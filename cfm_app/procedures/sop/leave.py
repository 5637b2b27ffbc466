"""Absences of users who answer referrals: one entry covers all of their posts.

Posts for ordinary cases change together, entered by the absent user, a manager or data protection. Posts
for a restricted class change class by class, entered by the absent user or data protection, because their
deputy sees restricted cases (`security/administration/four_eyes`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, get_fullname, nowdate

from cfm_app.base import consts
from cfm_app.base.arguments import as_day
from cfm_app.base.batch_cache import cached_in_batch
from cfm_app.procedures.sop import unattended
from cfm_app.security.entitlement import absences, clearance
from cfm_app.security.lawful_basis import partners

POST = "CFM Focal Point"
ORDINARY = ""
"""The posts that are for no restricted class."""
ANSWERING = [consts.FOCAL_POINT, consts.AAP, consts.GENDER]
OFFICE = frozenset((consts.MANAGER, "System Manager"))


def posts(user: str | None = None) -> list[Any]:
    """The current posts of one user or of all; `part` is the class of a post if that is restricted."""
    rows = _posts()
    return [row for row in rows if user in (None, row.user)]


@cached_in_batch
def _posts() -> list[Any]:
    rows = frappe.get_list(
        POST,
        filters={"enabled": 1},
        fields=["name", "functional_area", "location", "partner", *absences.FIELDS],
        order_by="user asc, name asc",
        limit_page_length=0,
    )
    for row in rows:
        row.part = row.sensitivity if clearance.is_restricted(row.sensitivity) else ORDINARY
    return rows


def may_write(user: str, part: str) -> bool:
    """Whether the user in the session may enter an absence and a deputy."""
    acting = frappe.session.user
    if acting in (user, "Administrator") or consts.DATA_PROTECTION in frappe.get_roles():
        return True
    return part == ORDINARY and not OFFICE.isdisjoint(frappe.get_roles())


def deputies(user: str, part: str) -> list[str]:
    """Possible deputies for all posts of a part: other holders of a role that answers."""
    outside = {row.partner for row in posts(user) if row.part == part}
    return [
        each
        for each in _holders(part)
        if each != user and all(partners.may_stand_in(each, partner) for partner in outside)
    ]


@cached_in_batch
def _holders(part: str) -> list[str]:
    roles = [clearance.handler_role(part)] if part else ANSWERING
    held = {"role": ["in", roles], "parenttype": "User"}
    holders = frappe.get_all("Has Role", filters=held, pluck="parent", distinct=True)
    enabled = {"name": ["in", holders or [""]], "enabled": 1, "user_type": "System User"}
    found = frappe.get_all("User", filters=enabled, pluck="name", order_by="full_name asc")
    return [each for each in found if each != "Administrator"]


def record(
    user: str,
    since: str | date,
    until: str | date | None = None,
    deputy: str | None = None,
    part: str = ORDINARY,
    unattended_reason: str = "",
) -> None:
    """Enter an absence and deputy on all posts of one part.

    Without `until` it lasts until somebody ends it. Throws for a user who may not enter it, for days in
    the past, for a deputy who may not answer, and for one who is absent on these days. An absence that leaves a
    restricted class to nobody needs a reason, which data protection is told.
    """
    first = _day(since)
    last = _day(until) if until else None
    if last and last < _day(nowdate()):
        frappe.throw(_("These days are over. Give the last day of the absence."))
    if deputy:
        _check_deputy(user, deputy, part, first, last)
    reason = unattended_reason.strip()
    if reason:
        unattended.tell_of_absence(user, first, last, reason)
    _write(user, part, {"absent_from": first, "absent_to": last, "deputy": deputy or None}, reason)


def end(user: str, part: str = ORDINARY) -> None:
    """End the absence on all posts of a part."""
    _write(user, part, {"absent_from": None, "absent_to": None, "deputy": None})


def _check_deputy(user: str, deputy: str, part: str, first: date, last: date | None) -> None:
    if deputy not in deputies(user, part):
        frappe.throw(_("{0} cannot stand in there. Choose somebody of the list.").format(deputy))
    for each in absences.unended(user=deputy):
        if (last is None or each.since <= last) and (each.until is None or each.until >= first):
            told = _("{0} is away themselves from {1} on. Choose somebody else.")
            frappe.throw(told.format(get_fullname(deputy), format_date(each.since)))


def _write(user: str, part: str, values: dict[str, Any], unattended_reason: str = "") -> None:
    if not may_write(user, part):
        frappe.throw(
            _("Only the absent, the manager or data protection writes this down."),
            frappe.PermissionError,
        )
    rows = [row for row in posts(user) if row.part == part]
    if not rows:
        frappe.throw(_("There are no such posts."))
    for post in _documents(rows):
        post.update(values)
        # Focal points may only change the absence of their posts.
        post.flags.ignore_permissions = True
        post.flags[unattended.REASON] = unattended_reason
        post.save()


def _day(given: str | date) -> date:
    return as_day(given, _("Give the first and the last day as dates."))


def _documents(rows: Iterable[Any]) -> Iterable[Document]:
    return (frappe.get_doc(POST, row.name, for_update=True) for row in rows)

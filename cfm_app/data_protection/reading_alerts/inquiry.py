"""What one colleague read and changed, for whoever looks into a suspicion.

Each line follows the rule of what it names: that somebody read a restricted report is shown to those alone who may see
the report. Opening an inquiry is logged, and the colleague is not shown that line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date

from cfm_app.base import consts, doctype_access
from cfm_app.security import audit
from cfm_app.security.access_rule import access, registers

LOG = "CFM Access Log"
MOST = 500
"""How many lines of a kind are shown, the newest first."""


@dataclass(frozen=True)
class Change:
    """A document that the colleague made, changed or deleted."""

    moment: datetime
    what: str
    """Created, Changed or Deleted"""
    doctype: str
    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inquiry:
    """About one user, for a period."""

    user: str
    since: datetime
    until: datetime

    def readings(self) -> list[Any]:
        """The lines of the log that the user in the session may see."""
        return frappe.get_list(
            LOG,
            filters=[
                ["user", "=", self.user],
                ["action", "!=", registers.INQUIRY],
                self._in("accessed_on"),
            ],
            fields=["accessed_on", "action", "ref_doctype", "ref_name", "detail", "ip_address"],
            order_by="accessed_on desc",
            limit_page_length=MOST,
        )

    def log_ins(self) -> list[Any]:
        """When and from where they logged in, or somebody tried."""
        return frappe.get_all(
            "Activity Log",
            filters=[["user", "=", self.user], ["operation", "=", "Login"], self._in("creation")],
            fields=["creation", "status", "ip_address"],
            order_by="creation desc",
            limit_page_length=MOST,
        )

    def changes(self) -> list[Change]:
        """What they made, changed and deleted, where the user in the session may see it."""
        found = [*self._changed(), *self._created(), *self._deleted()]
        found.sort(key=lambda each: each.moment, reverse=True)
        return [each for each in found if _is_open(each)][:MOST]

    def _changed(self) -> Iterator[Change]:
        for row in self._own("Version", ["creation", "ref_doctype", "docname", "data"]):
            said = frappe.parse_json(row.data or "{}")
            fields = [entry[0] for entry in said.get("changed") or []]
            fields += [
                entry[0]
                for kind in ("added", "removed", "row_changed")
                for entry in said.get(kind) or []
            ]
            yield Change(
                row.creation, "Changed", row.ref_doctype, row.docname, tuple(dict.fromkeys(fields))
            )

    def _created(self) -> Iterator[Change]:
        closed = {*doctype_access.CHILDREN, *doctype_access.INTERNAL, *doctype_access.CARRIERS}
        for doctype in doctype_access.ALL:
            if doctype in closed or not _is_kept_in_table(doctype):
                continue
            for row in self._own(doctype, ["creation", "name"]):
                yield Change(row.creation, "Created", doctype, row.name)

    def _deleted(self) -> Iterator[Change]:
        for row in self._own("Deleted Document", ["creation", "deleted_doctype", "deleted_name"]):
            yield Change(row.creation, "Deleted", row.deleted_doctype, row.deleted_name)

    def _own(self, doctype: str, fields: list[str]) -> list[Any]:
        filters = [["owner", "=", self.user], self._in("creation")]
        return frappe.get_all(
            doctype,
            filters=filters,
            fields=fields,
            order_by="creation desc",
            limit_page_length=MOST,
        )

    def _in(self, column: str) -> list[Any]:
        return [column, "between", [self.since, self.until]]


def people() -> list[str]:
    """The users about whom the user in the session may inquire."""
    users = frappe.get_all(
        "User", filters={"user_type": "System User"}, pluck="name", order_by="full_name asc"
    )
    return [user for user in users if may_inquire(user)]


def may_inquire(about: str) -> bool:
    """Data protection inquires about everybody but themselves, managers about data protection alone."""
    acting, roles = frappe.session.user, frappe.get_roles()
    if about in (acting, "Guest"):
        return False
    if acting == "Administrator" or consts.DATA_PROTECTION in roles:
        return True
    return consts.MANAGER in roles and consts.DATA_PROTECTION in frappe.get_roles(about)


def begin(about: str, since: Any, until: Any) -> Inquiry:
    """The inquiry about a user from one day to another; throws as for a missing user, and is logged."""
    if not frappe.db.exists("User", about) or not may_inquire(about):
        frappe.throw(_("{0} {1} was not found.").format(_("User"), about), frappe.DoesNotExistError)
    if until < since:
        frappe.throw(_("The last day comes before the first."))
    told = f"{format_date(since)} – {format_date(until)}"
    audit.record(registers.INQUIRY, "User", about, detail=told)
    return Inquiry(about, datetime.combine(since, time.min), datetime.combine(until, time.max))


def _is_open(change: Change) -> bool:
    if change.what == "Deleted":
        return change.doctype not in doctype_access.CLOSED
    if change.doctype in doctype_access.PROTECTED:
        return access.may_see(change.doctype, change.name)
    if not frappe.db.exists("DocType", change.doctype):
        return False
    if change.doctype in doctype_access.CLOSED:
        return bool(frappe.has_permission(change.doctype, "read", doc=change.name))
    return bool(frappe.has_permission(change.doctype, "read"))


def _is_kept_in_table(doctype: str) -> bool:
    kind = frappe.db.get_value("DocType", doctype, ["issingle", "istable"], as_dict=True)
    return bool(kind) and not (kind.issingle or kind.istable)

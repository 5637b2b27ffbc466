"""What a partner's program may call: the methods that check its grants, and nothing else.

Frappe's permissions are on whole documents, a program gets single fields. So every other method is closed
to it, whatever roles its user holds; a new method is closed as well.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, nowdate

from cfm_app.security.gates.api_request import ApiRequest

DOCTYPE = "CFM Program Access"
OPEN, ENDED = "Open", "Ended"
READ, ADD, CHANGE = "Only read", "Read and add", "Read, add and change"
# A program's address gets no mail, so nobody can reset a password that it does not have.
HOST = "programs.invalid"
METHODS = frozenset(
    f"cfm_app.api.programs.{name}" for name in ("about", "records", "create", "change")
)


@dataclass(frozen=True)
class Grant:
    """One list that a program may use, with the fields that it gets."""

    doctype: str
    fields: tuple[str, ...]
    may: str
    own_only: bool

    @property
    def may_add(self) -> bool:
        return self.may in (ADD, CHANGE)

    @property
    def may_change(self) -> bool:
        return self.may == CHANGE


def check(asked: ApiRequest) -> None:
    """Throw for a program's request to anything but the methods for programs."""
    access = of_user(frappe.session.user)
    if access is None:
        return
    if not _is_valid(access):
        frappe.throw(
            _("This key has ended. Ask the office for another one."), frappe.AuthenticationError
        )
    # By address: programs are no clients of old.
    if asked.method_of_address not in METHODS:
        frappe.throw(
            _("This key opens the methods for programs alone: {0}.").format(
                ", ".join(sorted(METHODS))
            ),
            frappe.PermissionError,
        )


def of_user(user: str) -> Any:
    """The access record of a program's user; None for a person."""
    if user in ("Guest", "Administrator"):
        return None
    # Whoever has no key is no program, and most people have none: the framework keeps this. A program whose key
    # somebody took away is no person, though.
    has_key = frappe.get_cached_value("User", user, "api_key")
    if not has_key and not user.endswith(f"@{HOST}"):
        return None
    fields = ["name", "program", "state", "valid_until"]
    return frappe.db.get_value(DOCTYPE, {"user": user}, fields, as_dict=True)


def grants_of(access: str) -> dict[str, Grant]:
    """The grants of a program by DocType."""
    rows = frappe.get_all(
        "CFM Program Grant",
        filters={"parent": access, "parenttype": DOCTYPE},
        fields=["document_type", "field_names", "may", "own_only"],
        parent_doctype=DOCTYPE,
        order_by="idx asc",
    )
    return {
        row.document_type: Grant(
            row.document_type,
            tuple((row.field_names or "").split()),
            row.may,
            bool(cint(row.own_only)),
        )
        for row in rows
    }


def _is_valid(access: Any) -> bool:
    if access.state != OPEN:
        return False
    return not access.valid_until or getdate(access.valid_until) >= getdate(nowdate())

"""Creates access for a partner's program: a user, a role with permissions, a key, and fields.

It uses Frappe's means: a user without password, a role, permission rows, key and secret.
`privacy.gates.program_gate` limits it to single fields.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.permissions import setup_custom_perms
from frappe.utils import cint, getdate, nowdate
from frappe.utils.password import remove_encrypted_password

from cfm_app.base import doctype_access
from cfm_app.base.counting import counted
from cfm_app.procedures.setup.record_type_fields import plain_name
from cfm_app.procedures.setup.record_types import require
from cfm_app.security import audit
from cfm_app.security.access_rule import own_types
from cfm_app.security.administration import delegation
from cfm_app.security.gates import program_gate
from cfm_app.security.gates.program_gate import ADD, CHANGE, DOCTYPE, HOST, READ, Grant

KINDS = (READ, ADD, CHANGE)
LONGEST_NAME = 60
SECRET_LENGTH = 32
STANDARD = ("name", "modified")
WITHOUT_VALUE = (
    *("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Image", "Fold"),
    *(
        "Table",
        "Table MultiSelect",
        "Password",
        "Attach",
        "Attach Image",
        "Signature",
        "Dynamic Link",
    ),
)


@dataclass(frozen=True)
class Key:
    """Key and secret, handed over once."""

    access: str
    key: str
    secret: str


def lists() -> list[str]:
    """Lists that may be opened to a program: the office's without closed records or persons."""
    rows = frappe.get_all(
        "DocType",
        filters={"istable": 0, "issingle": 0, "is_virtual": 0},
        fields=["name", "custom"],
        order_by="name asc",
    )
    return [
        row.name
        for row in rows
        if (row.custom or row.name in doctype_access.OPEN)
        and not own_types.closes(row.name)
        and delegation.is_of_office(row.name)
        and frappe.has_permission(row.name, "read")
    ]


def fields_of(doctype: str) -> list[Any]:
    """The fields of a list that a program may get."""
    return [
        df
        for df in frappe.get_meta(doctype).fields
        if df.fieldtype not in WITHOUT_VALUE and not df.permlevel and not df.hidden
    ]


def open_to(values: Mapping[str, Any]) -> Key:
    """Let a program in; returns key and secret, which nobody can look up later.

    `values`: `program` (its name), `valid_until`, and `grants` (each `doctype`, `fields`, `may`, `own_only`).
    """
    require()
    program = str(values.get("program") or "").strip()
    if not program or len(program) > LONGEST_NAME:
        frappe.throw(
            counted(_("Name the program or its partner, in at most {0} characters."), LONGEST_NAME)
        )
    if frappe.db.exists(DOCTYPE, {"program": program, "state": program_gate.OPEN}):
        frappe.throw(
            _("{0} has a key already. Make another secret, or end it first.").format(program)
        )
    until = _last_day(values.get("valid_until"))
    grants = _grants(values.get("grants"))
    role = _role(program)
    for grant in grants:
        _give_rights(grant, role)
    user = _user(program, role)
    access = frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "program": program,
            "user": user,
            "state": program_gate.OPEN,
            "valid_until": until,
            "grants": [
                {
                    "document_type": each.doctype,
                    "field_names": "\n".join(each.fields),
                    "may": each.may,
                    "own_only": cint(each.own_only),
                }
                for each in grants
            ],
        }
    ).insert(ignore_permissions=True)
    return _make_key(access.name)


def make_new_secret(access: str) -> Key:
    """Replace a lost or leaked key."""
    require()
    if frappe.db.get_value(DOCTYPE, access, "state") != program_gate.OPEN:
        frappe.throw(_("This key has ended. Make another one."))
    return _make_key(access)


def end(access: str) -> None:
    """End a program's access at once; its records stay."""
    require()
    doc = frappe.get_doc(DOCTYPE, access, for_update=True)
    doc.state, doc.ended_on = program_gate.ENDED, nowdate()
    doc.save(ignore_permissions=True)
    # A bench saves no disabled user while only the Administrator is a System Manager.
    frappe.db.set_value("User", doc.user, {"enabled": 0, "api_secret": None})
    remove_encrypted_password("User", doc.user, "api_secret")
    frappe.clear_cache(user=doc.user)
    audit.record("Account", "User", doc.user, detail=_("Key for a program ended"))


def _last_day(given: Any) -> Any:
    if not given:
        return None
    day = getdate(given)
    if day < getdate(nowdate()):
        frappe.throw(_("The last day of the key is over already."))
    return day


def _grants(given: Any) -> list[Grant]:
    asked = [each for each in given or [] if isinstance(each, Mapping)]
    if not asked:
        frappe.throw(_("Open at least one list to the program."))
    allowed = lists()
    found: dict[str, Grant] = {}
    for each in asked:
        doctype = str(each.get("doctype") or "")
        if doctype not in allowed or doctype in found:
            frappe.throw(_("Choose each list once, among those that are offered."))
        found[doctype] = _grant(doctype, each)
    return list(found.values())


def _grant(doctype: str, given: Mapping[str, Any]) -> Grant:
    known = {df.fieldname: df for df in fields_of(doctype)}
    wanted = given.get("fields")
    fields = [each for each in known if isinstance(wanted, list) and each in wanted]
    may = str(given.get("may") or READ)
    if not fields or may not in KINDS:
        frappe.throw(_("{0}: tick at least one field.").format(_(doctype)))
    if may != READ:
        # Nothing can be added without what each entry needs.
        needed = [name for name, df in known.items() if df.reqd and name not in fields]
        fields += needed
    return Grant(doctype, tuple(fields), may, bool(cint(given.get("own_only"))))


def _role(program: str) -> str:
    base = _("Program: {0}").format(program)
    name, number = base, 2
    while frappe.db.exists("Role", name):
        name, number = f"{base} {number}", number + 1
    return str(
        frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": 0}).insert().name
    )


def _give_rights(grant: Grant, role: str) -> None:
    setup_custom_perms(grant.doctype)
    allowed = ["select", "read"]
    if grant.may_add:
        allowed.append("create")
    if grant.may_change:
        allowed.append("write")
    place = {
        "parent": grant.doctype,
        "role": role,
        "permlevel": 0,
        "if_owner": cint(grant.own_only),
    }
    # A row that leaves a right out gets the framework's defaults.
    values = {**dict.fromkeys(delegation.RIGHTS, 0), **dict.fromkeys(allowed, 1), **place}
    values |= {"parenttype": "DocType", "parentfield": "permissions"}
    # A bench lets nobody but System Manager write such rows; what may be given was asked above.
    frappe.get_doc({"doctype": "Custom DocPerm", **values}).insert(ignore_permissions=True)
    frappe.clear_cache(doctype=grant.doctype)


def _user(program: str, role: str) -> str:
    base = plain_name(program).lower().replace(" ", "-") or "program"
    name, number = f"{base}@{HOST}", 2
    while frappe.db.exists("User", name):
        name, number = f"{base}-{number}@{HOST}", number + 1
    values = {"email": name, "first_name": program, "send_welcome_email": 0, "enabled": 1}
    doc = frappe.get_doc({"doctype": "User", **values, "roles": [{"role": role}]})
    doc.flags.no_welcome_mail = True
    return str(doc.insert().name)


def _make_key(access: str) -> Key:
    user = frappe.get_doc("User", frappe.db.get_value(DOCTYPE, access, "user"))
    secret = frappe.generate_hash(length=SECRET_LENGTH)
    user.api_key = user.api_key or frappe.generate_hash(length=15)
    user.api_secret = secret
    # Nobody may create a key for a person; this one belongs to the program's new user alone.
    user.flags.cfm_program_key = True
    user.save()
    audit.record("Account", "User", user.name, detail=_("Key for a program"))
    return Key(access, user.api_key, secret)

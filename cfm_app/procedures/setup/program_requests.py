"""Requests of a partner's program: records of granted lists, by granted fields."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from cfm_app.base.arguments import as_conditions
from cfm_app.procedures.setup.program_access import STANDARD
from cfm_app.security.gates import program_gate
from cfm_app.security.gates.program_gate import Grant

MOST_ROWS = 200
OPERATORS = ("=", "!=", ">", "<", ">=", "<=", "like", "in")


def about() -> dict[str, Any]:
    """The lists that are open to the program, with their fields."""
    access, grants = _entered()
    return {"program": access.program, "lists": [_list(each) for each in grants.values()]}


def _list(grant: Grant) -> dict[str, Any]:
    meta = frappe.get_meta(grant.doctype)
    fields = [meta.get_field(name) for name in grant.fields]
    return {
        "doctype": grant.doctype,
        "label": _(grant.doctype),
        "may": [
            "read",
            *(["create"] if grant.may_add else []),
            *(["change"] if grant.may_change else []),
        ],
        "only_own": grant.own_only,
        "fields": [
            {
                "name": df.fieldname,
                "label": _(df.label),
                "type": df.fieldtype,
                "required": cint(df.reqd),
            }
            for df in fields
            if df
        ],
    }


def records(
    doctype: str, filters: Any = None, start: Any = 0, limit: Any = 20
) -> list[dict[str, Any]]:
    """Records of a list, last changed first, with the granted fields only."""
    grant = _granted(doctype)
    return frappe.get_list(
        doctype,
        filters=_filters(grant, filters),
        fields=[*STANDARD, *grant.fields],
        order_by="modified desc",
        limit_start=max(0, cint(start)),
        limit_page_length=min(max(1, cint(limit)), MOST_ROWS),
    )


def create(doctype: str, values: Mapping[str, Any]) -> str:
    """Add an entry; returns its name."""
    grant = _granted(doctype)
    if not grant.may_add:
        _refuse(_("This key may not add entries to {0}.").format(doctype))
    return str(frappe.get_doc({"doctype": doctype, **_known(grant, values)}).insert().name)


def change(doctype: str, name: str, values: Mapping[str, Any]) -> str:
    """Change an entry; returns its name."""
    grant = _granted(doctype)
    if not grant.may_change:
        _refuse(_("This key may not change entries of {0}.").format(doctype))
    given = _known(grant, values)
    # A closed record counts as missing.
    if not frappe.get_list(doctype, filters={"name": name}, limit_page_length=1):
        frappe.throw(_("{0} {1} was not found.").format(_(doctype), name), frappe.DoesNotExistError)
    doc = frappe.get_doc(doctype, name, for_update=True)
    doc.update(given)
    return str(doc.save().name)


def _entered() -> tuple[Any, dict[str, Grant]]:
    access = program_gate.of_user(frappe.session.user)
    if access is None:
        _refuse(_("These methods are for programs with a key of their own."))
    return access, program_gate.grants_of(access.name)


def _granted(doctype: str) -> Grant:
    grant = _entered()[1].get(doctype)
    if grant is None:
        _refuse(_("{0} is not open to this key.").format(doctype))
    return grant  # type: ignore[return-value]


def _filters(grant: Grant, given: Any) -> list[list[Any]]:
    parsed = as_conditions(given) or {}
    if not isinstance(parsed, Mapping):
        frappe.throw(
            _("Filters are an object: the name of a field, and its value or [operator, value].")
        )
    known = {*STANDARD, *grant.fields}
    found = []
    for name, value in parsed.items():
        operator, wanted = ("=", value)
        if isinstance(value, list) and len(value) == 2:
            operator, wanted = str(value[0]).lower(), value[1]
        if name not in known or operator not in OPERATORS or not _is_plain(wanted, operator):
            _refuse(_("This key cannot look for {0}.").format(name))
        found.append([grant.doctype, name, operator, wanted])
    return found


def _is_plain(value: Any, operator: str) -> bool:
    if operator == "in":
        return isinstance(value, list) and all(
            isinstance(each, str | int | float) for each in value
        )
    return isinstance(value, str | int | float)


def _known(grant: Grant, values: Any) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        frappe.throw(_("The form sent something that is no set of fields. Reload the page."))
    for name, value in values.items():
        if name not in grant.fields or isinstance(value, dict | list):
            _refuse(_("This key cannot write {0}.").format(name))
    return dict(values)


def _refuse(words: str) -> None:
    frappe.throw(words, frappe.PermissionError)

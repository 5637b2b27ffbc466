"""The page for partners' programs: what may be granted, and the present keys."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_date, get_url, getdate, nowdate

from cfm_app.data_protection.personal_data import field_map
from cfm_app.procedures.setup import program_access
from cfm_app.security.gates import program_gate

ROUTE = "/cfm/program-access"
METHODS = "/api/method/cfm_app.api.programs."


def view() -> dict[str, Any]:
    """Lists with their fields, and what a program may do with them."""
    return {
        "lists": sorted((_list(each) for each in program_access.lists()), key=_by_label),
        "kinds": [{"value": each, "label": _(each)} for each in program_access.KINDS],
        "address": f"{get_url()}{METHODS}",
    }


def _list(doctype: str) -> dict[str, Any]:
    known = field_map.of(doctype)
    return {
        "value": doctype,
        "label": _(doctype),
        "fields": [
            {
                "value": df.fieldname,
                "label": _(df.label),
                "is_personal": _is_personal(df, known.get(df.fieldname)),
            }
            for df in program_access.fields_of(doctype)
        ],
    }


def _is_personal(df: Any, entry: field_map.Entry | None) -> bool:
    """Whether a field holds personal data; a text field without an entry in the map may."""
    if entry is None:
        return df.fieldtype in field_map.HOLDS_WORDS
    return bool(entry.about)


def _by_label(row: dict[str, Any]) -> str:
    return str(row["label"]).casefold()


def keys() -> list[dict[str, Any]]:
    """Present and former programs, newest first."""
    rows = frappe.get_list(
        program_gate.DOCTYPE,
        fields=["name", "program", "state", "valid_until", "ended_on"],
        order_by="creation desc",
        limit_page_length=0,
    )
    return [_key(row) for row in rows]


def _key(row: Any) -> dict[str, Any]:
    is_over = bool(row.valid_until) and getdate(row.valid_until) < getdate(nowdate())
    is_open = row.state == program_gate.OPEN and not is_over
    grants = program_gate.grants_of(row.name).values()
    return {
        "name": row.name,
        "program": row.program,
        "may_end": row.state == program_gate.OPEN,
        "pill": {
            "state": "open" if is_open else "ended",
            "label": _("Open") if is_open else _("Ended"),
            "tone": "green" if is_open else "grey",
        },
        "until": format_date(row.valid_until) if row.valid_until else "",
        "lists": [
            {
                "label": _(each.doctype),
                "may": _(each.may),
                "fields": ", ".join(_field(each.doctype, name) for name in each.fields),
                "own_only": each.own_only,
            }
            for each in grants
        ],
    }


def _field(doctype: str, name: str) -> str:
    return str(_(frappe.get_meta(doctype).get_label(name)))

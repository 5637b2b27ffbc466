"""DocTypes, people and documents for the browser tests: a small parcel office.

Parcels are written and changed by the tests, crates are only looked at.
"""

from __future__ import annotations

from itertools import product
from typing import Any

from frappe_embedded.kernel.document.api import get_doc
from frappe_embedded.services.auth.passwords import update_password

CLERK = "clerk@example.org"
CHIEF = "chief@example.org"
VISITOR = "visitor@example.org"
TOWNS = ("Abéché", "Bol", "Faya", "Mongo", "Moundou")


def create(password: str) -> None:
    for role in ("Clerk", "Chief", "Visitor"):
        _insert("Role", role_name=role, desk_access=1)
    for user, first_name, roles in (
        (CLERK, "Clara", ("Clerk",)),
        (CHIEF, "Hugo", ("Chief", "Clerk")),
        (VISITOR, "Nora", ("Visitor",)),
    ):
        _user(user, first_name, roles)
        update_password(user, password)
    _doctypes()
    _workflow()
    for town in TOWNS:
        _insert("Town", town_name=town, region="North" if town in ("Faya", "Abéché") else "South")
    for doctype, number in product(("Parcel", "Crate"), range(1, 26)):
        _insert(
            doctype,
            subject=f"{doctype} {number:02d}",
            town=TOWNS[number % len(TOWNS)],
            kind="Fragile" if number % 5 == 0 else "Plain",
            weight=number * 1.5,
        )


def _insert(doctype: str, **values: Any) -> Any:
    return get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def _user(name: str, first_name: str, roles: tuple[str, ...]) -> None:
    _insert(
        "User",
        email=name,
        first_name=first_name,
        send_welcome_email=0,
        user_type="System User",
        language="en",
        roles=[{"role": role} for role in roles],
    )


def _doctypes() -> None:
    rights = {"read": 1, "write": 1, "create": 1, "print": 1, "share": 1, "select": 1}
    clerk = {"role": "Clerk", **rights, "report": 0}
    chief = {"role": "Chief", **rights, "delete": 1, "export": 1, "report": 1}
    _doctype(
        "Town",
        [
            {"fieldname": "town_name", "fieldtype": "Data", "label": "Name", "reqd": 1},
            {"fieldname": "region", "fieldtype": "Data", "label": "Region", "in_list_view": 1},
        ],
        [clerk, chief],
        autoname="field:town_name",
        search_fields="region",
    )
    _doctype(
        "Parcel Item",
        [
            {
                "fieldname": "item",
                "fieldtype": "Data",
                "label": "Item",
                "reqd": 1,
                "in_list_view": 1,
            },
            {"fieldname": "amount", "fieldtype": "Int", "label": "Amount", "in_list_view": 1},
            {"fieldname": "remark", "fieldtype": "Small Text", "label": "Remark"},
        ],
        [],
        istable=1,
    )
    _doctype(
        "Parcel",
        _parcel_fields(),
        [clerk, chief],
        autoname="PCL-.#####",
        title_field="subject",
        search_fields="town, kind",
        track_changes=1,
    )
    _doctype(
        "Crate",
        _parcel_fields(),
        [clerk, chief],
        autoname="CRT-.#####",
        title_field="subject",
        search_fields="town, kind",
    )


def _parcel_fields() -> list[dict[str, Any]]:
    return [
        {
            "fieldname": "subject",
            "fieldtype": "Data",
            "label": "Subject",
            "reqd": 1,
            "in_list_view": 1,
        },
        {
            "fieldname": "town",
            "fieldtype": "Link",
            "label": "Town",
            "options": "Town",
            "in_list_view": 1,
            "in_standard_filter": 1,
        },
        {
            "fieldname": "region",
            "fieldtype": "Data",
            "label": "Region",
            "fetch_from": "town.region",
            "read_only": 1,
        },
        {"fieldname": "column_1", "fieldtype": "Column Break"},
        {
            "fieldname": "kind",
            "fieldtype": "Select",
            "label": "Kind",
            "options": "Plain\nFragile",
            "in_list_view": 1,
            "in_standard_filter": 1,
        },
        {
            "fieldname": "care",
            "fieldtype": "Small Text",
            "label": "Care",
            "depends_on": "eval:doc.kind == 'Fragile'",
            "mandatory_depends_on": "eval:doc.kind == 'Fragile' && doc.weight > 10",
        },
        {
            "fieldname": "weight",
            "fieldtype": "Float",
            "label": "Weight",
            "non_negative": 1,
            "in_list_view": 1,
        },
        {
            "fieldname": "state",
            "fieldtype": "Link",
            "label": "State",
            "options": "Workflow State",
            "read_only": 1,
        },
        {"fieldname": "section_1", "fieldtype": "Section Break", "label": "Contents"},
        {"fieldname": "items", "fieldtype": "Table", "label": "Items", "options": "Parcel Item"},
    ]


def _doctype(
    name: str, fields: list[dict[str, Any]], permissions: list[dict[str, Any]], **more: Any
) -> None:
    _insert(
        "DocType",
        name=name,
        module="Desk",
        custom=1,
        fields=fields,
        permissions=permissions,
        **more,
    )


def _workflow() -> None:
    for state, style in (
        ("Packed", "Primary"),
        ("On the way", "Warning"),
        ("Handed over", "Success"),
    ):
        _insert("Workflow State", workflow_state_name=state, style=style)
    for action in ("Send", "Hand over"):
        _insert("Workflow Action Master", workflow_action_name=action)
    states = [("Packed", "Clerk"), ("On the way", "Chief"), ("Handed over", "Chief")]
    steps = [
        ("Packed", "Send", "On the way", "Clerk"),
        ("On the way", "Hand over", "Handed over", "Chief"),
    ]
    _insert(
        "Workflow",
        workflow_name="Parcels",
        document_type="Parcel",
        is_active=1,
        workflow_state_field="state",
        states=[{"state": state, "doc_status": "0", "allow_edit": role} for state, role in states],
        transitions=[
            {
                "state": state,
                "action": action,
                "next_state": following,
                "allowed": role,
                "allow_self_approval": 1,
            }
            for state, action, following, role in steps
        ],
    )

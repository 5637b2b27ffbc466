"""The page on which a manager creates a record type."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base import consts, declarations
from cfm_app.procedures.setup import record_type_fields, record_types
from cfm_app.security.access_rule import own_types
from cfm_app.security.administration import delegation
from cfm_app.web.pages import routes

ROUTE = "/cfm/record-type"
# Whose rights others begin from: what people of the office record every day.
PATTERNS = ("CFM Distribution", "CFM Partner")


def view() -> dict[str, Any]:
    """The choices of the page."""
    return {
        "kinds": [
            {"value": key, "label": _(kind.label), "in_table": key in record_type_fields.IN_A_TABLE}
            for key, kind in record_type_fields.KINDS.items()
        ],
        "targets": record_type_fields.targets(),
        "levels": [
            {"value": key, "label": _(words)}
            for key, (words, _rights) in record_types.LEVELS.items()
        ],
        "roles": _roles(),
        "likes": _likes(),
    }


def _roles() -> list[dict[str, str]]:
    """The office's roles: the app's, and custom ones."""
    shipped = set(consts.ROLES) - {consts.MANAGER, consts.CASEWORKER}
    rows = frappe.get_all("Role", {"disabled": 0, "desk_access": 1}, ["name", "owner"])
    names = [row.name for row in rows if row.name in shipped or row.owner != "Administrator"]
    found = [{"value": each, "label": _(each)} for each in names if delegation.may_hand_out(each)]
    return sorted(found, key=lambda each: each["label"].casefold())


def _likes() -> list[dict[str, Any]]:
    own = frappe.get_all("DocType", {"custom": 1, "istable": 0}, pluck="name", order_by="name asc")
    names = [
        *[each for each in own if frappe.has_permission(each, "read")],
        *PATTERNS,
        *declarations.patterns(),
    ]
    return [{"value": each, "label": _(each), "rights": record_types.like(each)} for each in names]


def own() -> list[dict[str, Any]]:
    """The existing record types, newest first."""
    names = frappe.get_all(
        "DocType",
        {"custom": 1, "istable": 0, "issingle": 0},
        pluck="name",
        order_by="creation desc",
    )
    return [
        {"label": _(each), **addresses(each)}
        for each in names
        if frappe.has_permission(each, "read")
    ]


def addresses(doctype: str) -> dict[str, str]:
    """Where to continue with a record type."""
    slug = doctype.lower().replace(" ", "-")
    desk = routes.desk()
    return {
        "list": f"{desk}/{slug}",
        "new": f"{desk}/{slug}/new",
        "rights": f"{desk}/permission-manager?doctype={doctype.replace(' ', '%20')}",
        "print": f"{desk}/print-format/new?doc_type={doctype.replace(' ', '%20')}",
    }


def of_case(case: str) -> list[dict[str, Any]]:
    """Records of custom types about a case that the user may see."""
    found = []
    for doctype in own_types.of_case():
        if not frappe.has_permission(doctype, "read"):
            continue
        title = frappe.get_meta(doctype).get_title_field()
        fields = list(dict.fromkeys(("name", title)))
        rows = frappe.get_list(
            doctype, {own_types.FIELD: case}, fields, order_by="creation desc", limit=20
        )
        where = addresses(doctype)
        may_add = frappe.has_permission(doctype, "create")
        found.append(
            {
                "label": _(doctype),
                "records": [
                    {
                        "label": row.get(title) or row.name,
                        "name": row.name,
                        "address": routes.record_address(doctype, row.name),
                    }
                    for row in rows
                ],
                "new": f"{where['new']}?{own_types.FIELD}={case}" if may_add else "",
            }
        )
    return [each for each in found if each["records"] or each["new"]]

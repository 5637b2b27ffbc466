"""A site that runs elsewhere, such as one on a bench: its types, documents and rows over REST.

The Administrator looks, who may read everything; the app's functions are found where they are declared.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from frappe_embedded.registry import connect_layers
from tests.leaks.cast import Visitor
from tests.story.doors import methods

from .snapshot import Rows
from .surface import NO_COLUMNS, Surface

PAGE = 50
FIELDS = ("parent", "fieldname", "fieldtype", "options", "permlevel", "label", "reqd")
# The app's functions are its duty; those of the framework are reached by `requests.of_document`.
OURS = "cfm_app"


def surface_of(admin: Visitor) -> Surface:
    connect_layers()
    surface = Surface()
    for row in _listed(admin, "DocField", "DocType", FIELDS, "parent asc, idx asc"):
        if row["fieldtype"] not in NO_COLUMNS:
            surface.fields.setdefault(row["parent"], []).append(SimpleNamespace(**row))
    for row in _types(admin):
        doctype = row["name"]
        surface.fields.setdefault(doctype, [])
        if row["issingle"]:
            surface.names[doctype] = [doctype]
            continue
        kept = surface.rows if row["istable"] else surface.names
        found = _listed(admin, doctype, row["within"], ("name",), "creation desc", PAGE)
        kept[doctype] = [str(each["name"]) for each in found]
    surface.functions = {name: function for name, (function, _open) in methods(OURS).items()}
    return surface


def take(admin: Visitor) -> dict[str, Rows]:
    """All documents and rows as stored, by table; what cannot be listed is left out."""
    found: dict[str, Rows] = {"tabSingles": {}}
    for row in _types(admin):
        doctype = row["name"]
        if row["issingle"]:
            values = admin.send("GET", f"/api/resource/{doctype}/{doctype}")
            if values.status_code == 200:
                found["tabSingles"][doctype] = {"parent": doctype, **_flat(values.json()["data"])}
            continue
        rows = _listed(admin, doctype, row["within"], ("*",), "name asc")
        found[f"tab{doctype}"] = {str(each["name"]): each for each in rows if "name" in each}
    return found


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if not isinstance(value, list)}


def _types(admin: Visitor) -> list[dict[str, Any]]:
    """Each stored type; of a table, a type that has it."""
    fields = ("name", "issingle", "istable", "is_virtual")
    rows = _listed(admin, "DocType", "", fields, "name asc")
    tables = _listed(admin, "DocField", "DocType", ("parent", "options", "fieldtype"), "parent asc")
    holders = {
        each["options"]: each["parent"] for each in tables if each["fieldtype"].startswith("Table")
    }
    return [
        {**row, "within": holders.get(row["name"], "")} for row in rows if not row["is_virtual"]
    ]


def _listed(
    admin: Visitor, doctype: str, within: str, fields: tuple[str, ...], order: str, limit: int = 0
) -> list[dict[str, Any]]:
    asked = {"doctype": doctype, "fields": json.dumps(fields), "order_by": order}
    asked |= {"limit_page_length": str(limit)} | ({"parent": within} if within else {})
    answer = admin.send("POST", "/api/method/frappe.client.get_list", json=asked)
    return answer.json().get("message", []) if answer.status_code == 200 else []

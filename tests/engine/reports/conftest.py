"""A parcel office with regions, shipments and what is in them, served over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from frappe_embedded.kernel.core.context import local
from frappe_embedded.kernel.document.api import get_doc
from tests.engine.served import Served, serving
from tests.patterns import Patterns

CLERK, VISITOR, NORTH, MANAGER, CHOOSER = (
    f"{each}@example.com" for each in ("clerk", "visitor", "north", "manager", "chooser")
)
SHIPMENTS = (
    # region, kind, weight, arrived, secret, items
    ("North", "Letter", 1, "2026-11-02", "n1", [("Pen", 2), ("Ink", 3)]),
    ("North", "Box", 5, "2026-11-09", "n2", []),
    ("South", "Box", 7, "2026-10-20", "s1", [("Pan", 1)]),
    ("South", "Box", 0, "2026-09-01", "s2", []),
    (None, "Letter", 2, "2026-11-20", "x", [("Pen", 9)]),
)


def field(fieldname: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
    label = fieldname.replace("_", " ").capitalize()
    return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, **more}


def doctype(name: str, fields: list[dict[str, Any]], **more: Any) -> None:
    values = {"doctype": "DocType", "name": name, "module": "Custom", "custom": 1, **more}
    get_doc({**values, "fields": fields}).insert()


def rights(role: str, *names: str, **more: Any) -> dict[str, Any]:
    everything = "read write create delete report export share print email".split()
    return {"role": role, **{name: int(name in names) for name in everything}, **more}


def make_office() -> None:
    for role in ("Clerk", "Visitor", "Chooser"):
        get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
    doctype(
        "Region",
        [field("title"), field("chief"), field("budget", "Currency", permlevel=1)],
        autoname="prompt",
        title_field="title",
        show_title_field_in_link=1,
        permissions=[rights("Clerk", "read", "report", "export"), rights("Visitor", "read")],
    )
    doctype("Packed Item", [field("thing"), field("pieces", "Int")], istable=1)
    doctype(
        "Shipment",
        [
            field("region", "Link", options="Region", in_list_view=1),
            field("kind", "Select", options="Letter\nBox", in_list_view=1),
            field("weight", "Float", in_list_view=1),
            field("arrived", "Date"),
            field("items", "Table", options="Packed Item"),
            field("secret", permlevel=1),
        ],
        autoname="SH-.####",
        permissions=[
            rights("Clerk", "read", "write", "create", "report", "export"),
            rights("Visitor", "read"),
            rights("Chooser", "report", select=1),
        ],
        search_fields="kind",
    )
    for name, budget in (("North", 100), ("South", 250)):
        values = {"title": f"The {name}", "chief": f"Chief of the {name}", "budget": budget}
        get_doc({"doctype": "Region", **values}).insert(set_name=name)
    for region, kind, weight, arrived, secret, items in SHIPMENTS:
        rows = [{"thing": thing, "pieces": pieces} for thing, pieces in items]
        values = {"region": region, "kind": kind, "weight": weight, "arrived": arrived}
        doc = get_doc({"doctype": "Shipment", **values, "secret": secret, "items": rows})
        doc.insert()
        local.db.set_value("Shipment", doc.name, "creation", f"{arrived} 09:00:00")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, patterns: Patterns) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("reports"), patterns) as served:
        served.work(make_office)
        served.add_user(CLERK, "Clerk")
        served.add_user(VISITOR, "Visitor")
        served.add_user(CHOOSER, "Chooser")
        served.add_user(NORTH, "Clerk")
        served.add_user(MANAGER, "System Manager", "Clerk")
        served.work(
            lambda: get_doc(
                {
                    "doctype": "User Permission",
                    "user": NORTH,
                    "allow": "Region",
                    "for_value": "North",
                }
            ).insert()
        )
        yield served

"""Missions made by requests, for tests that look at their pages."""

from __future__ import annotations

from tests.clock import office_day

from ..live import Client

OPERATOR, MANAGER = "operator@demo.cfm", "manager@demo.cfm"
ACTS = "cfm_app.api.missions"


def approved_mission(url: str, forms: int = 2) -> str:
    """The number of an approved mission of today, with numbers for paper forms."""
    name = waiting_mission(url)
    Client(url, MANAGER).call(f"{ACTS}.approve", name=name)
    Client(url, OPERATOR).call(f"{ACTS}.draw_forms", name=name, number=forms)
    return name


def waiting_mission(url: str) -> str:
    """The number of a mission of today that waits for approval."""
    operator = Client(url, OPERATOR)
    place = operator.list("CFM Location", filters='[["location_name","=","Mamdi"]]')[0]["name"]
    today = office_day().isoformat()
    values = {"purpose": "Rencontre", "location": place, "starts_on": today, "ends_on": today}
    name = str(operator.call(f"{ACTS}.plan", values=values)["name"])
    operator.call(f"{ACTS}.add_activity", name=name, values={"kind": "Vérification de cas"})
    for row in operator.get("CFM Mission", name)["security_checks"]:
        operator.call(f"{ACTS}.tick", name=name, row=row["name"])
    operator.call(f"{ACTS}.submit", name=name)
    return name

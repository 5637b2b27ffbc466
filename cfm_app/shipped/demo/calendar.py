"""The distributions that the demo office plans: near, moved, cancelled, and by province only."""

from typing import Any

import frappe
from frappe.utils import add_days, nowdate

from cfm_app.procedures.answers import distributions

FOOD, CASH, SCHOOLS = (
    "Assistance alimentaire d'urgence",
    "Transferts monétaires",
    "Alimentation scolaire",
)
# Place, programme, site, in how many days, and what else is known.
PLANNED: tuple[tuple[str, str, str, int, dict[str, Any]], ...] = (
    ("TD0701", FOOD, "École de Bol", 4, {"from_hour": "8:00"}),
    ("TD0701", CASH, "Mairie de Bol", 9, {"from_hour": "9:00"}),
    ("TD0703", FOOD, "Site de Kaya", 6, {"ends_in": 8, "note": "Accès par le nord"}),
    ("TD07", SCHOOLS, "", 20, {}),
    (
        "TD1401",
        FOOD,
        "Abéché",
        5,
        {
            "distribution_status": distributions.POSTPONED,
            "moved_to": 12,
            "reason": "Pistes coupées.",
        },
    ),
    (
        "TD1403",
        FOOD,
        "Camp de Farchana",
        3,
        {"distribution_status": distributions.CANCELLED, "reason": "Le camion est en panne."},
    ),
)


def create() -> None:
    """Fill the calendar, unless somebody has."""
    if frappe.db.count(distributions.DOCTYPE):
        return
    for place, programme, site, days, more in PLANNED:
        known = dict(more)
        values = {"location": place, "programme": programme, "site": site}
        values["starts_on"] = add_days(nowdate(), days)
        if "ends_in" in known:
            values["ends_on"] = add_days(nowdate(), known.pop("ends_in"))
        if "moved_to" in known:
            values["new_date"] = add_days(nowdate(), known.pop("moved_to"))
        doc = {"doctype": distributions.DOCTYPE, **values, **known}
        frappe.get_doc(doc).insert(ignore_permissions=True)

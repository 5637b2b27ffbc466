"""A trend in the demo office that nobody planned: what a night finds, to be looked at."""

import random
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from cfm_app.figures.trend_alerts import nightly

CATEGORY, PLACES = "Quantité de la ration", ("TD0701", "TD0702")
WORDS = (
    "Le camion jaune est arrivé à moitié vide",
    "On nous a donné la moitié, le camion jaune est reparti",
    "Les sacs du camion jaune étaient ouverts",
)
DAYS, CASES = 6, 36


def plant(seed: int = 2026) -> dict[str, Any]:
    """Receive complaints of one kind and province within some days, and look as the night does.

    Returns what the night counted.
    """
    chance = random.Random(seed)
    morning = now_datetime().replace(hour=9, minute=0, second=0, microsecond=0)
    for at in range(CASES):
        person = {"doctype": "Community Member", "full_name": f"Personne {at + 1} du marché"}
        moment = morning - timedelta(days=1 + at % DAYS, minutes=chance.randrange(60))
        frappe.get_doc(
            {
                "doctype": "Case",
                "received_on": moment,
                "category": CATEGORY,
                "location": chance.choice(PLACES),
                "community_member": frappe.get_doc(person).insert().name,
                "description": WORDS[at % len(WORDS)],
            }
        ).insert()
    return nightly.watch() or {}

"""Missions on the page for new cases; today's mission of the user is preselected."""

from typing import Any

from cfm_app.office.missions import linking
from cfm_app.web.pages import missions


def offered() -> list[dict[str, Any]]:
    """Missions with place and days; at most one is selected."""
    rows = linking.offered()
    own = next((row["name"] for row in rows if row["is_own"]), "")
    return [
        {
            "value": row["name"],
            "label": f"{missions.where(row)} · {missions.days(row)} · {row['leader_name']}",
            "is_chosen": row["name"] == own,
        }
        for row in rows
    ]

"""The missions that the page of a new case offers: one's own of today is chosen already."""

from typing import Any

from cfm_app.missions import linking
from cfm_app.pages import missions


def offered() -> list[dict[str, Any]]:
    """Missions with their place and days; at most one is chosen."""
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

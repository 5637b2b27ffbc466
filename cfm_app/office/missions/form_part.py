"""Missions on the form of a new case; today's mission of the user is preselected."""

from typing import Any

from cfm_app.office.missions import linking, words


def choices() -> list[dict[str, Any]]:
    """Missions with place and days; at most one is selected."""
    rows = linking.offered()
    own = next((row["name"] for row in rows if row["is_own"]), "")
    return [
        {
            "value": row["name"],
            "label": f"{words.where(row)} · {words.days(row)} · {row['leader_name']}",
            "is_chosen": row["name"] == own,
        }
        for row in rows
    ]

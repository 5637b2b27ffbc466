"""The messages about referrals, as pages show them."""

from typing import Any

from frappe.utils import format_datetime, get_fullname

from cfm_app.search import referral_messages


def of_referrals(names: list[str]) -> dict[str, list[dict[str, Any]]]:
    """For each referral its messages, the oldest first: who wrote, when, and what."""
    return {
        name: [
            {
                "who": get_fullname(row.owner),
                "when": format_datetime(row.creation, "d MMM HH:mm"),
                "text": row.content,
            }
            for row in rows
        ]
        for name, rows in referral_messages.of_referrals(names).items()
    }

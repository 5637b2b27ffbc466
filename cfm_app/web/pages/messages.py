"""Messages about referrals."""

from typing import Any

from frappe.utils import format_datetime, get_fullname

from cfm_app.cases.search import referral_messages


def of_referrals(names: list[str]) -> dict[str, list[dict[str, Any]]]:
    """The messages of each referral, oldest first: author, time, text."""
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

"""Messages about referrals (comments) as plain text."""

from typing import Any

import frappe
from frappe.utils import strip_html
from frappe.utils.html_utils import unescape_html

from cfm_app.cases.search.tokens import MESSAGES


def of_referrals(referrals: list[str]) -> dict[str, list[Any]]:
    """The messages of some referrals, the oldest first. The user may see them all."""
    rows = frappe.get_all(
        "Comment",
        filters={
            "reference_doctype": "Referral",
            "reference_name": ["in", referrals or [""]],
            "comment_type": "Comment",
        },
        fields=["reference_name", "content", "owner", "creation"],
        order_by="creation asc, name asc",
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        row.content = unescape_html(strip_html(row.content or ""))
        found.setdefault(row.reference_name, []).append(row)
    return found


def put_beside(referrals: list[Any]) -> list[Any]:
    """Rows of referrals with what was written about each, for the search."""
    written = of_referrals([row.name for row in referrals]) if referrals else {}
    for row in referrals:
        row[MESSAGES] = "\n".join(each.content for each in written.get(row.name, []))
    return referrals

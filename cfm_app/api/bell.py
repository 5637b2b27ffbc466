"""The bell over HTTP."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.base import batch_cache
from cfm_app.base.arguments import as_texts
from cfm_app.web.pages import home, notices


@frappe.whitelist()
def look() -> dict[str, Any]:
    """How much waits for the user, by list and page, and their unread notices."""
    with batch_cache.cached_batch():
        counts = home.all_counts()
        return {
            "counts": counts,
            "pages": home.by_page(counts),
            "unread": notices.count_unread(),
            "notices": notices.unread(),
        }


@frappe.whitelist(methods=["POST"])
@retried
def mark_read(names: str | list[str]) -> None:
    """Mark notices of the user as read."""
    notices.mark_read(as_texts(names))

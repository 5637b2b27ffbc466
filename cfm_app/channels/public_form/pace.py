"""How fast messages of one address are taken in: a form slows down, and is never closed to a whole network.

Behind one address sit many people: a camp, a town on mobile phones. So many of an hour come in at once; each one more
comes a while after the one before, a while that grows with their number. Whoever is told to wait waits a minute at
most, and everything typed stays. A program that floods the form is as slow.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.rate_limiter import rate_limit

COUNTED = "messages_of_form"
"""By what the messages of an address are counted, whatever a sender says."""
HOUR = 3600
PACES = (15, 30, 60)
"""Seconds from one message to the next: for the first of those beyond, as many as come at once, and so on."""


class TooFast(Exception):
    """Another message of the address came just now; this one is taken in after some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def take(store: Callable[..., str], most: int, *given: Any) -> str:
    """Store a message and give its code; throws `TooFast` where its turn has not come."""
    try:
        return _limited(store, COUNTED, most, HOUR)(*given)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
    key = f"{COUNTED}_beyond:{frappe.local.request_ip}"
    beyond = int(frappe.cache.get_value(key, expires=True) or 0)
    seconds = pace_of(beyond, most)
    try:
        code = _limited(store, f"{COUNTED} beyond", 1, seconds)(*given)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
        raise TooFast(seconds) from None
    frappe.cache.set_value(key, beyond + 1, expires_in_sec=HOUR)
    return code


def pace_of(beyond: int, most: int) -> int:
    """How many seconds lie between two messages once so many came in beyond those that come at once."""
    return PACES[min(beyond // max(most, 1), len(PACES) - 1)]


def _limited(
    store: Callable[..., str], counted: str, most: int, seconds: int
) -> Callable[..., str]:
    # A bench counts by method and address, and pages have no method: those of another page are not ours.
    # All forms share one count, so that none is a way around the limit of another.
    frappe.form_dict[COUNTED] = counted
    limited = rate_limit(key=COUNTED, limit=most, seconds=seconds, methods=["POST"])
    return limited(store)

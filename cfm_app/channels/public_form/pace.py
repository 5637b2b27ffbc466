"""How fast messages of one address are taken in: a form slows down, and is never closed to a whole network.

Behind one address sit many people: a camp, a town on mobile phones. So many of an hour come in at once; each one more
comes a while after the one before, a while that grows with their number. Whoever is told to wait waits a minute at
most, and everything typed stays. A program that floods the form is as slow.
"""

from collections.abc import Callable
from typing import Any

import frappe

from cfm_app.security.log_in import client_address, counted_calls

COUNTED = "messages_of_form"
"""By what the messages of an address are counted: all forms share one count, so that none is a way around another."""
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
        return counted_calls.limited(store, COUNTED, most, HOUR)(*given)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
    key = f"{COUNTED}_beyond:{client_address.place_of(str(frappe.local.request_ip or ''))}"
    beyond = int(frappe.cache.get_value(key, expires=True) or 0)
    seconds = pace_of(beyond, most)
    try:
        code = counted_calls.limited(store, f"{COUNTED} beyond", 1, seconds)(*given)
    except frappe.RateLimitExceededError:
        frappe.clear_messages()
        raise TooFast(seconds) from None
    frappe.cache.set_value(key, beyond + 1, expires_in_sec=HOUR)
    return code


def pace_of(beyond: int, most: int) -> int:
    """How many seconds lie between two messages once so many came in beyond those that come at once."""
    return PACES[min(beyond // max(most, 1), len(PACES) - 1)]

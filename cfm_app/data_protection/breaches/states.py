"""The states of a breach. Each follows from what was done; nobody sets one."""

from frappe.model.document import Document

SUSPECTED, CONFIRMED, CLOSED, NO_BREACH = "Suspected", "Confirmed", "Closed", "No breach"
OPEN = (SUSPECTED, CONFIRMED)


def state_of(breach: Document) -> str:
    """The state that the facts of a breach give it."""
    if breach.closed_on:
        return NO_BREACH if breach.dismissed_because else CLOSED
    return CONFIRMED if breach.assessed_on else SUSPECTED

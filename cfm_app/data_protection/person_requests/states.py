"""The states of a request. Each follows from what was done; nobody sets one."""

from frappe.model.document import Document

RECEIVED, IDENTIFIED, DECIDED = "Received", "Identified", "Decided"
CARRIED_OUT, CLOSED, DROPPED = "Carried out", "Closed", "Dropped"
OPEN = (RECEIVED, IDENTIFIED, DECIDED, CARRIED_OUT)

ACCESS, CORRECTION, DELETION = "Access", "Correction", "Deletion"
OBJECTION, WITHDRAWAL, RESTRICTION = "Objection", "Withdrawal", "Restriction"
KINDS = (ACCESS, CORRECTION, DELETION, RESTRICTION, OBJECTION, WITHDRAWAL)
PASSED, FAILED = "Passed", "Failed"
GRANTED, PARTLY, REFUSED = "Granted", "Partly", "Refused"


def state_of(request: Document) -> str:
    """The state that the facts of a request give it."""
    if request.closed_on:
        return DROPPED if request.dropped_because else CLOSED
    if request.carried_out_on or (request.decided_on and request.decision == REFUSED):
        return CARRIED_OUT
    if request.decided_on:
        return DECIDED
    return IDENTIFIED if request.identity == PASSED else RECEIVED

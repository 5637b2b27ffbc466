"""The states of a mission. Each follows from what was done; nobody sets one."""

from frappe.model.document import Document

PLANNED, WAITING, RETURNED = "Planned", "Waiting for approval", "Returned"
APPROVED, REPORTED, CLOSED, CANCELLED = "Approved", "Report sent", "Closed", "Cancelled"
PLANNING = (PLANNED, RETURNED)
UNDER_WAY = (PLANNED, WAITING, RETURNED, APPROVED, REPORTED)
# The mission takes place, or took place: cases may come of it.
ACCEPTED = (APPROVED, REPORTED, CLOSED)

DONE, PARTLY, NOT_DONE = "Done", "Partly done", "Not done"
OUTCOMES = (DONE, PARTLY, NOT_DONE)


def state_of(mission: Document) -> str:
    """The state that the facts of a mission give it."""
    if mission.cancelled_on:
        return CANCELLED
    if mission.closed_on:
        return CLOSED
    if mission.reported_on:
        return REPORTED
    if mission.approved_on:
        return APPROVED
    if mission.submitted_on:
        return WAITING
    return RETURNED if mission.returned_on else PLANNED

"""The states of an agreement, and whether it holds. Each follows from what was done; nobody sets one."""

from typing import Any

from frappe.utils import getdate, nowdate

DRAFT, WAITING, RETURNED = "Draft", "Waiting for approval", "Returned"
AGREED, ENDED = "Agreed", "Ended"
COMPOSING = (DRAFT, RETURNED)

WE_SEND, THEY_SEND, BOTH = "We send", "They send", "Both ways"
OUT, IN = (WE_SEND, BOTH), (THEY_SEND, BOTH)


def state_of(agreement: Any) -> str:
    """The state that the facts of an agreement give it."""
    if agreement.ended_on:
        return ENDED
    if agreement.agreed_on:
        return AGREED
    if agreement.submitted_on:
        return WAITING
    return RETURNED if agreement.returned_on else DRAFT


def is_in_force(agreement: Any) -> bool:
    """Whether it was agreed, has not ended, and its days are these."""
    if agreement.state != AGREED or not (agreement.valid_from and agreement.valid_until):
        return False
    return getdate(agreement.valid_from) <= getdate(nowdate()) <= getdate(agreement.valid_until)

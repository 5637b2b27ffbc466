"""Take a case up, put it on hold, and go on with it."""

from frappe.model.document import Document

from cfm_app import consts
from cfm_app.cases import moves
from cfm_app.privacy import gate


def start(name: str) -> Document:
    """Begin or go on to work on a case."""
    return moves.move_to_phase(_case(name), consts.PHASE_IN_PROGRESS)


def hold(name: str) -> Document:
    """Put a case on hold: its clock stands still where its procedure says so."""
    return moves.move_to_phase(_case(name), consts.PHASE_PAUSED)


def _case(name: str) -> Document:
    case = gate.get_open("Case", name, for_update=True)
    case.check_permission("write")
    return case

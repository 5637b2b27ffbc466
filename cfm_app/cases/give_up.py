"""Give up on a person who cannot be reached."""

from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.cases import contact_attempts, transitions
from cfm_app.security.access_rule import open_documents


def give_up(name: str, close: bool = False) -> Document:
    """Note that a person cannot be reached, after the attempts that the procedure requires."""
    case = open_documents.get_open("Case", name, for_update=True)
    case.check_permission("write")
    case = transitions.move_to_state(case, contact_attempts.unreachable_state())
    return transitions.move_to_phase(case, consts.PHASE_CLOSED) if close else case

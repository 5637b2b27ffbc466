"""Mark a case as a duplicate: both cases link to each other, and one answer serves both."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import formatdate

from cfm_app.base import consts
from cfm_app.cases import duplicates, transitions
from cfm_app.security.access_rule import open_documents


def mark(name: str, into: str, reason: str | None = None) -> Document:
    """Close a case as a duplicate of another one, which notes the repetition."""
    case, main = (
        open_documents.get_open("Case", name, for_update=True),
        open_documents.get_open("Case", into, for_update=True),
    )
    case.check_permission("write")
    if main.duplicate_of:
        main = open_documents.get_open("Case", main.duplicate_of, for_update=True)
    if main.phase == consts.PHASE_CLOSED:
        frappe.throw(
            _("{0} is closed. Take it up again first, or leave this case on its own.").format(
                main.name
            )
        )
    case.duplicate_of = main.name
    # The workflow's condition reads the stored link to the other case.
    case.save()
    case = transitions.move_to_state(case, duplicates.duplicate_state())
    frappe.db.set_value(
        "Case", {"duplicate_of": case.name}, "duplicate_of", main.name, update_modified=False
    )
    told = _("The same was told in {0}, received on {1}.").format(
        case.name, formatdate(case.received_on)
    )
    main.add_comment("Info", " ".join(filter(None, (told, reason))))
    return case

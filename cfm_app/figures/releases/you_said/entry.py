"""One answer to the community while an act is done with it: locked, in a fitting state, by who may do it."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import authors
from cfm_app.figures.releases import entry as releases
from cfm_app.figures.releases import states

DOCTYPE = "CFM You Said We Did"


def composed(name: str) -> Document:
    """One that is being written, for an act of those who write it. Whoever does one has a part in it."""
    releases.require_composer()
    found = in_state(name, *states.COMPOSING)
    authors.add(found, frappe.session.user)
    return found


def for_decision(name: str) -> Document:
    """One that waits, for an act of somebody who has no part in it."""
    found = in_state(name, states.WAITING)
    if not releases.may_decide(found):
        frappe.throw(
            _("A manager or data protection who had no part in it decides."), frappe.PermissionError
        )
    return found


def in_state(name: str, *expected: str) -> Document:
    """One that the user may read, under a lock, in one of some states."""
    found = frappe.get_doc(DOCTYPE, name, for_update=True)
    found.check_permission("read")
    if found.state not in expected:
        frappe.throw(_("This has moved on meanwhile. Reload the page."))
    return found

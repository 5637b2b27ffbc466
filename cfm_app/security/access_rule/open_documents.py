"""A protected document that is open to the user; a closed one is answered like a missing one."""

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import doctype_access
from cfm_app.security.access_rule import access
from cfm_app.security.obligations import gate
from cfm_app.security.second_factor import step_up

FILE = "File"


def get_open(doctype: str, name: str, *, for_update: bool = False) -> Document:
    """A protected document that the user may see in full; otherwise throws as for a missing one.

    `for_update` reads it under a lock, so what is decided about it still holds when it is written.
    """
    if not isinstance(name, str) or not access.may_see(doctype, name):
        refuse(doctype, str(name))
    return frappe.get_doc(doctype, name, for_update=for_update)


def refuse(doctype: str, name: str) -> NoReturn:
    """Throw as for a missing document, or say what the user has to sign or prove first."""
    require_proof(doctype)
    frappe.throw(_("{0} {1} was not found.").format(_(doctype), name), frappe.DoesNotExistError)


def require_proof(doctype: str) -> None:
    """Throw if the user has something to sign or prove before anything of this kind is looked up."""
    gate.require_for(doctype)
    step_up.require_for(doctype)
    if doctype == FILE or doctype in doctype_access.CHILDREN:
        # They may belong to a report.
        step_up.require_for(step_up.REPORT)

"""A request during an act: locked, open, and handled by the user."""

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.data_protection.breaches import audience
from cfm_app.data_protection.person_requests import states
from cfm_app.security.access_rule import access, open_documents, user_limits
from cfm_app.security.entitlement import handlers as roles
from cfm_app.security.obligations import gate

DOCTYPE, PART = consts.PERSON_REQUEST, consts.REQUEST_PART


def opened(name: str, *expected: str) -> Document:
    """A request under a lock, for its handler, in one of the `expected` states; else throws."""
    request = locked(name)
    if not may_handle(request):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    check_state(request, *expected)
    return request


def check_state(request: Document, *expected: str) -> None:
    """Refuse an act that makes no sense in the state of a request."""
    if request.state not in (expected or states.OPEN):
        frappe.throw(_("This is not the next step of this request any more. Reload the page."))


def locked(name: str) -> Document:
    """A request that the user sees, under a lock."""
    return open_documents.get_open(DOCTYPE, name, for_update=True)


def handlers(name: str) -> list[str]:
    """Who handles a request: data protection; where nobody of it may see it, managers, or the handlers of
    its parts. The Administrator stands in for an office that has none of them. Whoever works in a part of the
    office handles none: what is held on a person lies in all of it.

    Who has something to sign first still handles it, and does so when they have signed: it falls to nobody else.
    """
    with gate.suspended():
        for role in (consts.DATA_PROTECTION, consts.MANAGER):
            found = audience.holders(role, name, DOCTYPE)
            if whole := [user for user in found if not user_limits.on_cases(user)]:
                return whole
        found = sorted(user for user in roles.all_handlers() if access.may_see(DOCTYPE, name, user))
        return found or ["Administrator"]


def may_handle(request: Document) -> bool:
    """Whether the user in the session handles a request: by their role, never by a right on the DocType,
    which a manager may give to anybody.
    """
    user = frappe.session.user
    return user == "Administrator" or user in handlers(request.name)


def save(request: Document) -> Document:
    """Store what an act has done, past the guard that keeps everybody else from the same fields."""
    request.save(ignore_permissions=True)
    return request

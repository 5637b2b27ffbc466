"""An agreement during an act: locked, in a suitable state, and by somebody who may act."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import authors, consts
from cfm_app.base.session_user import has_role
from cfm_app.exchange.agencies import states
from cfm_app.figures import visible_cases, whole_office
from cfm_app.security.entitlement import clearance
from cfm_app.security.lawful_basis import partners
from cfm_app.security.sql_conditions import in_list

DOCTYPE = consts.EXCHANGE_AGREEMENT
COMPOSERS = (consts.MANAGER,)
DECIDERS = (consts.DATA_PROTECTION,)


def may_compose() -> bool:
    """Whether the user in the session maintains agreements: they read the cases of the whole office."""
    return has_role(*COMPOSERS) and visible_cases.reads_cases() and not visible_cases.is_limited()


def require_composer() -> None:
    """Throw for users who do not maintain agreements."""
    if not may_compose():
        frappe.throw(
            _("Managers who see the whole office keep agreements on exchange."),
            frappe.PermissionError,
        )


def condition(user: str | None = None, doctype: str | None = None) -> str:
    """The list condition: for users who see the whole office, and for handlers of an agreement's class."""
    found = clearance.of(user)
    if found.is_unlimited or found.is_general:
        return whole_office.condition(user, doctype)
    if not found.handled:
        return clearance.NOTHING
    return f"`tab{DOCTYPE}`.`restricted_class` in {in_list(found.handled)}"


def permission(
    doc: Document, ptype: str | None = None, user: str | None = None, debug: bool = False
) -> bool:
    """The check of one agreement, by the same rule."""
    found = clearance.of(user)
    if found.is_unlimited or found.is_general:
        return whole_office.permission(doc, ptype, user)
    return doc.restricted_class in found.handled


def readable(name: str) -> Document:
    """An agreement that the user may read."""
    found = frappe.get_doc(DOCTYPE, name)
    found.check_permission("read")
    return found


def in_state(name: str, *expected: str) -> Document:
    """An agreement that the user may read, under a lock, in one of some states."""
    found = frappe.get_doc(DOCTYPE, name, for_update=True)
    found.check_permission("read")
    if found.state not in expected:
        frappe.throw(_("This agreement has moved on meanwhile. Reload the page."))
    return found


def composed(name: str, *expected: str) -> Document:
    """The same for an act of its maintainers. Writing makes the user one of its people."""
    require_composer()
    found = in_state(name, *expected)
    if found.state in states.COMPOSING:
        authors.add(found, frappe.session.user)
    return found


def for_decision(name: str, *expected: str) -> Document:
    """The same for an act of data protection by a user who is none of its people."""
    found = in_state(name, *expected)
    if not may_decide(found):
        frappe.throw(
            _("Data protection agrees, and nobody who had a part in it."), frappe.PermissionError
        )
    return found


def may_decide(agreement: Any) -> bool:
    """Whether the user in the session may agree; nobody agrees to their own."""
    if frappe.session.user == "Administrator":
        return True
    return has_role(*DECIDERS) and frappe.session.user not in authors.people(agreement)


def may_end(agreement: Any) -> bool:
    """Whether the user in the session may end it: whoever maintains agreements, or agrees to them."""
    return (
        may_compose() or has_role(*DECIDERS) or agreement.restricted_class in clearance.of().handled
    )


def require_in_force(agreement: Any, directions: tuple[str, ...], shared: str) -> None:
    """Throw for what an agreement does not cover today; `shared` is one of its checkboxes."""
    if not states.is_in_force(agreement):
        frappe.throw(_("The agreement {0} is not in force.").format(agreement.name))
    if agreement.direction not in directions or not agreement.get(shared):
        frappe.throw(_("The agreement {0} does not cover this.").format(agreement.name))
    if agreement.restricted_class and not clearance.is_restricted(agreement.restricted_class):
        # A class that was opened since would let its cases come in openly.
        frappe.throw(_("The agreement {0} does not cover this.").format(agreement.name))
    partners.check_agreement(agreement.partner)


def save(agreement: Document) -> Document:
    """Save an act's changes, which the guard refuses from anybody else."""
    agreement.save(ignore_permissions=True)
    return agreement

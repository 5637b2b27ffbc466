"""A release during an act: locked, in a suitable state, and by somebody who may act."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import authors, consts
from cfm_app.base.session_user import has_role
from cfm_app.figures import visible_cases
from cfm_app.figures.releases import states

DOCTYPE = "CFM Release"
# Composed by managers and accountability, approved by managers and data protection.
READERS = (consts.MANAGER, consts.DATA_PROTECTION, consts.AAP)
COMPOSERS = (consts.MANAGER, consts.AAP)
DECIDERS = (consts.MANAGER, consts.DATA_PROTECTION)


def may_compose() -> bool:
    """Whether the user in the session composes releases: they read the cases of the whole office.

    Others could learn of single cases from several drafts, each of which is protected by itself.
    """
    return _composes() and not visible_cases.is_limited()


def require_composer() -> None:
    """Throw for users who do not compose releases."""
    if not _composes():
        frappe.throw(_("Managers and accountability compose figures."), frappe.PermissionError)
    if visible_cases.is_limited():
        frappe.throw(
            _("Your account sees a part of the office. A release counts all of it."),
            frappe.PermissionError,
        )


def composed(name: str, *expected: str) -> Document:
    """A release under a lock, for its composers. Acting makes the user one of its people."""
    require_composer()
    found = in_state(name, *expected)
    if found.monthly:
        frappe.throw(
            _(
                "Nobody approved the figures of a month: they stay in the office. Compose figures to send."
            )
        )
    if found.state in states.COMPOSING:
        authors.add(found, frappe.session.user)
    return found


def for_decision(name: str, *expected: str) -> Document:
    """The same for an act of a decider who is none of its people."""
    release = in_state(name, *expected)
    if not has_role(*DECIDERS):
        frappe.throw(_("Managers and data protection decide on releases."), frappe.PermissionError)
    if not may_decide(release):
        frappe.throw(
            _("You had a part in these figures: somebody else decides."), frappe.PermissionError
        )
    return release


def readable(name: str) -> Document:
    """A release that the user may read."""
    release = frappe.get_doc(DOCTYPE, name)
    release.check_permission("read")
    return release


def in_state(name: str, *expected: str) -> Document:
    """A release that the user may read, under a lock, in one of some states."""
    release = frappe.get_doc(DOCTYPE, name, for_update=True)
    release.check_permission("read")
    if release.state not in expected:
        frappe.throw(_("These figures have moved on meanwhile. Reload the page."))
    return release


def may_decide(release: Any) -> bool:
    """Whether the user in the session may approve a release; nobody approves their own."""
    if frappe.session.user == "Administrator":
        return True
    return has_role(*DECIDERS) and frappe.session.user not in authors.people(release)


def wait_for_others() -> None:
    """Lock submission and release for everybody else until this transaction ends."""
    frappe.db.get_value("DocType", DOCTYPE, "name", for_update=True)


def save(release: Document) -> Document:
    """Save an act's changes, which the guard refuses from anybody else."""
    release.save(ignore_permissions=True)
    return release


def _composes() -> bool:
    return has_role(*COMPOSERS) and visible_cases.reads_cases()

"""Revoking a key: after a theft, a leaked passphrase, or a colleague's departure."""

import frappe
from frappe import _
from frappe.utils import escape_html, get_fullname

from cfm_app.base import consts, notices
from cfm_app.security import audit
from cfm_app.security.entitlement import handlers
from cfm_app.security.sealing import circle, keys, last_key, switching, unlocking


def revoke(user: str, reason: str | None) -> None:
    """Take the key of somebody out of use, for a reason: it unlocks no session from now on.

    Done by its owner, a handler of a sealed class that they handle too, or data protection. What is sealed for it
    stays readable to whoever copied it with the database, until a handler gives the reports anew. Refused where a
    sealed class would be left without anybody who opens it. Its owner, the handlers and data protection are told.
    """
    if not may_revoke(user):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    key = keys.required(user)
    why = (reason or "").strip()
    if not why:
        frappe.throw(_("Write why: those who are told have to understand it."))
    with last_key.kept():
        frappe.db.set_value(keys.DOCTYPE, key.name, "state", keys.REVOKED)
    unlocking.end_all(user)
    audit.record(keys.LOGGED, "User", user, detail=_("Key revoked"))
    _tell(user, why)


def may_revoke(user: str) -> bool:
    """Whether the user in the session may revoke a user's key."""
    me = frappe.session.user
    if me == user or handlers.has_role(me, consts.DATA_PROTECTION):
        return True
    return any(
        switching.is_handler(sensitivity) and user in circle.of(sensitivity).members
        for sensitivity in circle.sealed_classes()
    )


def _tell(user: str, why: str) -> None:
    by, name = get_fullname(frappe.session.user), get_fullname(user)
    people = {
        user,
        *handlers.holders(consts.DATA_PROTECTION),
        *(one for each in circle.sealed_classes() for one in switching.concerned(each)),
    }
    told = {each for each in people if each != "Administrator"}
    notices.tell_each(
        told,
        lambda language: _(
            "The key of {0} for sealed reports was revoked by {1}: {2}. A handler now gives the reports anew.",
            language,
        ).format(name, by, escape_html(why)),
    )

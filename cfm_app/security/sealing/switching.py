"""Turns sealing of a restricted class on and off.

One person turns it on, once nobody would be locked out: two handlers and three keepers have keys. Turning
it off takes two: one asks, and a handler with an unlocked key opens the reports.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import consts, notices
from cfm_app.security import audit
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.sealing import circle, keys, unlocking
from cfm_app.security.sealing.circle import ENDING, OFF, ON

DOCTYPE = circle.DOCTYPE
FEWEST_HANDLERS = 2
OFFICE = (consts.MANAGER, consts.DATA_PROTECTION)


def turn_on(sensitivity: str) -> None:
    """Seal the reports of a class from now on; existing ones follow in batches or by night."""
    require_office()
    missing = missing_for(sensitivity)
    if missing:
        frappe.throw(" ".join(missing))
    if circle.state_of(sensitivity) != OFF:
        frappe.throw(_("This class is sealed already."))
    _store(
        sensitivity,
        state=ON,
        begun_by=frappe.session.user,
        begun_on=now_datetime(),
        end_asked_by=None,
    )
    _make_known(
        sensitivity,
        _("Sealing turned on"),
        lambda language: _(
            "Reports of the class {0} are sealed from now on. Decided by {1}", language
        ),
    )


def missing_for(sensitivity: str) -> list[str]:
    """What is missing before a class can be sealed, in sentences."""
    if not clearance.is_restricted(sensitivity):
        return [_("Only reports of a restricted class are sealed.")]
    missing = []
    if len(circle.of_handlers(sensitivity).members) < FEWEST_HANDLERS:
        missing.append(
            _(
                "Two handlers of the class need a key first, so that one lost passphrase costs nothing."
            )
        )
    if not circle.recovery_key():
        missing.append(_("Three keepers of the recovery key have to be named first."))
    return missing


def ask_to_end(sensitivity: str) -> None:
    """Ask to stop sealing a class; a handler of the class decides."""
    require_office()
    require_sealed(sensitivity)
    _store(sensitivity, state=ENDING, end_asked_by=frappe.session.user)
    _make_known(
        sensitivity,
        _("End of sealing asked for"),
        lambda language: _("{1} asks that reports of the class {0} are sealed no more.", language),
    )


def keep_on(sensitivity: str) -> None:
    """Refuse or withdraw such a request."""
    if not is_handler(sensitivity):
        require_office()
    if circle.state_of(sensitivity) != ENDING:
        frappe.throw(_("Nobody asked for it."))
    _store(sensitivity, state=ON, end_asked_by=None)
    _make_known(
        sensitivity,
        _("Sealing stays on"),
        lambda language: _("Reports of the class {0} stay sealed. Decided by {1}", language),
    )


def end(sensitivity: str) -> None:
    """Agree as a handler: new words are stored in plain, and existing ones opened."""
    if not is_handler(sensitivity):
        frappe.throw(_("A handler of the class decides about this."), frappe.PermissionError)
    unlocking.required()
    asked_by = circle.record_of(sensitivity).get("end_asked_by")
    if circle.state_of(sensitivity) != ENDING or asked_by == frappe.session.user:
        frappe.throw(_("Somebody else has to ask for it first."))
    _store(sensitivity, state=OFF, ended_by=frappe.session.user, ended_on=now_datetime())
    _make_known(
        sensitivity,
        _("Sealing turned off"),
        lambda language: _("Reports of the class {0} are sealed no more. Decided by {1}", language),
    )


def is_handler(sensitivity: str) -> bool:
    """Whether the user in the session handles a class."""
    return handlers.has_role(frappe.session.user, clearance.handler_role(sensitivity))


def require_office() -> None:
    """Throw unless the user is a manager or data protection."""
    if not set(OFFICE) & set(frappe.get_roles()):
        frappe.throw(
            _("The manager or data protection decides about this."), frappe.PermissionError
        )


def require_sealed(sensitivity: str) -> None:
    """Throw for a class that is not sealed, or is being opened."""
    if circle.state_of(sensitivity) != ON:
        frappe.throw(_("This class is not sealed."))


def make_known(users: set[str], say: Callable[[str | None], str]) -> None:
    """One line to some users but not to whoever acts: `say` gives it in a language."""
    notices.tell_each(users - {frappe.session.user, "Administrator"}, say)


def concerned(sensitivity: str) -> set[str]:
    """The handlers of a class and data protection."""
    of_class = handlers.holders(clearance.handler_role(sensitivity))
    return {*of_class, *handlers.holders(consts.DATA_PROTECTION)}


def _make_known(sensitivity: str, what: str, say: Callable[[str | None], str]) -> None:
    audit.record(keys.LOGGED, "Case Sensitivity", sensitivity, detail=what)
    by = get_fullname(frappe.session.user)
    make_known(concerned(sensitivity), lambda language: say(language).format(sensitivity, by))


def _store(sensitivity: str, **values: object) -> None:
    if known := circle.record_of(sensitivity).get("name"):
        frappe.db.set_value(DOCTYPE, known, values)
    else:
        made = frappe.get_doc({"doctype": DOCTYPE, "sensitivity": sensitivity, **values})
        made.insert(ignore_permissions=True)

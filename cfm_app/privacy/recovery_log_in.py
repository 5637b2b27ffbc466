"""A log-in by password and recovery code, where the framework's own log-in takes none: a bench has no hook there."""

import frappe
from frappe import _

from cfm_app.privacy import accounts, factor, own_sessions, step_up


def begin(name: str, password: str, code: str) -> None:
    """Begin a session for whoever has the password and a code of their second factor.

    Wrong passwords are counted as at the log-in, wrong codes as within a session.
    """
    manager = frappe.local.login_manager
    try:
        manager.authenticate(name, password)
    except frappe.AuthenticationError:
        text = _("Name or password is wrong. Check capital letters and try again.")
        frappe.throw(text, frappe.AuthenticationError)
    user = manager.user
    if not factor.is_asked(user) or not factor.is_set_up(user):
        frappe.throw(_("Nobody asks you for a code: log in as usual."), frappe.AuthenticationError)
    factor.prove(code, user)
    manager.login_as(user)
    # What not every framework does for such a log-in.
    accounts.look_at_password(manager)
    own_sessions.note(manager)
    step_up.hold()

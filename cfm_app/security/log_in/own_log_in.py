"""A log-in of the app's own, for frameworks whose log-in knows no recovery codes and trusted devices.

A bench has no hook between the password and its second step.
"""

from typing import Any

import frappe
from frappe import _

from cfm_app.security.administration import accounts
from cfm_app.security.log_in import trusted_devices
from cfm_app.security.second_factor import factor, own_sessions, step_up


def log_in(name: str, password: str, code: str, trusts: bool = False) -> dict[str, Any]:
    """Log in with a password and a code of the second factor, or from a trusted device.

    Wrong passwords are counted as at the log-in, wrong codes as within a session. Returns an empty dict
    once the session has begun. Where a code is missing, the answer has `asks_code`; where the password is
    too old, `new_password_at` is the page for a new one.
    """
    manager = frappe.local.login_manager
    try:
        manager.authenticate(name, password)
    except frappe.AuthenticationError:
        text = _("Name or password is wrong. Check capital letters and try again.")
        frappe.throw(text, frappe.AuthenticationError)
    user = manager.user
    if not factor.is_required(user):
        frappe.throw(_("Nobody asks you for a code: log in as usual."), frappe.AuthenticationError)
    if not factor.is_set_up(user):
        text = _(
            "Your second factor is not set up yet. Log in for the first time with the link below."
        )
        frappe.throw(text, frappe.AuthenticationError)
    if not code and not trusted_devices.accept_and_rotate(user):
        return {"asks_code": True, **trusted_devices.offer(user), **factor.offer(user)}
    if code:
        factor.verify(code, user)
    if manager.force_user_to_reset_password():
        return {"new_password_at": frappe.get_doc("User", user).reset_password()}
    manager.login_as(user)
    # Not every framework runs its log-in hooks for such a session.
    accounts.tell_of_new_password(manager)
    own_sessions.record_device(manager)
    trusted_devices.note_log_in(manager)
    if code:
        step_up.grant()
        if trusts:
            trusted_devices.trust(user)
    return {}

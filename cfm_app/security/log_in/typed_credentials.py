"""Name, password and code come as texts, and a code after a password: else it is no log-in, and no error of the server.

A bench hands what a body of JSON holds to its cache and its database as it is, and counts no wrong password that
comes with a code. A begun log-in that goes on without a code it begins anew with a password that nobody sent. A log-in
is earlier than its hooks.
"""

from typing import Any

import frappe
from frappe import _, auth

from cfm_app.security import framework_methods

CREDENTIALS = ("usr", "pwd", "otp", "tmp_id")
_REPLACED = "takes_texts"


def install() -> None:
    """Have the framework's log-in look at what it was sent, from now on in this process."""
    manager: Any = getattr(auth, "LoginManager", None)
    original = getattr(manager, "login", None)
    if original is not None and not hasattr(original, _REPLACED):
        framework_methods.replace(manager, "login", _typed)
        setattr(manager.login, _REPLACED, True)


def require_texts(form: Any) -> None:
    """Throw where one of them is sent, and is no text."""
    if any(not isinstance(form.get(each) or "", str) for each in CREDENTIALS):
        frappe.throw(_("Send name, password and code as texts."), frappe.AuthenticationError)


def leave_out_early_code(form: Any) -> None:
    """Take a code away that no right password came before: the password is judged, and counted, as without it."""
    begun = form.get("tmp_id")
    if form.get("otp") and not (begun and frappe.cache.get(f"{begun}_usr")):
        form.pop("otp")


def leave_out_begun(form: Any) -> None:
    """Take a begun log-in away that no code comes with: what is left is one from the start, or none."""
    if not form.get("otp"):
        form.pop("tmp_id", None)


def _typed(original: Any) -> Any:
    def login(manager: Any, *given: Any, **named: Any) -> Any:
        require_texts(frappe.form_dict)
        leave_out_early_code(frappe.form_dict)
        leave_out_begun(frappe.form_dict)
        return original(manager, *given, **named)

    return login

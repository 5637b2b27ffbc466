"""The password and second factor of a user, as a fingerprint that changes with either.

Trust that was given on the strength of these ends when they change, whoever changes them and however.
"""

from hashlib import sha256

import frappe

from cfm_app.security.administration import accounts


def fingerprint(user: str) -> str:
    """A hash that changes with the password or the authenticator app, and reveals neither."""
    app = {"parent": "__2fa", "defkey": f"{user}_otpsecret"}
    secret = frappe.db.get_value("DefaultValue", app, "defvalue")
    return sha256(f"{accounts.password_fingerprint(user)}|{secret or ''}".encode()).hexdigest()


def is_enabled(user: str) -> bool:
    """Whether the user may log in at all."""
    return bool(frappe.db.get_value("User", user, "enabled"))

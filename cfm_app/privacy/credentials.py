"""What changes whenever the way into an account does: its password, or the app of its second factor.

What somebody was trusted with by that way ends with it, whoever changed it and by whichever door.
"""

from hashlib import sha256

import frappe

from cfm_app.privacy import accounts


def fingerprint(user: str) -> str:
    """Tells nothing of either, and is another one as soon as one of them is."""
    app = {"parent": "__2fa", "defkey": f"{user}_otpsecret"}
    secret = frappe.db.get_value("DefaultValue", app, "defvalue")
    return sha256(f"{accounts.password_fingerprint(user)}|{secret or ''}".encode()).hexdigest()


def is_enabled(user: str) -> bool:
    """Whether somebody enters by it at all."""
    return bool(frappe.db.get_value("User", user, "enabled"))

"""The key under which a browser keeps what is typed and not yet stored.

Pages hold it in their memory alone. The server works it out for a session that lives and is not locked. Once
that has ended nobody does, and what lies in the browser is closed for good.
"""

import hmac
from base64 import b64encode
from hashlib import sha256

import frappe
from frappe.utils.password import get_encryption_key

from cfm_app.security.second_factor import idle, own_sessions

PURPOSE = "cfm drafts in the browser"


def of_session() -> str:
    """The key of the session, in base64; empty where nobody is logged in, or has yet to unlock."""
    if not own_sessions.current_mark() or idle.is_locked():
        return ""
    of_whom = "\n".join((PURPOSE, frappe.session.user, frappe.session.sid))
    return b64encode(hmac.digest(get_encryption_key().encode(), of_whom.encode(), sha256)).decode()

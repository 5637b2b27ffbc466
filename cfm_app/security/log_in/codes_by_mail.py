"""A code or a first set-up by mail waits in the queue: no log-in fails because a mail server does not answer.

A bench sends it while the log-in waits, and answers with an error of the server where it cannot. (The embedded engine
has no such function.)
"""

from typing import Any

import frappe
import pyotp
from frappe import _, twofactor

from cfm_app.security import framework_methods

APP = "cfm_app"
FUNCTION = "send_token_via_email"
FLUSH = "frappe.email.queue.flush"
_REPLACED = "waits_in_the_queue"


def install() -> None:
    """Have the framework's second factor put its mails into the queue, from now on in this process."""
    original = getattr(twofactor, FUNCTION, None)
    if original is not None and not hasattr(original, _REPLACED):
        framework_methods.replace(twofactor, FUNCTION, _queued)
        setattr(getattr(twofactor, FUNCTION), _REPLACED, True)


def _queued(original: Any) -> Any:
    def send_token_via_email(
        user: str,
        token: Any,
        otp_secret: str,
        otp_issuer: str,
        subject: str | None = None,
        message: str | None = None,
    ) -> bool:
        if APP not in frappe.get_installed_apps():
            return bool(original(user, token, otp_secret, otp_issuer, subject, message))
        code = pyotp.HOTP(otp_secret).at(int(token))
        values = {"otp": code, "otp_issuer": otp_issuer}
        framework: Any = twofactor
        return send(
            user,
            subject or framework.get_email_subject_for_2fa(values),
            message or framework.get_email_body_for_2fa(values),
        )

    return send_token_via_email


def send(user: str, subject: str, message: str) -> bool:
    """Put a mail to a user into the queue, and have a job send it at once; whether there is a way for it."""
    address = frappe.db.get_value("User", user, "email")
    if not address:
        return False
    try:
        frappe.sendmail(
            recipients=address,
            subject=subject,
            message=message,
            header=[_("Verification Code"), "blue"],
        )
    except frappe.OutgoingEmailError:
        # Whoever logs in is told that nothing was sent.
        frappe.clear_messages()
        return False
    frappe.enqueue(FLUSH, enqueue_after_commit=True)
    return True

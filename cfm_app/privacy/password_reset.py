"""A forgotten password: the answer is the same whoever is meant, and whether anybody is.

The framework's own door answers otherwise for who exists, is disabled or does not exist, and takes
longer where it sends a mail. Here a job asks that door, so that neither words nor time tell. In a
job no request names the address that the link leads to, either.
"""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from cfm_app.privacy import delegation

DOOR = "frappe.core.doctype.user.user.reset_password"
LONGEST_NAME = 140
MOST_OF_ADDRESS = 30
MOST_FOR_NAME = 3
SECONDS = 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=MOST_OF_ADDRESS, seconds=SECONDS)
@rate_limit(key="user", limit=MOST_FOR_NAME, seconds=SECONDS)
def reset_password(user: str) -> None:
    """Have a link for a new password sent to whoever is meant."""
    if len(user) <= LONGEST_NAME:
        frappe.enqueue(send_link, user=user)
    frappe.msgprint(
        _(
            "If there is an account with this name, a link for a new password is on its way. If none"
            " comes, ask your manager."
        )
    )


def send_link(user: str) -> None:
    """The job: what the framework does, without telling anybody how it went.

    A manager sets up the account through which mails leave, and could read the link. So who runs
    the machine gets none, and sets a password there.
    """
    name = frappe.db.get_value("User", {"name": user}) or frappe.db.get_value(
        "User", {"username": user}
    )
    if name and delegation.is_above_managers(name):
        return
    frappe.get_attr(DOOR)(user)
    frappe.clear_messages()

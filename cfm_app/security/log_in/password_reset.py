"""A forgotten password: the answer is the same for every name, existing or not.

Frappe's own method answers differently for existing, disabled and missing users, and takes longer where
it sends a mail. Here a job calls it, so neither words nor time reveal anything. In a job, no request can
set the address of the link either.
"""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from cfm_app.security.administration import delegation

DOOR = "frappe.core.doctype.user.user.reset_password"
LONGEST_NAME = 140
MOST_OF_ADDRESS = 30
MOST_FOR_NAME = 3
SECONDS = 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=MOST_OF_ADDRESS, seconds=SECONDS)
@rate_limit(key="user", limit=MOST_FOR_NAME, seconds=SECONDS)
def reset_password(user: str) -> None:
    """Replaces Frappe's method: have a job send the link."""
    if len(user) <= LONGEST_NAME:
        frappe.enqueue(send_link, user=user)
    frappe.msgprint(
        _(
            "If there is an account with this name, a link for a new password is on its way. If none"
            " comes, ask your manager."
        )
    )


def send_link(user: str) -> None:
    """The job: run Frappe's method and report nothing.

    A manager sets up the account that sends mails, and could read the link. So System Managers get none,
    and set their password on the machine.
    """
    # By each of these the framework may know somebody.
    called = [[field, "=", user] for field in ("name", "email", "username", "mobile_no")]
    if any(
        map(delegation.is_above_managers, frappe.get_all("User", or_filters=called, pluck="name"))
    ):
        return
    frappe.get_attr(DOOR)(user)
    frappe.clear_messages()

"""Absences of users who answer referrals, over HTTP."""

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.procedures.sop import leave


@frappe.whitelist(methods=["POST"])
@retried
def write_down(
    user: str,
    since: str,
    until: str | None = None,
    deputy: str | None = None,
    part: str = leave.ORDINARY,
    unattended_reason: str | None = None,
) -> None:
    """Enter an absence on all posts of a user; `part` is a restricted class or empty.

    `unattended_reason` says why it must be so although nobody else can open the cases of a class meanwhile.
    """
    leave.record(user, since, until, deputy, part, unattended_reason or "")


@frappe.whitelist(methods=["POST"])
@retried
def end(user: str, part: str = leave.ORDINARY) -> None:
    """End an absence."""
    leave.end(user, part)

"""Having a job look into a mailbox."""

import frappe

JOB = "cfm_app.channels.mail.fetching.fetch"


def fetch_soon(account: str) -> None:
    """Have a job look into a mailbox, unless one is about to."""
    frappe.enqueue(
        JOB, queue="long", job_id=f"cfm-mail-{account}", deduplicate=True, account=account
    )

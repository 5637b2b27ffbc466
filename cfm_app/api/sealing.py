"""Sealed reports over HTTP. Passphrases come in the body of a request and are never stored."""

from typing import Any

import frappe

from cfm_app.api.deadlocks import retried
from cfm_app.data_protection.personal_data import plain_remains
from cfm_app.security.sealing import (
    files,
    giving,
    keys,
    making,
    recovery,
    revoking,
    switching,
    unlocking,
)


@frappe.whitelist(methods=["POST"])
def make_key(passphrase: str, again: str) -> None:
    """Create the key of the user in the session, and unlock it for the session."""
    making.make(passphrase, again)


@frappe.whitelist(methods=["POST"])
def change_passphrase(old: str, passphrase: str, again: str) -> None:
    """Change the passphrase of the key; other unlocked sessions are locked."""
    unlocking.try_once()
    keys.change_passphrase(old, passphrase, again)
    unlocking.end_all(frappe.session.user)


@frappe.whitelist(methods=["POST"])
@retried
def revoke_key(reason: str, user: str | None = None) -> None:
    """Revoke a key: that of the user in the session, or of somebody else."""
    revoking.revoke(user or frappe.session.user, reason)


@frappe.whitelist(methods=["POST"])
def unlock(passphrase: str) -> None:
    """Unlock the key for this session."""
    unlocking.unlock(passphrase)


@frappe.whitelist(methods=["POST"])
def lock() -> None:
    """Lock the key."""
    unlocking.lock()


@frappe.whitelist(methods=["POST"])
@retried
def give(sensitivity: str, after: str = "") -> dict[str, Any]:
    """Seal the next reports of a class for today's handlers. Returns where to continue."""
    batch = giving.give(sensitivity, after)
    return {"done": batch.done, "unreadable": batch.unreadable, "after": batch.place}


@frappe.whitelist(methods=["POST"])
@retried
def turn_on(sensitivity: str) -> None:
    """Seal the reports of a class from now on."""
    switching.turn_on(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def seal(sensitivity: str) -> None:
    """Queue a job that seals the class's reports that are still in plain; their number is not shown."""
    switching.require_office()
    switching.require_sealed(sensitivity)
    frappe.enqueue(
        plain_remains.SEALING,
        queue="long",
        enqueue_after_commit=True,
        job_id=f"{plain_remains.SEALING}::{sensitivity}",
        deduplicate=True,
        sensitivity=sensitivity,
    )


@frappe.whitelist(methods=["POST"])
@retried
def ask_to_end(sensitivity: str) -> None:
    """Ask to stop sealing a class."""
    switching.ask_to_end(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def keep_on(sensitivity: str) -> None:
    """Refuse or withdraw such a request."""
    switching.keep_on(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def end(sensitivity: str) -> None:
    """Agree, as a handler of the class, to stop sealing it."""
    switching.end(sensitivity)


@frappe.whitelist(methods=["POST"])
@retried
def name_keepers(first: str, second: str, third: str) -> str:
    """Name the three keepers of the recovery key."""
    return recovery.name_keepers([first, second, third])


@frappe.whitelist(methods=["POST"])
@retried
def agree_to_keepers(name: str) -> None:
    """Agree as the second person, which creates the recovery key."""
    recovery.agree(name)


@frappe.whitelist(methods=["POST"])
@retried
def withdraw_keepers(name: str) -> None:
    """Withdraw or refuse the naming of keepers."""
    recovery.withdraw(name)


@frappe.whitelist(methods=["POST"])
@retried
def begin_recovery(sensitivity: str, handler: str, reason: str) -> str:
    """Start a recovery as the first keeper."""
    return recovery.begin(sensitivity, handler, reason)


@frappe.whitelist(methods=["POST"])
@retried
def finish_recovery(name: str, after: str = "") -> dict[str, Any]:
    """Continue a recovery as the second keeper. Returns where the next request continues."""
    return {"after": recovery.finish(name, after)}


@frappe.whitelist(methods=["POST"])
@retried
def call_off_recovery(name: str) -> None:
    """Cancel a recovery."""
    recovery.call_off(name)


@frappe.whitelist()
def download(name: str) -> None:
    """Download a sealed file in plain, for a handler whose key is unlocked."""
    called, content = files.download(name)
    frappe.local.response.update({"type": "download", "filename": called, "filecontent": content})

"""Keys of handlers and keepers: the public half, and the secret under their passphrase."""

from typing import Any

import frappe
from frappe import _
from frappe.core.doctype.user import user as framework_user
from frappe.utils import now_datetime

from cfm_app.base.counting import counted
from cfm_app.security import audit
from cfm_app.security.sealing import envelope

DOCTYPE = "CFM Sealing Key"
ACTIVE, REPLACED, REVOKED = "Active", "Replaced", "Revoked"
# Short words are guessed by whoever has the database; nothing slows them down but the length.
FEWEST_SIGNS = 12
LOGGED = "Sealing"


def of_user(user: str) -> Any:
    """The active key of a user (`name`, `public_key`, `locked_identity`), or None."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"user": user, "state": ACTIVE},
        fields=["name", "public_key", "locked_identity", "made_on"],
        order_by="creation desc",
        limit_page_length=1,
    )
    return rows[0] if rows else None


def had_one(user: str) -> bool:
    """Whether a user has a key or had one."""
    return bool(frappe.db.exists(DOCTYPE, {"user": user}))


def public_keys(users: list[str]) -> dict[str, str]:
    """The active public keys of some users, by user."""
    rows = frappe.get_all(
        DOCTYPE,
        filters={"user": ["in", users or [""]], "state": ACTIVE},
        fields=["user", "public_key"],
        order_by="creation asc",
    )
    return {row.user: row.public_key for row in rows}


def make(passphrase: str, again: str) -> envelope.Identity:
    """Create a key for the user in the session, replacing an earlier one.

    Reports sealed for the replaced key stay so until another handler, or two keepers, give them again.
    The passphrase is neither stored nor logged.
    """
    check(passphrase, again)
    user = frappe.session.user
    identity = envelope.new_identity()
    is_second = had_one(user)
    frappe.db.set_value(DOCTYPE, {"user": user, "state": ACTIVE}, "state", REPLACED)
    _store(user, identity, passphrase)
    audit.record(
        LOGGED,
        "User",
        user,
        detail=_("New key in place of the old one") if is_second else _("First key"),
    )
    return identity


def change_passphrase(old: str, passphrase: str, again: str) -> None:
    """Change the passphrase of the user's key; the key stays the same."""
    key = required(frappe.session.user)
    secret = opened(key, old)
    check(passphrase, again)
    locked = envelope.lock_with(passphrase, secret)
    frappe.db.set_value(DOCTYPE, key.name, "locked_identity", locked)
    audit.record(LOGGED, "User", frappe.session.user, detail=_("New passphrase"))


def opened(key: Any, passphrase: str) -> str:
    """The secret of a key; throws for a wrong passphrase."""
    try:
        return envelope.unlock_with(passphrase, key.locked_identity)
    except envelope.Unreadable as error:
        frappe.throw(str(error), envelope.Unreadable)
        raise


def required(user: str) -> Any:
    """The active key of a user; throws if there is none."""
    key = of_user(user)
    if not key:
        frappe.throw(_("You have no key yet: make one first."))
    return key


def check(passphrase: str, again: str) -> None:
    """Throw for a passphrase that differs from its repetition or is easily guessed."""
    if passphrase != again:
        frappe.throw(_("The two passphrases are not the same. Type both again."))
    if len(passphrase) < FEWEST_SIGNS:
        frappe.throw(
            counted(
                _(
                    "A passphrase has {0} signs at least: four or five words that only you put together."
                ),
                FEWEST_SIGNS,
            )
        )
    found = framework_user.test_password_strength(passphrase).get("feedback") or {}
    if not found.get("password_policy_validation_passed", True):
        advice = " ".join(filter(None, (found.get("warning"), *(found.get("suggestions") or []))))
        frappe.throw(advice or _("This passphrase is easily guessed. Take more words."))


def _store(user: str, identity: envelope.Identity, passphrase: str) -> None:
    frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "user": user,
            "public_key": str(identity.to_public()),
            "locked_identity": envelope.lock_with(passphrase, str(identity)),
            "state": ACTIVE,
            "made_on": now_datetime(),
        }
    ).insert(ignore_permissions=True)

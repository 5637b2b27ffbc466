"""Creates keys and announces it: nobody at an open session may create one unseen."""

from contextlib import nullcontext

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts, languages, notices
from cfm_app.security.entitlement import handlers
from cfm_app.security.sealing import keys, last_key, switching, unlocking


def make(passphrase: str, again: str) -> None:
    """Create and unlock a key for the user in the session, and tell its owner.

    If it replaces a key, the handlers who may be asked to give reports and data protection are told, too. Refused
    where the key that it replaces is unlocked, and the last that opens a sealed class.
    """
    user = frappe.session.user
    unlocking.require_may_have_key()
    is_second = keys.had_one(user)
    # Whoever has forgotten the passphrase loses nothing with the old key; whoever has just used it would.
    is_known = unlocking.identity() is not None
    with last_key.kept() if is_known else nullcontext():
        identity = keys.make(passphrase, again)
    unlocking.end_all(user)
    unlocking.hold(identity)
    told = _(
        "A key for sealed reports was made in your account. If it was not you, tell data protection at once.",
        languages.of_user(user),
    )
    notices.tell(user, told)
    if is_second:
        _tell_others(get_fullname(user))


def _tell_others(name: str) -> None:
    people = handlers.all_handlers() | set(handlers.holders(consts.DATA_PROTECTION))
    switching.make_known(
        people,
        lambda language: _(
            "{0} made a new key for sealed reports. Ask them before somebody gives them reports.",
            language,
        ).format(name),
    )

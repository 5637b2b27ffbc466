"""The letter to a new person: a link with which they choose their password."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import clear_messages, msgprint
from ...kernel.core.signals import document_event
from ...kernel.i18n import _
from ...kernel.i18n.languages import get_user_lang, print_language
from ...kernel.utils.numbers import cint
from ..notify.account import outgoing_account
from ..notify.sendmail import sendmail
from .reset import make_reset_link
from .second_factor import issuer
from .user import STANDARD_USERS

_KEY = ["reset_password_key", "last_reset_password_key_generated_on"]
_QUIET = ("in_install", "in_bootstrap", "in_patch", "in_migrate")


def send_invitation(doc: Any) -> str:
    """Queue the letter, in the language of its reader; returns the address it goes to."""
    link = make_reset_link(doc.name)
    doc.update(local.db.get_value("User", doc.name, _KEY, as_dict=True))
    with print_language(get_user_lang(doc.name)):
        sendmail(
            recipients=[doc.email],
            subject=_("Your access to {0}").format(issuer()),
            message=_("You can log in as {0}. Choose your password here: {1}").format(
                doc.name, link
            ),
        )
    return str(doc.email)


def welcome(doc: Any, method: str) -> None:
    """Invite whoever is made with "Send Welcome Email"; where no mail goes out, say what to do."""
    if method != "on_update" or doc.doctype != "User" or not doc.flags.in_insert:
        return
    if any(local.flags.get(flag) for flag in _QUIET) or doc.name in STANDARD_USERS:
        return
    if not cint(doc.send_welcome_email) or not cint(doc.enabled) or doc.flags.no_welcome_mail:
        return
    if outgoing_account() is None:
        msgprint(
            _(
                "No e-mail went out: no account sends yet. Under Access, show the link to hand over."
            ),
            indicator="orange",
            alert=True,
        )
        return
    local.db.savepoint("welcome")
    try:
        send_invitation(doc)
        msgprint(_("An invitation was sent to {0}").format(doc.email), alert=True)
    except Exception:
        local.db.rollback(save_point="welcome")
        clear_messages()
        doc.log_error(_("The invitation could not be sent"))


document_event.connect(welcome)

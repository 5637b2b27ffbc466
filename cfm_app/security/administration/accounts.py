"""Accounts that open restricted cases: nobody enters one unseen.

Whoever manages users can set a password, and may read the mails of the server in which links for new
passwords go out. That must stay possible, so it is made known instead: to the owner of the account and
to the data protection focal points; and it stands in the access log. A key for programs passes by the
second factor, so only its owner makes one. Roles are the business of `four_eyes`.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from cfm_app.base import consts, notices
from cfm_app.security import audit
from cfm_app.security.administration import access_requests, delegation, four_eyes
from cfm_app.security.administration.access_facts import DEVICE, AccessFact
from cfm_app.security.administration.access_requests import AccessChange
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.second_factor import factor, step_up

ACTION = "Account"
# Log-in names, and the addresses to which links for a new password are sent.
ENTRANCE = (
    "email",
    "enabled",
    "restrict_ip",
    "login_after",
    "login_before",
    "simultaneous_sessions",
    "bypass_restrict_ip_check_if_2fa_enabled",
)
RESET = "frappe.twofactor.reset_otp_secret"


def note_new_credentials(user: Document, method: str | None = None) -> None:
    """Remember that another person sets a password, before the save removes the plain password.

    Refuses an API key that somebody else makes for the account of a handler.
    """
    user.flags.cfm_new_password = bool(user.get("new_password"))
    secret = str(user.get("api_secret") or "").strip("*")
    if secret and user.name == frappe.session.user:
        # From then on the key bypasses the second factor.
        step_up.require(step_up.RIGHTS)
    if secret and _is_of_another_handler(user):
        frappe.throw(
            _("{0} handles restricted cases: nobody else makes a key for this account.").format(
                get_fullname(user.name)
            ),
            frappe.PermissionError,
        )


def queue_invitation(user: Document, method: str | None = None) -> None:
    """Put the welcome mail of a new account into the queue instead of sending it at once.

    Frappe would send it at once, and sending commits: the account would stay whatever refuses it
    afterwards, and a dry run would invite people.
    """
    user.flags.delay_emails = True


def check_own_credentials(user: Document, method: str | None = None) -> None:
    """Refuse changes by which whoever sits at an open session could take over the account.

    A new password needs the present one; the addresses for links and codes are changed by a manager.
    """
    if user.is_new() or frappe.session.user != user.name or user.name == "Administrator":
        return
    if user.get("new_password"):
        frappe.throw(
            _("Choose a new password on the page {0}, which asks for the present one.").format(
                "/update-password"
            ),
            frappe.PermissionError,
        )
    if "System Manager" in frappe.get_roles():
        return
    stored = frappe.db.get_value("User", user.name, ENTRANCE, as_dict=True)
    for field in ENTRANCE:
        if str(user.get(field) or "") != str(stored.get(field) or ""):
            label = _(user.meta.get_label(field))
            frappe.throw(
                _("{0}: ask the person who manages users to change this.").format(label),
                frappe.PermissionError,
            )


def make_known(user: Document, method: str | None = None) -> None:
    """Tell the owner and data protection that another person has set a handler's password."""
    if user.flags.cfm_new_password and _is_of_another_handler(user):
        _tell_owner(user)
    user.flags.cfm_new_password = False


def _is_of_another_handler(user: Document) -> bool:
    """Whether an account that somebody else changes opened restricted cases before."""
    before = user.get_doc_before_save()
    if before is None or frappe.session.user in ("Administrator", user.name):
        return False
    return bool({row.role for row in before.roles} & _handling_roles())


def check_factor_reset(user: str) -> None:
    """Reset the second factor of a user, once a fresh code and, for a handler, a second person allow it.

    A new password and a new device together let somebody in, so resetting a handler's device takes two
    people. The reset removes the old device and ends all sessions of the user.
    """
    if frappe.session.user == user:
        step_up.require(step_up.FACTOR)
    else:
        step_up.require(step_up.RIGHTS)
        if user in handlers.all_handlers():
            device = AccessFact(DEVICE, user, "")
            four_eyes.allow_or_request(AccessChange("Reset", "User", user), {device})
    factor.reset(user)


@frappe.whitelist(methods=["POST"])
def reset_otp_secret(user: str) -> Any:
    """Replaces Frappe's method, which asks for System Manager; a manager may reset for the office."""
    is_manager = consts.MANAGER in frappe.get_roles() and not delegation.is_system_manager()
    is_own = user == frappe.session.user
    if not is_own:
        if not is_manager:
            frappe.only_for("System Manager", message=True)
        frappe.get_doc("User", user).check_permission("write")
    check_factor_reset(user)
    if not is_manager or is_own:
        return frappe.get_attr(RESET)(user)
    access_requests.forget_device(user)
    frappe.msgprint(_("{0} sets up the second factor anew.").format(get_fullname(user)))
    return None


def tell_of_new_password(login_manager: Any) -> None:
    """At a handler's log-in: tell the owner and data protection if the password has changed since the last one.

    It does not matter how it changed: by a link, by a program, or by the owner.
    """
    name = login_manager.user
    if name == "Administrator" or not set(frappe.get_roles(name)) & _handling_roles():
        return
    place = {"defkey": f"cfm_password_of_{name}", "parent": "__global"}
    mark = password_fingerprint(name)
    known = frappe.db.get_value("DefaultValue", place, "defvalue", order_by="creation desc")
    if known == mark:
        return
    if known is None:
        # `set_global` would lock the gap of the missing row first: two log-ins at once would deadlock.
        frappe.defaults.add_default(place["defkey"], mark, place["parent"])
        return
    frappe.db.set_value("DefaultValue", place, "defvalue", mark, update_modified=False)
    _tell_of_log_in(frappe.get_doc("User", name))


def password_fingerprint(name: str) -> str:
    """A value that changes with the password and reveals nothing about it."""
    rows = frappe.db.sql(
        "select `password` from `__Auth` where `doctype` = 'User' and `name` = %s"
        " and `fieldname` = 'password' and `encrypted` = 0",
        (name,),
    )
    return sha256(str(rows).encode()).hexdigest()


def _tell_of_log_in(user: Document) -> None:
    audit.record(ACTION, "User", user.name, detail=_("Log-in with a new password"))
    _warn(user, _("Somebody logged in to your account with a new password.", user.language))
    _tell(
        consts.DATA_PROTECTION,
        user,
        lambda language: _(
            "{0}, who handles restricted cases, logged in with a new password.", language
        ).format(get_fullname(user.name)),
    )


def _handling_roles() -> set[str]:
    return set(clearance.restricted_classes().values()) - {""}


def _warn(user: Document, told: str) -> None:
    """Warn the owner by bell and by mail: they may not be able to log in any more."""
    advice = _(
        "If you know nothing of it, tell the data protection focal point at once.", user.language
    )
    notices.tell(user.name, told)
    notices.mail(user.email, told, f"<p>{told}</p><p>{advice}</p>")


def _tell_owner(user: Document) -> None:
    audit.record(ACTION, "User", user.name, detail=_("New password"))
    by = get_fullname(frappe.session.user)
    _warn(user, _("{0} set a new password for your account.", user.language).format(by))
    _tell(
        consts.DATA_PROTECTION,
        user,
        lambda language: _(
            "{0} set a new password for {1}, who handles restricted cases.", language
        ).format(by, get_fullname(user.name)),
    )


def _tell(role: str, about: Document, line: Callable[[str | None], str]) -> None:
    """Tell each holder of a role in their language, except the two users concerned."""
    others = set(handlers.holders(role)) - {about.name, frappe.session.user}
    notices.tell_each(others, line)

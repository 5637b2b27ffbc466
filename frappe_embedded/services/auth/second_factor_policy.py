"""Which roles ask for a second factor, and how it is given: what a manager decides for the site."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.i18n import _
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST, only_for_setup
from ...kernel.utils.numbers import cint
from ..notify.account import outgoing_account
from .second_factor import has_set_up, issuer

METHODS = ("OTP App", "Email")
_EVERYBODY = "All"


def policy() -> dict[str, Any]:
    """What holds now: method, roles with the people who hold them, and who has set it up."""
    only_for_setup()
    settings = get_doc("System Settings")
    on = bool(cint(settings.enable_two_factor_auth))
    people = local.db.sql(
        "select name, full_name from `tabUser` where enabled = 1 and name not in (%s, %s)",
        (ADMINISTRATOR, GUEST),
    )
    return {
        "on": on,
        "method": settings.two_factor_method or METHODS[0],
        "issuer": issuer(),
        "mail": outgoing_account() is not None,
        "roles": _roles(on, [name for name, _full in people]),
        "people": {
            name: {"name": full or name, "set_up": has_set_up(name)} for name, full in people
        },
    }


def _roles(on: bool, everybody: list[str]) -> list[dict[str, Any]]:
    holders: dict[str, list[str]] = {_EVERYBODY: everybody}
    known = set(everybody)
    for role, user in local.db.sql(
        "select role, parent from `tabHas Role` where parenttype = 'User'"
    ):
        if user in known:
            holders.setdefault(role, []).append(user)
    rows = local.db.sql(
        "select name, two_factor_auth from `tabRole` where disabled = 0"
        " and name not in ('Guest', 'Administrator', 'Desk User')"
    )
    return [
        {"name": name, "asked": on and bool(asked), "people": sorted(set(holders.get(name, ())))}
        for name, asked in rows
        if holders.get(name) or asked
    ]


def demand(roles: list[str], method: str, name: str | None = None) -> None:
    """Ask exactly these roles for a second factor; none switches it off.

    ``ValidationError`` for a method by which no code would arrive.
    """
    only_for_setup()
    if method not in METHODS:
        throw(_("Choose an authenticator app or e-mail."))
    if roles and method == "Email" and outgoing_account() is None:
        throw(
            _(
                "No e-mail account sends yet, so nobody would get a code and log in. "
                "Set up an e-mail account first, or choose the authenticator app."
            )
        )
    asked = {
        role for (role,) in local.db.sql("select name from `tabRole` where two_factor_auth = 1")
    }
    for role in asked ^ set(roles):
        if not local.db.exists("Role", role):
            throw(_("The role {0} does not exist.").format(role))
        doc = get_doc("Role", role)
        doc.two_factor_auth = int(role in roles)
        doc.save(ignore_permissions=True)
    settings = get_doc("System Settings")
    settings.enable_two_factor_auth = int(bool(roles))
    settings.two_factor_method = method
    if name:
        settings.otp_issuer_name = name
    settings.flags.ignore_mandatory = True
    settings.save(ignore_permissions=True)

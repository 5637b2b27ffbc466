"""People who are asked for a second factor and cannot set it up: on a bench the key for the app comes by mail."""

import frappe
from frappe import _, twofactor

from cfm_app.procedures.setup import invitations
from cfm_app.security.second_factor import administrator, factor

# Where the framework mails the key of an app; the embedded engine shows it at the log-in.
IS_BY_MAIL = hasattr(twofactor, "get_link_for_qrcode")


def warn() -> None:
    """Print at a migration who is locked out from now on, while somebody who can help looks on."""
    for subject, what, advice in findings() if IS_BY_MAIL else []:
        if advice:
            print(f"{subject}: {what} -> {advice}")


def findings() -> list[tuple[str, str, str]]:
    """For the doctor of a bench: who is locked out, and what opens to them."""
    users = locked_out()
    if not users:
        return [(_("Second factor"), _("whoever is asked for one can set it up"), "")]
    what = _("no mail leaves, and these people have no authenticator app yet: {0}").format(
        ", ".join(users)
    )
    command = f"{administrator.command()} {users[0]}"
    return [
        (
            _("Second factor"),
            what,
            _("Set up outgoing mail, or for each of them run: {0}").format(command),
        )
    ]


def locked_out() -> list[str]:
    """Enabled users who must have an app, have none, and get no mail with its key."""
    if invitations.can_be_sent():
        return []
    wanted = {"enabled": 1, "user_type": "System User", "name": ["not in", factor.NOBODY]}
    users = frappe.get_all("User", filters=wanted, pluck="name", order_by="name asc")
    return [each for each in users if factor.is_required(each) and not factor.is_set_up(each)]

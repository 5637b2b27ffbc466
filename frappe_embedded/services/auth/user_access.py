"""What a manager does for one person's access: look, let in, keep out, hand over their work."""

from __future__ import annotations

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.hooks import call_hooks
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import get_controller
from ...kernel.document.passwords import get_decrypted_password, remove_encrypted_password
from ...kernel.i18n import _
from ...kernel.permissions.lists import get_list
from ...kernel.permissions.roles import ADMINISTRATOR, only_for_setup
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.users import get_fullname
from ..collaborate import assignment
from ..notify.account import outgoing_account
from .reset import make_reset_link
from .second_factor import forget, has_set_up, is_demanded_by_roles
from .sessions import delete_sessions_of
from .user import STANDARD_USERS
from .welcome import send_invitation


def _person(user: str) -> Any:
    """The User, if the manager may deal with them."""
    only_for_setup()
    doc = get_doc("User", user)
    if user in STANDARD_USERS and local.session.user != ADMINISTRATOR:
        raise PermissionError
    doc.check_permission("write")
    return doc


def access_of(user: str) -> dict[str, Any]:
    """How a person gets in: state, sessions, second factor, key for programs."""
    doc = _person(user)
    sessions = local.db.sql("select count(*) from `tabSessions` where user = %s", (user,))[0][0]
    return {
        "enabled": bool(doc.enabled),
        "last_login": doc.last_login or "",
        "last_active": doc.last_active or "",
        "sessions": int(sessions),
        "second_factor": {
            "on": bool(cint(system_setting("enable_two_factor_auth"))),
            "demanded": is_demanded_by_roles(user),
            "set_up": has_set_up(user),
        },
        "api_key": bool(doc.api_key and get_decrypted_password("User", user, "api_secret", False)),
        "mail": outgoing_account() is not None,
        "is_self": user == local.session.user,
    }


# -- letting in ----------------------------------------------------------------------


def invite(user: str) -> str:
    """Send a person a link to choose a password; returns the address it went to."""
    doc = _person(user)
    if not doc.enabled:
        throw(_("{0} is disabled: enable the account first.").format(doc.full_name or user))
    return send_invitation(doc)


def link_to_hand_over(user: str) -> str:
    """A link with which the person chooses a password, to be given by hand."""
    doc = _person(user)
    if not doc.enabled:
        throw(_("{0} is disabled: enable the account first.").format(doc.full_name or user))
    return make_reset_link(user)


def end_sessions(user: str) -> int:
    """Log a person out everywhere; the manager themselves stays where they are.

    Apps hear of it by the hook ``sessions_ended``.
    """
    _person(user)
    call_hooks("sessions_ended", user)
    keep = local.session.sid if user == local.session.user else None
    before = local.db.sql("select count(*) from `tabSessions` where user = %s", (user,))[0][0]
    delete_sessions_of(user, keep)
    return int(before) - (1 if keep else 0)


def reset_second_factor(user: str) -> None:
    """The person sets up their app anew at the next log-in, and is logged out everywhere.

    Apps may refuse it by the hook ``before_second_factor_reset``.
    """
    _person(user)
    reset_factor_of_anybody(user)


def reset_factor_of_anybody(user: str) -> None:
    """The same for whoever runs the machine: also of Administrator."""
    call_hooks("before_second_factor_reset", user)
    forget(user)
    delete_sessions_of(user, local.session.sid if user == local.session.user else None)


def remove_api_access(user: str) -> None:
    """Programs that act for the person get in no more."""
    _person(user)
    local.db.set_value("User", user, {"api_key": None, "api_secret": None})
    remove_encrypted_password("User", user, "api_secret")


# -- leaving -------------------------------------------------------------------------


def open_work(user: str) -> list[dict[str, Any]]:
    """What waits for a person, as far as the manager may see it: tasks, and what apps tell.

    Apps name functions in the hook ``open_work_of_user``; each gets the user and gives lines with
    ``label``, ``count`` and ``url``.
    """
    only_for_setup()
    lines = [
        {
            "label": str(_("Open tasks")),
            "count": len(_tasks(user)),
            "url": "",
            "tasks": True,
        }
    ]
    for told in call_hooks("open_work_of_user", user):
        lines += told
    return [line for line in lines if line["count"]]


def _tasks(user: str) -> list[Any]:
    rows: list[Any] = get_list(
        "ToDo",
        fields=["name", "reference_type", "reference_name", "description"],
        filters={"allocated_to": user, "status": "Open"},
        order_by="creation asc",
    )
    return rows


def hand_over(user: str, to: str) -> int:
    """Give a person's open tasks to somebody else; returns how many went over.

    Only tasks that the manager sees; what the other one may not read stays where it is.
    """
    _person(user)
    if user == to or not local.db.get_value("User", to, "enabled"):
        throw(_("Choose somebody else who can log in."))
    given = 0
    for task in _tasks(user):
        if not task.reference_type or not task.reference_name:
            doc = get_controller("ToDo")("ToDo", task.name)
            doc.allocated_to = to
            doc.save()
            given += 1
            continue
        document = get_doc(task.reference_type, task.reference_name)
        if not document.has_permission("read", user=to):
            continue
        assignment.add(
            {
                "assign_to": [to],
                "doctype": task.reference_type,
                "name": task.reference_name,
                "description": task.description or _("Handed over by {0}").format(get_fullname()),
            }
        )
        assignment.remove(task.reference_type, task.reference_name, user)
        given += 1
    return given


def set_enabled(user: str, enabled: bool) -> None:
    """Let a person in or keep them out; whoever is kept out is logged out at once."""
    doc = _person(user)
    if user == local.session.user and not enabled:
        throw(_("You cannot disable your own account."))
    doc.enabled = int(enabled)
    doc.save()

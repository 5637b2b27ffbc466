"""The roles that a user holds."""

from __future__ import annotations

from ..core.context import local
from ..core.exceptions import PermissionError
from ..core.hooks import get_hooks
from ..core.messages import throw
from ..i18n import _

ADMINISTRATOR = "Administrator"
GUEST = "Guest"
SYSTEM_MANAGER = "System Manager"
AUTOMATIC_ROLES = ("Guest", "All", "Desk User", "Administrator")


def get_roles(username: str | None = None) -> list[str]:
    """All roles of a user, those included that nobody hands out (``All``, ``Desk User``)."""
    user = username or local.session.user
    if user == GUEST:
        return [GUEST]
    roles = local.user_roles.get(user)
    if roles is None:
        roles = local.user_roles[user] = local.db.cached(
            ("roles", user), ["tabrole", "tabhas role", "tabuser"], lambda: _load(user)
        )
    return list(roles)


def _load(user: str) -> list[str]:
    if user == ADMINISTRATOR:
        return [row[0] for row in local.db.sql("select name from `tabRole` order by name")]
    rows = local.db.sql(
        "select role from `tabHas Role` where parent = %s and parenttype = 'User'"
        " and role not in ('All', 'Guest', 'Desk User')"
        " and role in (select name from `tabRole` where ifnull(disabled, 0) = 0)",
        (user,),
    )
    roles = [row[0] for row in rows] + ["All", GUEST]
    kind = local.db.sql("select user_type from `tabUser` where name = %s", (user,))
    if kind and kind[0][0] == "System User":
        roles.append("Desk User")
    return roles


def only_for(roles: str | list[str] | tuple[str, ...] | set[str], message: bool = False) -> None:
    """``PermissionError`` unless the user holds one of the roles."""
    if local.session.user == ADMINISTRATOR:
        return
    wanted = {roles} if isinstance(roles, str) else set(roles)
    if wanted.isdisjoint(get_roles()):
        if not message:
            raise PermissionError
        throw(
            _("This action is only allowed for {}").format(
                ", ".join(f"<strong>{_(role)}</strong>" for role in sorted(wanted))
            ),
            PermissionError,
            title=_("Not Permitted"),
        )


def setup_roles() -> list[str]:
    """The roles that set the site up: whoever runs the machine, and those that apps declare.

    Apps name theirs in the hook ``setup_roles``. What is for the machine alone asks for
    ``SYSTEM_MANAGER`` instead; what such a role may write still follows from its rights.
    """
    return list(dict.fromkeys([SYSTEM_MANAGER, *get_hooks("setup_roles")]))


def sets_up_the_site(user: str | None = None) -> bool:
    """Whether a user adjusts forms, rights, people and messages of the site."""
    user = user or local.session.user
    return user == ADMINISTRATOR or not set(setup_roles()).isdisjoint(get_roles(user))


def only_for_setup(message: bool = False) -> None:
    """``PermissionError`` unless the user sets the site up."""
    only_for(setup_roles(), message)


def get_users_with_role(role: str) -> list[str]:
    """The enabled users who hold a role, without Administrator and Guest."""
    rows = local.db.sql(
        "select distinct r.parent from `tabHas Role` r join `tabUser` u on u.name = r.parent"
        " join `tabRole` as held on held.name = r.role and ifnull(held.disabled, 0) = 0"
        " where r.role = %s and r.parenttype = 'User' and u.enabled = 1"
        " and u.name not in ('Administrator', 'Guest') order by r.parent",
        (role,),
    )
    return [row[0] for row in rows]

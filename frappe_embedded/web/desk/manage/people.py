"""A person's roles, access and restrictions, as panels on the form of the User."""

from typing import Any
from urllib.parse import quote

from werkzeug.wrappers import Request

from ....kernel.core.context import local
from ....kernel.core.exceptions import PageDoesNotExistError
from ....kernel.i18n import _
from ....kernel.permissions.roles import sets_up_the_site
from ....kernel.utils.date_format import pretty_date
from ....services.auth.user import STANDARD_USERS, generate_keys, may_make_keys, roles_of_profile
from ....services.auth.user_access import (
    access_of,
    end_sessions,
    hand_over,
    invite,
    link_to_hand_over,
    open_work,
    remove_api_access,
    reset_second_factor,
    set_enabled,
)
from ....services.customize.restrictions import (
    add_restriction,
    effect_of_adding,
    effect_of_removing,
    kinds_to_restrict,
    remove_restriction,
    restrictions_of,
    seen_by,
)
from ....services.customize.setup_rights import may_hand_out
from ..answers import setup_answer
from ..panels import panel
from .roles import choosable_roles

_STYLES = ("rights",)


def _deals_with(doc: Any) -> bool:
    """Not with accounts that an app keeps from the user, as those of who runs the machine."""
    return sets_up_the_site() and bool(doc.has_permission("write"))


# -- panels --------------------------------------------------------------------------


@panel("User", "manage/user-roles", styles=_STYLES)
@panel("Role Profile", "manage/user-roles", styles=_STYLES)
def _roles_data(doc: Any) -> dict[str, Any]:
    if not sets_up_the_site():
        return {}
    return {
        "roles": [each for each in choosable_roles() if may_hand_out(each["name"])],
        "profiles": {
            name: roles_of_profile(name)
            for (name,) in local.db.sql("select name from `tabRole Profile`")
        },
        "held": [row.role for row in doc.get("roles") or []],
    }


@panel("User", "manage/user-restrictions", template="manage/user_restrictions.html", styles=_STYLES)
def _restrictions_data(doc: Any) -> dict[str, Any]:
    if doc.is_new() or not sets_up_the_site() or doc.name in STANDARD_USERS:
        return {}
    return {
        "address": f"/app/person/{quote(doc.name, safe='')}",
        "user": doc.name,
        "name": doc.full_name or doc.name,
        "restrictions": restrictions_of(doc.name),
        "kinds": kinds_to_restrict(doc.name),
    }


@panel("User", "manage/user-access", template="manage/user_access.html", styles=_STYLES)
def _access_data(doc: Any) -> dict[str, Any]:
    if doc.is_new() or not _deals_with(doc):
        return {}
    access = access_of(doc.name)
    return {
        **access,
        "makes_keys": may_make_keys(),
        "address": f"/app/person/{quote(doc.name, safe='')}",
        "user": doc.name,
        "name": doc.full_name or doc.name,
        "last": pretty_date(access["last_login"]) if access["last_login"] else "",
    }


# -- answers for the scripts ---------------------------------------------------------


def _hand_over(user: str) -> Any:
    given = hand_over(user, str(local.form_dict.get("to") or ""))
    return {"given": given, "lines": open_work(user)}


def _keys(user: str) -> dict[str, str]:
    secret = generate_keys(user)["api_secret"]
    return {"key": str(local.db.get_value("User", user, "api_key")), "secret": secret}


_ACTIONS: dict[str, Any] = {
    "invite": invite,
    "link": link_to_hand_over,
    "end-sessions": end_sessions,
    "reset-second-factor": reset_second_factor,
    "make-keys": _keys,
    "remove-keys": remove_api_access,
    "enable": lambda user: set_enabled(user, True),
    "disable": lambda user: set_enabled(user, False),
    "work": lambda user: {"lines": open_work(user)},
    "hand-over": _hand_over,
}


@setup_answer("/app/person/<user>/do/<action>", "POST")
def act(request: Request, user: str, action: str) -> Any:
    """Something done for a person's access."""
    if action not in _ACTIONS:
        raise PageDoesNotExistError
    return _ACTIONS[action](user)


@setup_answer("/app/person/<user>/numbers")
def numbers_answer(request: Request, user: str) -> Any:
    """What a person sees of what the manager sees."""
    found = seen_by(user)
    lines = [
        {"label": str(_(name)), "sees": sees, "of": whole}
        for name, (sees, whole) in found.items()
        if whole
    ]
    return sorted(lines, key=lambda line: str(line["label"]).casefold())


def _given(user: str) -> dict[str, Any]:
    names = ("allow", "for_value", "applicable_for", "is_default", "hide_descendants")
    return {**{name: local.form_dict.get(name) for name in names}, "user": user}


@setup_answer("/app/person/<user>/restriction-effect", "POST")
def restriction_effect(request: Request, user: str) -> Any:
    """What adding one restriction, or taking the named one away, does."""
    name = local.form_dict.get("name")
    return effect_of_removing(str(name)) if name else effect_of_adding(_given(user))


@setup_answer("/app/person/<user>/restrict", "POST")
def restrict(request: Request, user: str) -> Any:
    return add_restriction(_given(user))


@setup_answer("/app/person/<user>/unrestrict", "POST")
def unrestrict(request: Request, user: str) -> None:
    name = str(local.form_dict.get("name") or "")
    if local.db.get_value("User Permission", name, "user") != user:
        raise PageDoesNotExistError
    remove_restriction(name)

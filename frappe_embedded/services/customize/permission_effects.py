"""Whom a change of permission rows concerns, and which changes would lock people out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.docperm import RIGHTS
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST

NONE, OWN, ALL = range(3)
"""How far a right reaches: not at all, to one's own documents, to all."""

_NEEDED_TO_MANAGE = {
    "User": ("read", "write"),
    "Role": ("read",),
    "DocType": ("read",),
    "System Settings": ("read", "write"),
}
"""Without these on these DocTypes nobody could give a right back."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Effect:
    """What happens to one right: who loses and who gains it. ``own`` have it for their own documents then."""

    right: str
    level: int
    lose: tuple[str, ...]
    gain: tuple[str, ...]
    own: tuple[str, ...]


def roles_of_users() -> dict[str, set[str]]:
    """The enabled users, without those that the system itself uses, and all of their roles."""
    users = local.db.sql(
        "select name, user_type from `tabUser` where enabled = 1 and name not in (%s, %s)",
        (ADMINISTRATOR, GUEST),
    )
    held = {
        name: {"All", GUEST, *(["Desk User"] if kind == "System User" else [])}
        for name, kind in users
    }
    for user, role in local.db.sql(
        "select parent, role from `tabHas Role` where parenttype = 'User'"
    ):
        if user in held:
            held[user].add(role)
    return held


def _reach(rows: Sequence[Row], roles: set[str]) -> dict[tuple[str, int], int]:
    """How far each right reaches at each level for somebody with these roles."""
    reach: dict[tuple[str, int], int] = {}
    for row in rows:
        if row.get("role") not in roles:
            continue
        level = int(row.get("permlevel") or 0)
        wide = OWN if int(row.get("if_owner") or 0) else ALL
        for right in RIGHTS:
            if int(row.get(right) or 0):
                key = (right, level)
                reach[key] = max(reach.get(key, NONE), wide)
    return reach


def effects_of(before: Sequence[Row], after: Sequence[Row]) -> list[Effect]:
    """What changes for the users of the site when the rows become others."""
    lose: dict[tuple[str, int], list[str]] = {}
    gain: dict[tuple[str, int], list[str]] = {}
    own: dict[tuple[str, int], list[str]] = {}
    for user, roles in roles_of_users().items():
        old, new = _reach(before, roles), _reach(after, roles)
        for key in {*old, *new}:
            was, becomes = old.get(key, NONE), new.get(key, NONE)
            if was == becomes:
                continue
            (gain if becomes > was else lose).setdefault(key, []).append(user)
            if becomes == OWN:
                own.setdefault(key, []).append(user)
    keys = sorted({*lose, *gain}, key=lambda key: (key[1], RIGHTS.index(key[0])))
    return [
        Effect(
            right,
            level,
            tuple(sorted(lose.get((right, level), ()))),
            tuple(sorted(gain.get((right, level), ()))),
            tuple(sorted(own.get((right, level), ()))),
        )
        for right, level in keys
    ]


def refuse_lock_out(doctype: str, before: Sequence[Row], after: Sequence[Row]) -> None:
    """``ValidationError`` if nobody could read what is there, or nobody could manage the site any more.

    What nobody could do before stays as it is.
    """
    people = roles_of_users().values()
    for right in _NEEDED_TO_MANAGE.get(doctype, ()):
        if _somebody(people, before, right) and not _somebody(people, after, right):
            throw(
                _(
                    "Then nobody could manage the site any more, and nobody could take this back. "
                    "Leave {0} to a role that somebody holds."
                ).format(_(doctype)),
                title=_("This would lock everybody out"),
            )
    if not _somebody(people, before, "read") or _somebody(people, after, "read"):
        return
    if _is_used(doctype):
        throw(
            _(
                "Then nobody could open {0} any more, and there are entries. "
                "Give another role the right to see them first."
            ).format(_(doctype)),
            title=_("This would lock everybody out"),
        )


def _somebody(people: Iterable[set[str]], rows: Sequence[Row], right: str) -> bool:
    return any(_reach(rows, roles).get((right, 0), NONE) > NONE for roles in people)


def _is_used(doctype: str) -> bool:
    if get_meta(doctype).issingle:
        return True
    return bool(local.db.sql(f"select 1 from `tab{doctype}` limit 1"))

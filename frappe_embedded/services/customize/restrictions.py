"""Keeping a person to some entries: what it does in numbers, before it is stored.

Numbers count only entries that the manager sees themselves, so that they tell nothing about others.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.controllers import get_controller, new_document
from ...kernel.document.titles import link_title
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.docperm import get_role_permissions
from ...kernel.permissions.lists import restriction_for
from ...kernel.permissions.roles import ADMINISTRATOR, GUEST, only_for_setup
from ...kernel.query.api import on_trial
from ...kernel.query.select import get_all
from ...kernel.utils.numbers import cint


def restrictions_of(user: str) -> list[dict[str, Any]]:
    """The restrictions of a person, with the words for what they name."""
    only_for_setup()
    rows = local.db.get_all(
        "User Permission",
        filters={"user": user},
        fields=(
            "name allow for_value is_default apply_to_all_doctypes applicable_for hide_descendants"
        ).split(),
        order_by="allow asc, creation asc",
    )
    return [
        {
            **row,
            "kind": str(_(row.allow)),
            "title": link_title(row.allow, row.for_value),
            "below": _is_tree(row.allow) and not cint(row.hide_descendants),
            "place": str(_(row.applicable_for)) if row.applicable_for else "",
        }
        for row in rows
    ]


def _is_tree(doctype: str) -> bool:
    return meta_exists(doctype) and bool(get_meta(doctype).is_nested_set())


def kinds_to_restrict(user: str) -> list[dict[str, Any]]:
    """The DocTypes to whose entries a person can be kept, with what each would concern."""
    only_for_setup()
    concerned: dict[str, list[str]] = {}
    for doctype in _seen_doctypes(user):
        for target in _targets(doctype):
            concerned.setdefault(target, []).append(doctype)
    return [
        {
            "name": name,
            "label": str(_(name)),
            "tree": _is_tree(name),
            "concerns": [[each, str(_(each))] for each in doctypes],
        }
        for name, doctypes in sorted(
            concerned.items(),
            key=lambda item: (not _is_tree(item[0]), -len(item[1]), str(_(item[0])).casefold()),
        )
    ]


def _seen_doctypes(user: str) -> list[str]:
    """The DocTypes of apps whose lists a person and the manager may see."""
    names = local.db.sql(
        "select d.name from `tabDocType` d left join `tabModule Def` m on m.name = d.module"
        " where ifnull(d.istable, 0) = 0 and ifnull(d.issingle, 0) = 0"
        " and (ifnull(m.app_name, '') != 'frappe' or d.custom = 1) order by d.name"
    )
    return [
        name for (name,) in names if _may_list(name, user) and _may_list(name, local.session.user)
    ]


def _may_list(doctype: str, user: str) -> bool:
    rights = get_role_permissions(doctype, user)
    return bool(rights.get("read") or rights.get("select"))


def _targets(doctype: str) -> set[str]:
    meta = get_meta(doctype)
    links = {
        str(df.options)
        for df in meta.get_link_fields()
        if not df.ignore_user_permissions and meta_exists(str(df.options))
    }
    return {name for name in {*links, doctype} if not get_meta(name).issingle}


# -- numbers -------------------------------------------------------------------------


def seen_by(user: str, doctypes: list[str] | None = None) -> dict[str, tuple[int, int]]:
    """For each DocType how many entries a person sees of those that the manager sees."""
    only_for_setup()
    return {name: _counted(name, user) for name in doctypes or _seen_doctypes(user)}


def _counted(doctype: str, user: str) -> tuple[int, int]:
    try:
        mine = restriction_for(doctype, local.session.user)
    except PermissionError:
        return 0, 0
    whole = _count(doctype, mine)
    try:
        theirs = restriction_for(doctype, user)
    except PermissionError:
        return 0, whole
    return _count(doctype, replace(mine, conditions=[*mine.conditions, *theirs.conditions])), whole


def _count(doctype: str, restriction: Any) -> int:
    rows = get_all(doctype, fields=["count(name) as total"], order_by=None, restriction=restriction)
    return int(rows[0].total) if rows else 0


def effect_of_adding(values: dict[str, Any]) -> dict[str, Any]:
    """What a restriction does: for each DocType that it concerns the numbers before and after."""
    return _effect(str(values.get("user") or ""), values, lambda: _stored(values))


def effect_of_removing(name: str) -> dict[str, Any]:
    """What goes with a restriction, in the same numbers."""
    only_for_setup()
    doc = get_controller("User Permission")("User Permission", name)
    return _effect(doc.user, doc.as_dict(), lambda: doc.delete())


def _effect(user: str, values: dict[str, Any], change: Callable[[], Any]) -> dict[str, Any]:
    only_for_setup()
    concerned = _concerned(user, values)
    before = seen_by(user, concerned) if concerned else {}
    try:
        with on_trial():
            change()
            after = seen_by(user, concerned) if concerned else {}
    finally:
        local.user_permissions.pop(user, None)
    lines = [
        {
            "doctype": name,
            "label": str(_(name)),
            "before": before[name][0],
            "after": after[name][0],
            "of": after[name][1],
        }
        for name in concerned
    ]
    return {
        "lines": [line for line in lines if line["before"] or line["after"]],
        "empties": [line["label"] for line in lines if line["before"] and not line["after"]],
        "concerned": len(concerned),
    }


def _concerned(user: str, values: dict[str, Any]) -> list[str]:
    only = values.get("applicable_for")
    allow = str(values.get("allow") or "")
    return [
        name
        for name in _seen_doctypes(user)
        if allow in _targets(name) and only in (None, "", name)
    ]


# -- storing -------------------------------------------------------------------------


def add_restriction(values: dict[str, Any]) -> str:
    """Keep a person to an entry; ``ValidationError`` for what makes no sense."""
    only_for_setup()
    return str(_stored(values).name)


def remove_restriction(name: str) -> None:
    only_for_setup()
    get_controller("User Permission")("User Permission", name).delete()


def _stored(values: dict[str, Any]) -> Any:
    given = _dict(values)
    if given.user in (ADMINISTRATOR, GUEST):
        throw(_("{0} is a user of the system and sees everything or nothing.").format(given.user))
    if not given.allow or not given.for_value:
        throw(_("Choose to which entry the person is kept."))
    return new_document(
        "User Permission",
        user=given.user,
        allow=given.allow,
        for_value=given.for_value,
        is_default=cint(given.is_default),
        apply_to_all_doctypes=0 if given.applicable_for else 1,
        applicable_for=given.applicable_for or None,
        hide_descendants=cint(given.hide_descendants),
    ).insert()

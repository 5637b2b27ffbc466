"""Permission rules that apps hang in."""

from __future__ import annotations

from typing import Any

from ..core.context import local
from ..core.hooks import hook_functions

_core_permission: dict[str, Any] = {}
_core_conditions: dict[str, Any] = {}


def core_has_permission(doctype: str, rule: Any) -> None:
    """Register the engine's own rule for one of its DocTypes: ``rule(doc, ptype, user)``."""
    _core_permission[doctype] = rule


def core_query_conditions(doctype: str, rule: Any) -> None:
    """Register the engine's own condition for lists: ``rule(user)`` gives SQL or ``""``."""
    _core_conditions[doctype] = rule


def hook_denies(doc: Any, ptype: str | None, user: str) -> bool:
    """Whether a ``has_permission`` hook refuses: the last registered hook with an opinion decides."""
    functions = [
        *hook_functions("has_permission", "*"),
        *hook_functions("has_permission", doc.doctype),
    ]
    for function in reversed(functions):
        answer = function(doc=doc, ptype=ptype, user=user)
        if answer is not None:
            if not answer:
                return True
            break
    rule = _core_permission.get(doc.doctype)
    return rule is not None and rule(doc, ptype, user) is False


def query_conditions(doctype: str, user: str | None = None) -> list[str]:
    """SQL conditions on a list of a DocType, from apps and from the engine."""
    user = user or local.session.user
    result = _app_conditions(doctype, user)
    rule = _core_conditions.get(doctype)
    if rule is not None:
        condition = rule(user)
        if condition:
            result.append(condition)
    return result


def _app_conditions(doctype: str, user: str) -> list[str]:
    hook = "permission_query_conditions"
    functions = [*hook_functions(hook, doctype), *hook_functions(hook, "*")]
    found = [function(user, doctype=doctype) for function in functions]
    return [condition for condition in found if condition]


def without_hidden(doctype: str, rows: list[Any]) -> list[Any]:
    """Those of some rows, each with its ``name``, that the apps' conditions leave to the user.

    For what is shown beside a document to all who may read it, whatever their roles are.
    """
    conditions = _app_conditions(doctype, local.session.user) if rows else []
    if not conditions:
        return rows
    names = [row["name"] for row in rows]
    places = ", ".join(["%s"] * len(names))
    together = " and ".join(f"({condition})" for condition in conditions).replace("%", "%%")
    found = local.db.sql(
        f"select `name` from `tab{doctype}` where `name` in ({places}) and {together}", names
    )
    open_names = {name for (name,) in found}
    return [row for row in rows if row["name"] in open_names]

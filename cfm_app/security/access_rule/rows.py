"""Rows of tables follow the documents that hold them: a bench lists them by naming any readable parent."""

from collections.abc import Sequence

import frappe

from cfm_app.base import batch_cache, doctype_access
from cfm_app.security.access_rule import access, carriers, own_types
from cfm_app.security.entitlement.clearance import EVERYTHING, of
from cfm_app.security.sql_conditions import exists


def child_condition(doctype: str, user: str | None = None) -> str:
    """The condition for a child table of the app."""
    return rows_condition(doctype, doctype_access.CHILDREN[doctype], user)


@batch_cache.cached_batch()
def rows_condition(doctype: str, parents: Sequence[str], user: str | None = None) -> str:
    """The condition for rows of the given parents; without parents that close any, all rows are visible."""
    if not parents or of(user).is_unlimited:
        return EVERYTHING
    parts = []
    for parent in parents:
        condition = _condition_for(parent, user) or "1=1"
        parts.append(
            f"(`tab{doctype}`.`parenttype` = {frappe.db.escape(parent)}"
            f" and {exists(parent, 'name', f'`tab{doctype}`.`parent`', condition)})"
        )
    return f"({' or '.join(parts)})"


def _condition_for(parent: str, user: str | None) -> str:
    if parent in doctype_access.CARRIERS:
        return carriers.carrier_condition(parent, user)
    if parent in doctype_access.OWNED or own_types.follows_rule(parent):
        return access.condition_for(parent, user)
    # Packages above this one have rules of their own.
    rules = frappe.get_hooks("permission_query_conditions", {}).get(parent, [])
    told = [frappe.call(rule, user=user, doctype=parent) for rule in rules]
    return " and ".join(f"({each})" for each in told if each)

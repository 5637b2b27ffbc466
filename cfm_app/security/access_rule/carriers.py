"""Rows that refer to any document (comments, files, tasks, logs): they follow what they refer to."""

import frappe

from cfm_app.base import batch_cache, doctype_access
from cfm_app.security.access_rule import access, own_types, registers
from cfm_app.security.entitlement.clearance import EVERYTHING, of
from cfm_app.security.sql_conditions import exists, in_list


@batch_cache.cached_batch()
def carrier_condition(doctype: str, user: str | None = None) -> str:
    """The condition for a Frappe DocType that may refer to a protected document."""
    if of(user).is_unlimited:
        return EVERYTHING
    closed = (*doctype_access.PROTECTED, *doctype_access.OWNED, *own_types.of_case())
    targets = {each: access.condition_for(each, user) or "1=1" for each in closed}
    if doctype == doctype_access.LOG_OF_LISTS:
        told = f"{registers.reading_of_restricted(user)} or {registers.inquiry_about(user)}"
        return f"({_carrier(doctype, targets)} and not ({told}))"
    if doctype == doctype_access.LOG_OF_EXPORTS:
        return f"({_carrier(doctype, targets)} and {registers.typed_condition(user)})"
    if doctype == "ToDo":
        return f"({_carrier(doctype, targets)} and {registers.task_condition(user)})"
    return _carrier(doctype, targets)


def _carrier(doctype: str, protected: dict[str, str]) -> str:
    """The condition for a carrier, made of the conditions for what it may refer to."""
    closed = (*protected, *doctype_access.CARRIED)
    type_field, name_field = doctype_access.CARRIERS[doctype]
    kind, target = f"`tab{doctype}`.`{type_field}`", f"`tab{doctype}`.`{name_field}`"
    parts = [f"coalesce({kind}, '') not in {in_list(closed)}"]
    if doctype == "Deleted Document":
        # A deleted document has no case any more that could open it.
        return parts[0]
    if doctype == doctype_access.LOG_OF_LISTS:
        parts.append(f"coalesce({target}, '') = ''")
    parts += _open_targets(kind, target, protected)
    carried = [each for each in doctype_access.CARRIED if each != "File"]
    if doctype not in carried:
        parts += _open_targets(kind, target, {each: _carrier(each, protected) for each in carried})
    return f"({' or '.join(parts)})"


def _open_targets(kind: str, target: str, conditions: dict[str, str]) -> list[str]:
    """For each DocType that may be referred to: the condition that the target is visible."""
    return [
        f"({kind} = {frappe.db.escape(doctype)} and {exists(doctype, 'name', target, condition)})"
        for doctype, condition in conditions.items()
    ]

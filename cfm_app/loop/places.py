"""Places that are in no list: what was told, and what is proposed for the list.

Villages are many. What the caller says is kept beside the nearest known place; whoever records it may
propose it, and a manager adds it to the list by enabling it.
"""

import frappe

from cfm_app import consts


def propose(told: str | None, nearest: str | None) -> str | None:
    """Propose a place below a known one, once. Gives the place that has this name there.

    Operators may not change the list, so no permission is asked for: what is proposed is offered to
    nobody until it is confirmed. Never for a restricted case, which would then have a trace in a list
    that all read.
    """
    name = " ".join((told or "").split())
    if (
        not name
        or not nearest
        or not frappe.db.exists("CFM Location", {"name": nearest, "enabled": 1})
    ):
        return None
    there = {"location_name": name, "parent_cfm_location": nearest}
    known = frappe.db.get_value("CFM Location", there, "name")
    if known:
        return str(known)
    values = {"doctype": "CFM Location", **there, "enabled": 0, "proposed": 1}
    place = frappe.get_doc({**values, "admin_level": "Site"})
    return str(place.insert(ignore_permissions=True).name)


def words(title: str | None, told: str | None) -> str:
    """A place as pages show it: the nearest known one and what the person called it."""
    return " · ".join(part for part in (title, told) if part)


def count_proposed() -> int:
    """How many places wait for a manager."""
    return len(frappe.get_list("CFM Location", filters={"proposed": 1}, limit_page_length=0))


def may_confirm() -> bool:
    """Whether the user in the session may add places to the list."""
    return bool({consts.MANAGER, "System Manager"} & set(frappe.get_roles()))

"""Places that are in no list: stored as told, and proposed for the list.

There are many villages. The caller's words are stored beside the nearest known place. The recorder may
propose the place, and a manager confirms it by enabling it.
"""

import frappe

from cfm_app.base import consts
from cfm_app.security.access_rule.deletion import WITHDRAWN

SAVEPOINT = "withdraw_place"


def propose(told: str | None, nearest: str | None) -> str | None:
    """Propose a place below a known one, once. Returns the place with this name there.

    Operators may not write the list, so this checks no permission: nobody is offered a proposed place. It
    is never called for a restricted case, which the place would reveal.
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


def withdraw(told: str | None, nearest: str | None) -> None:
    """Delete a proposal from a case that became restricted, unless other cases use it.

    A confirmed place stays.
    """
    name = " ".join((told or "").split())
    there = {"location_name": name, "parent_cfm_location": nearest, "enabled": 0, "proposed": 1}
    proposed = frappe.db.get_value("CFM Location", there, "name") if name and nearest else None
    if not proposed:
        return
    others = frappe.get_all("Case", filters={"location": nearest}, pluck="place_details")
    if name not in {" ".join((other or "").split()) for other in others}:
        _delete(str(proposed))


def _delete(place: str) -> None:
    """Delete a place, unless something links to it by now."""
    frappe.db.savepoint(SAVEPOINT)
    try:
        frappe.delete_doc(
            "CFM Location",
            place,
            flags={WITHDRAWN: True},
            ignore_permissions=True,
            delete_permanently=True,
        )
    except frappe.ValidationError:
        frappe.db.rollback(save_point=SAVEPOINT)
        frappe.clear_last_message()


def words(title: str | None, told: str | None) -> str:
    """A place on a page: the nearest known place, and what the person called it."""
    return " · ".join(part for part in (title, told) if part)


def count_proposed() -> int:
    """The number of proposed places."""
    return len(frappe.get_list("CFM Location", filters={"proposed": 1}, limit_page_length=0))


def may_confirm() -> bool:
    """Whether the user in the session may add places to the list."""
    return bool({consts.MANAGER, "System Manager"} & set(frappe.get_roles()))

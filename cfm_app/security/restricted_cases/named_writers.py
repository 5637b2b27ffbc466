"""Conversations and calls that the office reads must not name a person known from restricted cases alone.

A number beside a person whom nobody may open would reveal whose case became restricted. The people
entrusted with the case find the conversation by its number. What belongs to a restricted case itself goes
on naming the person.
"""

from collections.abc import Collection

import frappe

from cfm_app.base import consts
from cfm_app.security.entitlement import clearance

FIELD = "community_member"
LINKS = "CFM Conversation Case"


def withdraw(members: Collection[str]) -> None:
    """Remove people who are no longer openly known from what the office reads."""
    for doctype in (consts.CONVERSATION, consts.CALL):
        naming = {FIELD: ["in", sorted(members)]}
        names = frappe.get_all(doctype, filters=naming, pluck="name", order_by="name asc")
        open_ones = sorted(set(names) - _closed(doctype, names))
        if open_ones:
            rows = {"name": ["in", open_ones]}
            frappe.db.set_value(doctype, rows, FIELD, None, update_modified=False)


def _closed(doctype: str, names: list[str]) -> set[str]:
    """The conversations or calls that follow a restricted case, or have a restricted class."""
    links = frappe.get_all(
        LINKS,
        filters={"parenttype": doctype, "parent": ["in", names or [""]]},
        fields=["parent", "cfm_case"],
        parent_doctype=doctype,
        order_by="parent asc",
    )
    restricted = clearance.restricted_among([row.cfm_case for row in links])
    found = {row.parent for row in links if row.cfm_case in restricted}
    if doctype == consts.CONVERSATION:
        classes = list(clearance.restricted_classes()) or [""]
        of_class = {"name": ["in", names or [""]], "sensitivity": ["in", classes]}
        found |= set(frappe.get_all(doctype, filters=of_class, pluck="name"))
    return found

"""Which mission a case came from: chosen on its form, or given by the number of its paper form."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, get_fullname, getdate, today

from cfm_app.base import batch_cache
from cfm_app.office.missions import entry, paper_forms, states
from cfm_app.security.access_rule import access

# So long after a mission its papers are still entered.
ENTERED_WITHIN_DAYS = 30
FIELDS = ["name", "location", "place_details", "starts_on", "ends_on", "leader"]


def apply(case: Document) -> None:
    """Link a case to the mission that its number says; refuse a mission that does not take place.

    It runs before the particulars of a restricted case are taken out: the link goes with them.
    """
    if case.has_value_changed("source_id") and paper_forms.is_number(case.source_id):
        case.source_id = paper_forms.canonical(case.source_id)
        case.mission = _mission_of_number(case.source_id)
    if case.mission and case.has_value_changed("mission"):
        _check(case.mission)


def offered() -> list[Any]:
    """Missions to which the user may link a case today; their own of today is `is_own`."""
    rows = frappe.get_list(
        entry.DOCTYPE,
        filters={
            "state": ["in", states.ACCEPTED],
            "starts_on": ["<=", today()],
            "ends_on": [">=", add_days(today(), -ENTERED_WITHIN_DAYS)],
        },
        fields=FIELDS,
        order_by="starts_on desc, name asc",
        limit_page_length=0,
    )
    mine = _own([row.name for row in rows])
    return [
        frappe._dict(
            row,
            leader_name=get_fullname(row.leader),
            is_own=row.name in mine and getdate(row.ends_on) >= getdate(),
        )
        for row in rows
    ]


def _own(missions: list[str]) -> set[str]:
    """Those of some missions on which the user goes."""
    return set(
        frappe.get_all(
            "CFM Mission Member",
            filters={"parent": ["in", missions or [""]], "user": frappe.session.user},
            pluck="parent",
            parent_doctype=entry.DOCTYPE,
            order_by="parent asc",
        )
    )


def _mission_of_number(number: str) -> str:
    mission = paper_forms.mission_of(number)
    if mission is None:
        frappe.throw(
            _(
                "Nobody has drawn the number {0} for a mission. Look at the paper form again."
            ).format(number)
        )
    return str(mission)


@batch_cache.cached_in_batch
def _check(mission: str) -> None:
    state = frappe.db.get_value(entry.DOCTYPE, mission, "state")
    if state is None or not access.may_see(entry.DOCTYPE, mission):
        frappe.throw(_("Choose the mission from the list."))
    if state not in states.ACCEPTED:
        frappe.throw(_("Mission {0} is not approved: no case can come of it.").format(mission))

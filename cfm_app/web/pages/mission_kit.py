"""The kit of a mission on paper: consent, scripts, focal points, numbered blank forms."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base.settings import setting
from cfm_app.office.missions import entry, paper_forms, words
from cfm_app.security.entitlement import clearance
from cfm_app.web.pages import missions, paper_form, routes


def view(name: str, spoken: list[str]) -> dict[str, Any]:
    """The kit of a mission; `spoken` are the languages of its texts."""
    mission = frappe.get_doc(entry.DOCTYPE, name)
    offered = paper_form.offered(spoken)
    return {
        "mission": mission,
        "where": words.where(mission),
        "days": words.days(mission),
        "members": [
            {"who": get_fullname(row.user), "task": row.task or ""} for row in mission.members
        ],
        "activities": [
            {"kind": _(row.kind), "where": words.where(row), "wanted": row.wanted_result or ""}
            for row in mission.activities
        ],
        "languages": offered,
        "spoken": paper_form.texts_in(offered),
        "focal_points": focal_points(mission.location),
        "line": setting("public_phone") or "",
        "forms": paper_forms.numbers(mission),
        "blank": paper_form.blank(),
        "entry": routes.address_of(missions.ENTRY, name=name),
    }


def focal_points(place: str) -> list[dict[str, str]]:
    """Focal points by area, for a place, its ancestors and descendants, as far as the user sees them.

    Handlers of restricted classes are left out: whoever finds the paper would know whom to look for.
    """
    bounds = frappe.db.get_value("CFM Location", place, ["lft", "rgt"])
    rows = frappe.get_list(
        "CFM Focal Point",
        filters={"enabled": 1},
        fields=["user", "functional_area", "location", "partner", "sensitivity"],
        order_by="functional_area asc, user asc",
        limit_page_length=0,
    )
    near = _near(bounds[0], bounds[1])
    phones = _phones({row.user for row in rows})
    return [
        {
            "area": _(row.functional_area or ""),
            "who": get_fullname(row.user),
            "place": words.where(frappe._dict(location=row.location, place_details=row.partner)),
            "phone": phones.get(row.user, ""),
        }
        for row in rows
        if not clearance.is_restricted(row.sensitivity)
        and (not row.location or row.location in near)
    ]


def _near(left: int, right: int) -> set[str]:
    """The places within a place, and its ancestors."""
    within = {"lft": [">=", left], "rgt": ["<=", right]}
    around = {"lft": ["<=", left], "rgt": [">=", right]}
    return {
        name
        for filters in (within, around)
        for name in frappe.get_all(
            "CFM Location", filters=filters, pluck="name", order_by="lft asc"
        )
    }


def _phones(users: set[str]) -> dict[str, str]:
    """Phone numbers of colleagues, for users who may read users."""
    if not frappe.has_permission("User", "read"):
        return {}
    rows = frappe.get_list(
        "User",
        filters={"name": ["in", sorted(filter(None, users)) or [""]]},
        fields=["name", "mobile_no", "phone"],
        limit_page_length=0,
        order_by="name asc",
    )
    return {row.name: row.mobile_no or row.phone or "" for row in rows}

"""The page of the first set-up: seven steps, and the current one."""

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.procedures.setup import first_steps, manager_rights
from cfm_app.procedures.sop import clock, timestamps
from cfm_app.web.pages import admission, routes, shell, user_admin

ROUTE = "/cfm/setup"
LABELS = {
    "office": "Office",
    "languages": "Languages",
    "places": "Places",
    "focal_points": "Focal points",
    "calendar": "Calendar",
    "procedures": "Procedures",
    "users": "People",
}
DAY_LABELS = dict(
    zip(
        clock.DAYS,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


OF_PROCEDURE = ("use_working_hours", "explanation", "limits_are_examples")


def view(asked: str) -> dict[str, Any]:
    """All steps with their state, and the details of the requested or next one."""
    known = first_steps.steps()
    progress = first_steps.progress()
    key = asked if asked in LABELS else progress["next"] or first_steps.STEPS[0]
    place = first_steps.STEPS.index(key)
    after = first_steps.STEPS[place + 1] if place + 1 < len(first_steps.STEPS) else None
    return {
        **progress,
        "steps": [
            {
                "key": step.key,
                "label": _(LABELS[step.key]),
                "is_done": step.is_done,
                "address": address_of(step.key),
            }
            for step in known
        ],
        "step": next(step for step in known if step.key == key),
        "title": _(LABELS[key]),
        "after": address_of(after) if after else address_of(key),
        "is_last": after is None,
        **PARTICULARS[key](),
    }


def card() -> dict[str, Any] | None:
    """The progress of the set-up, for pages that remind of it; None once it is done."""
    if not admission.may_enter_page(ROUTE):
        return None
    progress = first_steps.progress()
    if progress["is_finished"] or progress["is_dismissed"]:
        return None
    text = counted(_("First set-up: {0} of {1} steps done"), progress["done"], progress["total"])
    step = _(LABELS[progress["next"]])
    return {
        "text": text,
        "hint": _("Next: {0}").format(step),
        "label": _("Continue"),
        "url": routes.address_of(ROUTE),
    }


def address_of(step: str) -> str:
    """The address of a step."""
    return routes.address_of(ROUTE, step=step)


def _office() -> dict[str, Any]:
    system = frappe.get_cached_doc("System Settings")
    countries = frappe.get_all("Country", pluck="name", order_by="name asc", limit_page_length=0)
    head = frappe.db.get_value("Letter Head", {"is_default": 1, "disabled": 0}, ["name", "content"])
    return {
        "settings": frappe.get_cached_doc("CFM Settings"),
        "system": system,
        "countries": sorted(
            ({"value": each, "label": _(each)} for each in countries),
            key=lambda each: str(each["label"]),
        ),
        # A machine without a list of zones still shows the one at hand.
        "zones": sorted(
            {each for each in available_timezones() if "/" in each} | {system.time_zone or "UTC"}
        ),
        "letter_head": _rendered(head[1] or "") if head else None,
        "letter_head_address": routes.record_address("Letter Head", head[0]) if head else None,
    }


def _rendered(letter_head: str) -> str:
    """A letter head without a document; empty if it needs one."""
    try:
        return str(frappe.render_template(letter_head, {"doc": frappe._dict()}))
    except Exception:  # whatever a template of the office may raise
        frappe.clear_messages()
        return ""


def _languages() -> dict[str, Any]:
    rows = frappe.get_list(
        "CFM Language",
        fields=["name", "language_name", "native_name", "enabled"],
        order_by="sort_index asc, name asc",
        limit_page_length=0,
    )
    read = frappe.get_all(
        "Consent Statement", filters={"status": "Published"}, pluck="language", distinct=True
    )
    for row in rows:
        row["has_text"] = row.name in read
    return {
        "spoken": rows,
        "screens": [{"value": code, "label": name} for code, name in shell.LANGUAGES],
        "screen": (frappe.db.get_single_value("System Settings", "language") or "").split("-")[0],
    }


def _places() -> dict[str, Any]:
    return {
        "provinces": frappe.get_list(
            "CFM Location",
            filters={"admin_level": "Province"},
            fields=["name", "location_name", "enabled", "chief_town"],
            order_by="location_name asc",
            limit_page_length=0,
        )
    }


def _focal_points() -> dict[str, Any]:
    areas = frappe.get_list(
        "CFM Functional Area",
        filters={"enabled": 1},
        fields=["name", "handler_role", "external", "description"],
        order_by="external asc, name asc",
        limit_page_length=0,
    )
    known = first_steps.general_focal_points()
    held = first_steps.holders()
    for area in areas:
        role = area.handler_role or consts.FOCAL_POINT
        row = known.get(area.name)
        users = list(dict.fromkeys([*held.get(role, []), *_named(row)]))
        area["people"] = [{"value": user, "label": get_fullname(user)} for user in users]
        area["user"], area["deputy"] = (row.user, row.deputy) if row else (None, None)
        area["role"] = role
        area["invite"] = routes.address_of(ROUTE, step="users", role=role) + "#form"
    return {"areas": areas}


def _named(row: Any) -> list[str]:
    return [user for user in (row.user, row.deputy) if user] if row else []


def _calendar() -> dict[str, Any]:
    settings = frappe.get_cached_doc("CFM Settings")
    rows = [
        {"holiday_date": str(row.holiday_date or ""), "description": row.description or ""}
        for row in settings.holidays
    ]
    return {
        "days": [
            {"value": day, "label": _(label), "chosen": bool(settings.get(day))}
            for day, label in DAY_LABELS.items()
        ],
        "work_start": timestamps.hour_and_minute(settings.work_start),
        "work_end": timestamps.hour_and_minute(settings.work_end),
        "holidays": sorted(rows, key=lambda row: row["holiday_date"]),
    }


def _procedures() -> dict[str, Any]:
    rows = frappe.get_list(
        "CFM SOP",
        filters={"enabled": 1},
        fields=["name", *first_steps.LIMITS, *OF_PROCEDURE],
        order_by="name asc",
        limit_page_length=0,
    )
    for row in rows:
        row["address"] = routes.record_address("CFM SOP", row.name)
    rows.sort(key=lambda row: not row.limits_are_examples)
    return {"procedures": rows}


def _users() -> dict[str, Any]:
    held = first_steps.holders()
    missing = set(first_steps.roles_without_user())
    return {
        "roles": [
            {
                "value": role,
                "label": _(role),
                "hint": _(user_admin.ROLE_HINTS[role]),
                "people": [get_fullname(user) for user in held.get(role, ())],
                "is_missing": role in missing,
            }
            for role in consts.ROLES
        ],
        "screens": [{"value": code, "label": name} for code, name in shell.LANGUAGES],
        "screen": routes.language(),
        "wanted": str(frappe.form_dict.get("role") or ""),
        "may_invite": bool(frappe.has_permission("User", "create")),
        "above": manager_rights.surplus_rights_warning(),
    }


PARTICULARS: dict[str, Callable[[], dict[str, Any]]] = {
    "office": _office,
    "languages": _languages,
    "places": _places,
    "focal_points": _focal_points,
    "calendar": _calendar,
    "procedures": _procedures,
    "users": _users,
}

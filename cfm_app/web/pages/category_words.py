"""What a category entails, with names instead of IDs."""

from typing import Any

from frappe import _
from frappe.utils import get_fullname

from cfm_app.base import consts
from cfm_app.cases import category_advice
from cfm_app.security.entitlement import clearance

# Where nobody was hurt in person, there is no way to medical care to be offered.
WITHOUT_CARE = (consts.FRAUD, consts.DATA_PROTECTION)


def for_category(
    category: str,
    channel: str | None = None,
    location: str | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """Sensitivity, procedure, limits, receiver and answers of a category."""
    info = category_advice.for_category(category, channel, location, language)
    info["sensitivity_label"] = _(info["sensitivity"] or "")
    info["area_label"] = _(info["functional_area"] or "")
    info["care"] = clearance.handler_role(info["sensitivity"]) not in WITHOUT_CARE
    # The shipped procedures are written in French; their translations ship with the app.
    for field in ("sentence", "instruction"):
        info[field] = _(info[field] or "")
    return with_name(info)


def with_name(info: dict[str, Any]) -> dict[str, Any]:
    """The same, with the receiver's full name."""
    receiver_id = info.get("focal_point")
    info["focal_point_name"] = get_fullname(receiver_id) if receiver_id else None
    return info

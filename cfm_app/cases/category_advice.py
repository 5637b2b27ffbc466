"""Shows the operator what a category entails, before anything is saved."""

from typing import Any

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.procedures.answers import standard_answers
from cfm_app.procedures.sop import classification, matching, procedure, routing
from cfm_app.security.entitlement import clearance


def for_category(
    category: str,
    channel: str | None = None,
    location: str | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """Sensitivity, priority, procedure, limits, receiver and standard answers of a category."""
    if not frappe.db.exists("Case Category", category):
        frappe.throw(_("{0} is not a category.").format(category))
    sensitivity = classification.class_of_category(category)
    restricted = clearance.is_restricted(sensitivity)
    found = matching.match(category, sensitivity, channel, location)
    sop = frappe.get_cached_doc("CFM SOP", found.sop) if found else None
    area = classification.inherited(category, "functional_area") or (
        sop.functional_area if sop else None
    )
    return {
        "category": category,
        "sensitivity": sensitivity,
        "restricted": restricted,
        "instruction": _field("Case Sensitivity", sensitivity, "instruction"),
        "priority": classification.inherited(category, "priority"),
        "sop": found.sop if found else None,
        "sop_reason": found.reason if found else None,
        "sentence": sentence(sop, area, restricted),
        "respond_within_hours": sop.respond_within_hours if sop else None,
        "resolve_within_hours": sop.resolve_within_hours if sop else None,
        "functional_area": area,
        # Nobody else may learn who handles restricted cases.
        "focal_point": None if restricted else routing.receiver(sop, area, location, sensitivity),
        "answers": [] if restricted else _answers(category, language, location),
    }


def sentence(sop: Any, area: str | None, restricted: bool) -> str:
    """What will happen, in one sentence."""
    if explanation := procedure.explanation(sop):
        return explanation
    if restricted:
        return _("Restricted: only the people entrusted with it will see this case.")
    if sop and sop.refer_within_hours and area:
        return counted(_("Referred within {0} hours to {1}."), int(sop.refer_within_hours), _(area))
    if not sop:
        return _("No procedure fits; the general limits apply.")
    limits = [
        text.format(f"{hours:g}")
        for text, hours in (
            (_("first response within {0} h"), sop.respond_within_hours),
            (_("resolution within {0} h"), sop.resolve_within_hours),
        )
        if hours
    ]
    return ", ".join([_("Procedure “{0}”").format(sop.title), *limits])


def _answers(category: str, language: str | None, location: str | None) -> list[dict[str, Any]]:
    """Standard answers for a category or its ancestors, for the reader."""
    if not frappe.has_permission("CFM Standard Answer", "read"):
        return []
    return standard_answers.find(category=category, language=language, location=location)


def _field(doctype: str, name: str | None, field: str) -> str | None:
    return frappe.get_cached_value(doctype, name, field) if name else None

"""What a mission takes along on paper: consent, what to say, focal points, blank forms with numbers."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_fullname

from cfm_app.languages import direction
from cfm_app.loop import call_scripts, spoken_language
from cfm_app.missions import entry, paper_forms, register_sheet
from cfm_app.pages import consent_questions, form_choices, missions, shell
from cfm_app.privacy import clearance
from cfm_app.settings import setting

# What is said on a mission; a call back is said on the phone, and a difficult call is about oneself.
MOMENTS = ("Greeting", "Consent", "Refer", "Closing")
SENSITIVE = "Sensitive case"
LINES = 7


def shown(name: str, spoken: list[str]) -> dict[str, Any]:
    """The kit of a mission; `spoken` are the languages of people in which texts are wanted."""
    mission = frappe.get_doc(entry.DOCTYPE, name)
    offered = languages()
    chosen = [each for each in offered if each["value"] in spoken] or offered[:2]
    for each in offered:
        each["is_chosen"] = each in chosen
    return {
        "mission": mission,
        "where": missions.where(mission),
        "days": missions.days(mission),
        "members": [
            {"who": get_fullname(row.user), "task": row.task or ""} for row in mission.members
        ],
        "activities": [
            {"kind": _(row.kind), "where": missions.where(row), "wanted": row.wanted_result or ""}
            for row in mission.activities
        ],
        "languages": offered,
        "spoken": [_spoken(each["value"], each["label"]) for each in chosen],
        "focal_points": focal_points(mission.location),
        "line": setting("public_phone") or "",
        "forms": paper_forms.numbers(mission),
        "blank": _blank(),
        "entry": shell.address_of(missions.ENTRY, name=name),
    }


def languages() -> list[dict[str, Any]]:
    """The languages in which there is a consent text or something to say, the usual ones first."""
    codes = {
        *frappe.get_all("Consent Statement", filters={"status": "Published"}, pluck="language"),
        *frappe.get_all("CFM Call Script", filters={"enabled": 1}, pluck="language"),
    }
    rows = frappe.get_all(
        "CFM Language",
        filters={"name": ["in", sorted(filter(None, codes)) or [""]], "enabled": 1},
        fields=["name", "language_name"],
        order_by="sort_index asc, name asc",
    )
    return [{"value": row.name, "label": _(row.language_name)} for row in rows]


def _spoken(code: str, label: str) -> dict[str, Any]:
    """What is read out and said in one language, with the direction of its writing."""
    consent = form_choices.consent_text(code)
    said = call_scripts.said(code)
    screens = spoken_language.screens_of(code) or shell.language()
    neutral = [row for row in said if row["moment"] == SENSITIVE]
    return {
        "label": label,
        "lang": screens,
        "direction": direction(screens),
        "consent": consent["statement_text"] if consent else "",
        "is_other": bool(consent and consent["is_other_language"]),
        "questions": list(consent_questions.questions(screens).values()),
        "scripts": [
            {"source": moment, "text": row["script_text"]}
            for moment in MOMENTS
            for row in said
            if row["moment"] == moment
        ],
        "neutral": [row["script_text"] for row in neutral],
    }


def focal_points(place: str) -> list[dict[str, str]]:
    """Who answers for which area at a place, above it and within, as far as the user sees them.

    Handlers of restricted classes stand on no paper: whoever finds it would know whom to look for.
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
            "place": missions.where(frappe._dict(location=row.location, place_details=row.partner)),
            "phone": phones.get(row.user, ""),
        }
        for row in rows
        if not clearance.is_restricted(row.sensitivity)
        and (not row.location or row.location in near)
    ]


def _near(left: int, right: int) -> set[str]:
    """The places within a place and those around it."""
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
    """Phones of colleagues, for whoever may read users."""
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


def _blank() -> dict[str, Any]:
    """What a blank form asks, in the language of the page."""
    channels = frappe.get_all(
        "CFM Channel",
        filters={"enabled": 1, "channel_type": "In person"},
        pluck="name",
        order_by="sort_index asc",
    )
    tops = frappe.get_all(
        "Case Category",
        filters={"enabled": 1, "parent_case_category": ["is", "not set"]},
        pluck="name",
        order_by="lft asc",
    )
    ordinary = set(register_sheet.ordinary_categories())
    choices = {
        field: [each["label"] for each in form_choices.options("Case", field)]
        for field in ("speaker_relation", "sex", "age_group")
    }
    return {
        **choices,
        "channels": [_(each) for each in channels],
        "categories": [_(each) for each in tops if each in ordinary],
        "questions": list(consent_questions.questions().values()),
        "lines": range(LINES),
    }

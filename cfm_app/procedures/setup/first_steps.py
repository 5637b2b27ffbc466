"""The seven steps of the first set-up: what exists, what is missing, and how it is stored.

Everything is stored in its own documents with the user's permissions, and shows which steps are done. CFM
Settings only notes what a manager confirmed.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_days, cint, flt, getdate, nowdate

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.procedures.sop import clock

STEPS = ("office", "languages", "places", "focal_points", "calendar", "procedures", "users")
# The shipped values may be right: a manager confirms them by saving the step.
TO_CONFIRM = ("office", "languages", "places", "calendar")
LIMITS = ("respond_within_hours", "refer_within_hours", "resolve_within_hours")
STANDARD_USERS = ("Administrator", "Guest")


@dataclass(frozen=True)
class Step:
    """A step, whether it is done, and what it still lacks, in words."""

    key: str
    is_done: bool
    missing: tuple[str, ...]


def steps() -> list[Step]:
    """Every step as it stands now."""
    settings = frappe.get_cached_doc("CFM Settings")
    confirmed = _confirmed(settings)
    lacking = {
        "office": _office(settings),
        "languages": _languages(),
        "places": _places(),
        "focal_points": [_(area) for area in areas_without_focal_point()],
        "calendar": _calendar(settings),
        "procedures": _procedures(),
        "users": [_(role) for role in roles_without_user()],
    }
    return [
        Step(key, not missing and (key not in TO_CONFIRM or key in confirmed), tuple(missing))
        for key, missing in lacking.items()
    ]


def progress() -> dict[str, Any]:
    """How far the set-up is, and whether somebody put it aside."""
    known = steps()
    done = sum(step.is_done for step in known)
    return {
        "done": done,
        "total": len(known),
        "is_finished": done == len(known),
        "is_dismissed": bool(frappe.get_cached_doc("CFM Settings").setup_dismissed),
        "next": next((step.key for step in known if not step.is_done), None),
    }


def dismiss(is_dismissed: bool) -> None:
    """Hide the set-up, or show it again."""
    settings = frappe.get_doc("CFM Settings")
    settings.setup_dismissed = int(is_dismissed)
    settings.save()


# -- what is missing -----------------------------------------------------------------
def _office(settings: Any) -> list[str]:
    system = frappe.get_cached_doc("System Settings")
    wanted = {
        _("the name of the office"): settings.office_name,
        _("the number that people call"): settings.public_phone,
        _("the country"): system.country,
        _("the time zone"): system.time_zone,
        _("a letter head"): frappe.db.exists("Letter Head", {"is_default": 1, "disabled": 0}),
    }
    return [what for what, value in wanted.items() if not value]


def _languages() -> list[str]:
    spoken = frappe.db.exists("CFM Language", {"enabled": 1})
    return [] if spoken else [_("a language in which people call")]


def _places() -> list[str]:
    province = frappe.db.exists("CFM Location", {"enabled": 1, "admin_level": "Province"})
    return [] if province else [_("a province in which the office works")]


def areas_without_focal_point() -> list[str]:
    """Functional areas without a focal point."""
    filters = {"enabled": 1, "external": 0}
    areas = frappe.get_all("CFM Functional Area", filters=filters, pluck="name", order_by="name")
    held = set(frappe.get_all("CFM Focal Point", filters={"enabled": 1}, pluck="functional_area"))
    return [area for area in areas if area not in held]


def _calendar(settings: Any) -> list[str]:
    today, in_a_year = getdate(nowdate()), getdate(add_days(nowdate(), 365))
    ahead = [
        row
        for row in settings.holidays
        if row.holiday_date and today <= getdate(row.holiday_date) <= in_a_year
    ]
    wanted = {
        _("working days"): any(settings.get(day) for day in clock.DAYS),
        _("working hours"): settings.work_start and settings.work_end,
        _("holidays of the coming year"): ahead,
    }
    return [what for what, value in wanted.items() if not value]


def _procedures() -> list[str]:
    count = len(unconfirmed_procedures())
    return [counted(_("{0} procedures whose limits nobody has confirmed"), count)] if count else []


def unconfirmed_procedures() -> list[str]:
    """The procedures whose limits are still the examples that the app brought along."""
    filters = {"enabled": 1, "limits_are_examples": 1}
    return frappe.get_all("CFM SOP", filters=filters, pluck="name", order_by="name asc")


def roles_without_user() -> list[str]:
    """Roles without a user, without which cases would wait: operators, managers, handlers."""
    handlers = frappe.get_all(
        "Case Sensitivity", filters={"hidden": 1}, pluck="handler_role", order_by="sort_index asc"
    )
    wanted = dict.fromkeys([consts.OPERATOR, consts.MANAGER, *filter(None, handlers)])
    held = holders()
    return [role for role in wanted if not held.get(role)]


def holders() -> dict[str, list[str]]:
    """The enabled users of each role."""
    enabled = set(frappe.get_all("User", filters={"enabled": 1}, pluck="name"))
    rows = frappe.get_all(
        "Has Role", filters={"parenttype": "User"}, fields=["role", "parent"], order_by="parent"
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.parent in enabled and row.parent not in STANDARD_USERS:
            found.setdefault(row.role, []).append(row.parent)
    return found


# -- what is stored ------------------------------------------------------------------
def save_office(values: dict[str, Any]) -> None:
    """Name, number, country and time zone of the office."""
    country = values.get("country")
    settings = _confirming("office")
    settings.office_name = values.get("office_name")
    settings.public_phone = values.get("public_phone")
    if country:
        code = frappe.db.get_value("Country", country, "code") or settings.phone_country
        settings.phone_country = str(code).upper()
    settings.save()
    _change_system({"country": country, "time_zone": values.get("time_zone")})


def save_languages(values: dict[str, Any]) -> None:
    """The language of the screens, and those in which people call."""
    _change_system({"language": values.get("language")})
    wanted = set(values.get("languages") or ())
    if not wanted:
        frappe.throw(_("Choose at least one language."))
    for row in frappe.get_list("CFM Language", fields=["name", "enabled"], limit_page_length=0):
        _enable("CFM Language", [row], row.name in wanted)
    _confirming("languages").save()


def save_places(values: dict[str, Any]) -> None:
    """The provinces in which the office works; what lies in a province goes with it."""
    wanted = set(values.get("provinces") or ())
    if not wanted:
        frappe.throw(_("Choose at least one province."))
    for province in frappe.get_list(
        "CFM Location",
        filters={"admin_level": "Province"},
        fields=["name", "enabled", "lft", "rgt"],
        limit_page_length=0,
    ):
        if bool(province.enabled) == (province.name in wanted):
            continue
        within = {"lft": [">=", province.lft], "rgt": ["<=", province.rgt]}
        places = frappe.get_list(
            "CFM Location", filters=within, fields=["name", "enabled"], limit_page_length=0
        )
        _enable("CFM Location", places, province.name in wanted)
    _confirming("places").save()


def save_focal_points(values: dict[str, Any]) -> None:
    """Who is competent for each area in the whole country, and who stands in for them."""
    for row in values.get("areas") or ():
        _save_focal_point(row["area"], row.get("user") or None, row.get("deputy") or None)


def save_calendar(values: dict[str, Any]) -> None:
    """Working days and hours, and the holidays."""
    settings = _confirming("calendar")
    days = set(values.get("days") or ())
    settings.update({day: int(day in days) for day in clock.DAYS})
    settings.work_start, settings.work_end = values.get("work_start"), values.get("work_end")
    rows = [row for row in values.get("holidays") or () if row.get("holiday_date")]
    settings.set("holidays", [])
    for row in sorted(rows, key=lambda row: str(row["holiday_date"])):
        settings.append("holidays", row)
    settings.save()


def save_procedures(values: dict[str, Any]) -> None:
    """The limits of the procedures and their sentences, and which of them the office confirms."""
    for row in values.get("procedures") or ():
        sop = frappe.get_doc("CFM SOP", row["name"])
        wanted: dict[str, Any] = {field: flt(row.get(field)) for field in LIMITS}
        wanted["explanation"] = str(row.get("explanation") or "").strip()
        wanted["limits_are_examples"] = 0 if cint(row.get("confirmed")) else sop.limits_are_examples
        if any((sop.get(field) or "") != (value or "") for field, value in wanted.items()):
            sop.update(wanted)
            sop.save()


def general_class(area: Any) -> str | None:
    """The restricted class that the focal points of an area handle, if there is one."""
    filters = {"hidden": 1, "handler_role": area.handler_role}
    return frappe.db.get_value("Case Sensitivity", filters, "name") if area.handler_role else None


def general_focal_points() -> dict[str, Any]:
    """The focal point of each area who is competent everywhere; the oldest where there are more."""
    rows = frappe.get_list(
        "CFM Focal Point",
        filters={"enabled": 1, "location": ["is", "not set"]},
        fields=["name", "user", "deputy", "functional_area"],
        order_by="creation desc",
        limit_page_length=0,
    )
    return {row.functional_area: row for row in rows}


def _save_focal_point(area: str, user: str | None, deputy: str | None) -> None:
    known = general_focal_points().get(area)
    if user is None:
        if deputy:
            frappe.throw(_("{0}: choose a focal point before the deputy.").format(_(area)))
        return
    if known and (known.user, known.deputy or None) == (user, deputy):
        return
    if known:
        doc = frappe.get_doc("CFM Focal Point", known.name)
    else:
        doc = frappe.new_doc("CFM Focal Point")
        doc.functional_area = area
        doc.sensitivity = general_class(frappe.get_doc("CFM Functional Area", area))
    doc.update({"user": user, "deputy": deputy})
    doc.save()


def _confirming(step: str) -> Any:
    """The settings with a step noted as confirmed; not saved yet."""
    settings = frappe.get_doc("CFM Settings")
    settings.setup_confirmed = "\n".join(sorted({*_confirmed(settings), step}))
    return settings


def _confirmed(settings: Any) -> set[str]:
    return set((settings.setup_confirmed or "").split())


def _change_system(values: dict[str, Any]) -> None:
    """Country, time zone and language: a manager writes nothing else of these settings."""
    system = frappe.get_doc("System Settings")
    changes = {key: value for key, value in values.items() if value and system.get(key) != value}
    if not changes:
        return
    system.update(changes)
    system.save(ignore_permissions=True)


def _enable(doctype: str, rows: list[Any], is_enabled: bool) -> None:
    for row in rows:
        if bool(row.enabled) != is_enabled:
            doc = frappe.get_doc(doctype, row.name)
            doc.enabled = int(is_enabled)
            doc.save()

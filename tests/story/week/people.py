"""The office of the week: twelve people, who is competent for what, and the limits it has set."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import frappe

from cfm_app.base import consts

MONDAY = datetime(2026, 11, 30)
"""The Tuesday of this week is a public holiday."""
ADDED_HOLIDAY = date(2026, 12, 4)

OPERATORS = ("ache@office.cfm", "brahim@office.cfm", "clarisse@office.cfm", "daoud@office.cfm")
LOGISTICS, LAKE, TARGETING = "oumar@office.cfm", "falmata@office.cfm", "hassan@office.cfm"
ACCOUNTABILITY, MANAGER = "amne@office.cfm", "ali@office.cfm"
PSEA, SECOND_PSEA, FRAUD = "solange@office.cfm", "rachel@office.cfm", "josue@office.cfm"
ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OPERATORS, (consts.OPERATOR,)),
    LOGISTICS: (consts.FOCAL_POINT,),
    LAKE: (consts.FOCAL_POINT,),
    TARGETING: (consts.FOCAL_POINT,),
    ACCOUNTABILITY: (consts.FOCAL_POINT, consts.AAP),
    MANAGER: (consts.MANAGER,),
    PSEA: (consts.PSEA, consts.PROTECTION),
    SECOND_PSEA: (consts.PSEA,),
    FRAUD: (consts.FRAUD,),
}
ABUSE, FRAUDS, UNCLEAR = "EAS et harcèlement sexuel", "Fraude et corruption", "À clarifier"
PROTECTION, ORDINARY = "Protection", "Non sensible"
OF_ABUSE = frozenset(("Exploitation ou abus sexuel",))
CLASSES = {
    "Exploitation ou abus sexuel": ABUSE,
    "Violence basée sur le genre": PROTECTION,
    "Pot-de-vin demandé": FRAUDS,
    "À clarifier (contenu incertain)": UNCLEAR,
}
"""The restricted classes of the categories that people call about."""
LAKE_PROVINCE = "TD07"
ABSENT, ABSENT_FROM, ABSENT_TO, DEPUTY = LOGISTICS, date(2026, 12, 2), date(2026, 12, 3), TARGETING

# Area, user, place (empty: everywhere), sensitivity, deputy.
COMPETENT: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    ("Logistique", LOGISTICS, None, None, DEPUTY),
    ("Logistique", LAKE, LAKE_PROVINCE, None, LOGISTICS),
    ("Ciblage et enregistrement", TARGETING, None, None, LOGISTICS),
    ("Ciblage et enregistrement", LAKE, LAKE_PROVINCE, None, TARGETING),
    ("Nutrition", TARGETING, None, None, LOGISTICS),
    ("Transferts monétaires", ACCOUNTABILITY, None, None, TARGETING),
    ("Transferts monétaires", LOGISTICS, None, None, DEPUTY),
    ("Redevabilité", ACCOUNTABILITY, None, None, TARGETING),
    ("Sécurité et accès", LOGISTICS, None, None, DEPUTY),
    ("Partenaires coopérants", TARGETING, None, None, None),
    ("Autres organisations", ACCOUNTABILITY, None, None, None),
    ("PEAS", PSEA, None, ABUSE, None),
    ("Lutte contre la fraude", FRAUD, None, FRAUDS, None),
    ("Direction du bureau", MANAGER, None, UNCLEAR, None),
)
# Nobody is a focal point of the protection class: its cases go to every holder of the role.
ENTRUSTED = {ABUSE: [PSEA], FRAUDS: [FRAUD], UNCLEAR: [MANAGER], PROTECTION: [PSEA]}

PERCENT, AFTER = "Percent of limit", "Hours after limit"
REMINDERS = {"reminder_hours": 12, "remind_before_hours": 6}
LIMITS: dict[str, dict[str, Any]] = {
    "Demande d'information": {
        "use_working_hours": 1,
        "respond_within_hours": 4,
        "resolve_within_hours": 12,
    },
    "Demande d'assistance": {
        "use_working_hours": 1,
        "respond_within_hours": 9,
        "resolve_within_hours": 27,
        "reopen_clock": "Restart",
    },
    "Plainte sur l'assistance": {
        "respond_within_hours": 24,
        "resolve_within_hours": 60,
        "contact_attempts": 3,
    },
    "Hors mandat": {"pause_on_hold": 0, "resolve_within_hours": 48},
    "Rumeur ou perception": {"resolve_within_hours": 72},
    "Fraude et corruption": {"resolve_within_hours": 72},
}
CHAINS: dict[str, tuple[dict[str, Any], ...]] = {
    "Plainte sur l'assistance": (
        {"trigger_on": PERCENT, "threshold": 50, "to_role": consts.OPERATOR},
        {"trigger_on": PERCENT, "threshold": 80, "to_role": consts.OPERATOR, "repeat_hours": 6},
        {"trigger_on": AFTER, "threshold": 0, "to_role": consts.OPERATOR, "repeat_hours": 24},
        {"trigger_on": AFTER, "threshold": 12, "to_role": consts.MANAGER, "repeat_hours": 24},
        {"trigger_on": AFTER, "threshold": 24, "to_user": ACCOUNTABILITY},
    ),
    "Demande d'information": (
        {"trigger_on": PERCENT, "threshold": 80, "to_role": consts.OPERATOR, "repeat_hours": 3},
        {"trigger_on": AFTER, "threshold": 3, "to_role": consts.MANAGER, "repeat_hours": 9},
    ),
    "Fraude et corruption": (
        {"trigger_on": PERCENT, "threshold": 50, "to_role": consts.FRAUD, "repeat_hours": 12},
        # Managers may not know of such a case: its handlers are told in their place.
        {"trigger_on": AFTER, "threshold": 1, "to_role": consts.MANAGER, "repeat_hours": 24},
    ),
}
STEP_HOURS: dict[str, dict[str, float]] = {
    "Plainte sur l'assistance": {"Informer la personne": 60, "Référer au point focal": 36},
    "Rumeur ou perception": {
        "Vérifier la rumeur": 24,
        "Préparer un message pour la communauté": 48,
    },
}


def is_absent(day: date) -> bool:
    """Whether the one who is away in this week is away on a day."""
    return ABSENT_FROM <= day <= ABSENT_TO


def move_in() -> None:
    """Make the people, their competences and the limits of the office. Commits nothing."""
    for email, roles in ROLES.items():
        _user(email, roles)
    for area, user, place, sensitivity, deputy in COMPETENT:
        values = {"functional_area": area, "user": user, "location": place, "deputy": deputy}
        if user == ABSENT:
            values |= {"absent_from": ABSENT_FROM, "absent_to": ABSENT_TO}
        doc = {"doctype": "CFM Focal Point", "enabled": 1, "sensitivity": sensitivity, **values}
        frappe.get_doc(doc).insert()
    settings = frappe.get_doc("CFM Settings")
    settings.update(REMINDERS)
    settings.save()
    for name in sorted({*LIMITS, *CHAINS, *STEP_HOURS}):
        _procedure(name)


def _user(email: str, roles: tuple[str, ...]) -> None:
    values = {"doctype": "User", "email": email, "first_name": email.split("@")[0].title()}
    rows = [{"role": role} for role in roles]
    more = {"send_welcome_email": 0, "user_type": "System User", "language": "en", "roles": rows}
    frappe.get_doc({**values, **more}).insert()


def _procedure(name: str) -> None:
    sop = frappe.get_doc("CFM SOP", name)
    sop.update(LIMITS.get(name, {}))
    for step in sop.steps:
        step.due_hours = STEP_HOURS.get(name, {}).get(step.step_title, step.due_hours)
    if name in CHAINS:
        sop.set("escalations", [])
        for rung in CHAINS[name]:
            sop.append("escalations", rung)
    sop.save()

"""The people of the demo office: one user per role, and focal points by area and place."""

import secrets
from typing import Any

import frappe
from frappe.utils.password import update_password

from cfm_app.base import consts
from cfm_app.cases.search import index
from cfm_app.figures.kept_facts import keeping
from cfm_app.procedures.setup import second_factor
from cfm_app.security.access_rule import status_codes
from cfm_app.shipped.demo import calendar, cases, inbox, learning, obligations

USERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "operator@demo.cfm": ("Mariam", "Operator", (consts.OPERATOR,)),
    "operator2@demo.cfm": ("Denise", "Operator", (consts.OPERATOR,)),
    "operator.ar@demo.cfm": ("Amina", "Operator", (consts.OPERATOR,)),
    "manager@demo.cfm": ("Ali", "Manager", (consts.MANAGER,)),
    "focal@demo.cfm": ("Oumar", "Logistique", (consts.FOCAL_POINT,)),
    "focal.lac@demo.cfm": ("Falmata", "Lac", (consts.FOCAL_POINT,)),
    "focal.est@demo.cfm": ("Hassan", "Est", (consts.FOCAL_POINT,)),
    "psea@demo.cfm": ("Solange", "PEAS", (consts.PSEA,)),
    "fraud@demo.cfm": ("Josué", "Fraude", (consts.FRAUD,)),
    "protection@demo.cfm": ("Rachel", "Protection", (consts.PROTECTION,)),
    "aap@demo.cfm": ("Amné", "Redevabilité", (consts.AAP,)),
    "gender@demo.cfm": ("Hawa", "Genre", (consts.GENDER,)),
    "analyst@demo.cfm": ("Emmanuel", "Analyste", (consts.ANALYST,)),
    "dataprotection@demo.cfm": ("Khadidja", "Données", (consts.DATA_PROTECTION,)),
}
# The others work in French.
LANGUAGES = {"operator.ar@demo.cfm": "ar"}
PROGRAMME_AREAS = (
    "Ciblage et enregistrement",
    "Logistique",
    "Transferts monétaires",
    "Nutrition",
    "Cantines scolaires",
    "Résilience",
    "Partenaires coopérants",
    "Sécurité et accès",
    "Autres organisations",
)
# A made-up number.
PUBLIC_PHONE = "+235 60 00 00 00"
# What features have kept of the months that are over, for a hook.
PAST = "demo_past"
# Area, user, place (empty: everywhere), sensitivity.
SPECIAL_FOCAL_POINTS = (
    ("Redevabilité", "aap@demo.cfm", None, None),
    ("Genre", "gender@demo.cfm", None, None),
    ("Direction du bureau", "manager@demo.cfm", None, "À clarifier"),
    ("PEAS", "psea@demo.cfm", None, "EAS et harcèlement sexuel"),
    ("Lutte contre la fraude", "fraud@demo.cfm", None, "Fraude et corruption"),
    ("Protection", "protection@demo.cfm", None, "Protection"),
    ("Protection des données", "dataprotection@demo.cfm", None, "Violation de données"),
)
REGIONAL = (("focal.lac@demo.cfm", "TD07"), ("focal.est@demo.cfm", "TD14"))


def create(password: str | None = None, count: int = 300, seed: int = 2026) -> dict[str, Any]:
    """Make the office, unless it is there. Returns the users and their common password."""
    password = password or secrets.token_urlsafe(9)
    for email, (first, last, roles) in USERS.items():
        _user(email, first, last, roles, password)
    if not frappe.db.exists("CFM Focal Point", {"user": "focal@demo.cfm"}):
        _focal_points()
    calendar.create()
    created = 0
    if not frappe.db.count("Case"):
        second_factor.waive()
        created = cases.create(count, seed)
        status_codes.issue_missing()
        index.rebuild()
        keeping.rebuild()
        for path in frappe.get_hooks(PAST):
            frappe.get_attr(path)()
    obligations.create(list(USERS))
    if created:
        learning.create()
        inbox.create()
    frappe.db.set_single_value("CFM Settings", "public_phone", PUBLIC_PHONE)
    # Whoever looks around reads more than they type.
    frappe.db.set_single_value("CFM Settings", "idle_minutes", 0)
    frappe.clear_cache()
    return {"users": list(USERS), "password": password, "cases": created}


def _user(email: str, first: str, last: str, roles: tuple[str, ...], password: str) -> None:
    if not frappe.db.exists("User", email):
        frappe.get_doc(
            {
                "doctype": "User",
                "email": email,
                "first_name": first,
                "last_name": last,
                "send_welcome_email": 0,
                "user_type": "System User",
                "language": LANGUAGES.get(email, "fr"),
                "time_zone": "Africa/Ndjamena",
                "roles": [{"role": role} for role in roles],
            }
        ).insert(ignore_permissions=True)
    update_password(email, password)


def _focal_points() -> None:
    for area in PROGRAMME_AREAS:
        _focal_point(area, "focal@demo.cfm", None, None)
        for user, place in REGIONAL:
            _focal_point(area, user, place, None)
    for special in SPECIAL_FOCAL_POINTS:
        _focal_point(*special)


def _focal_point(area: str, user: str, place: str | None, sensitivity: str | None) -> None:
    frappe.get_doc(
        {
            "doctype": "CFM Focal Point",
            "functional_area": area,
            "user": user,
            "location": place,
            "sensitivity": sensitivity,
            "enabled": 1,
        }
    ).insert(ignore_permissions=True)

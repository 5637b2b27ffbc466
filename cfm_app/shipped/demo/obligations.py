"""What the people of the demo office have signed and learned: everything, but for one who is in grace."""

from typing import Any

import frappe
from frappe.utils import add_days, getdate

from cfm_app.base import consts
from cfm_app.security.obligations import agreements, compliance, names, signing, texts

CODE, OATH, RULES = (
    "Code de conduite",
    "Serment de confidentialité",
    "Règles de protection des données",
)
COURSE = "Prévention de l'exploitation et des abus sexuels"
GRACE_DAYS = 14
NEEDS: dict[str, tuple[str, ...]] = {
    consts.OPERATOR: (CODE, OATH, RULES, COURSE),
    consts.MANAGER: (CODE, OATH, RULES),
    consts.PSEA: (CODE, OATH),
    consts.FRAUD: (CODE, OATH),
    consts.PROTECTION: (CODE, OATH),
    consts.DATA_PROTECTION: (OATH, RULES),
    consts.FOCAL_POINT: (OATH,),
    consts.AAP: (OATH,),
    consts.GENDER: (OATH,),
}
# Shows what somebody sees who has still to sign.
IN_GRACE = ("gender@demo.cfm",)
QUESTIONS = (
    (
        "Une personne vous offre un cadeau pour être enregistrée plus vite. Que faites-vous ?",
        "Je l'accepte si elle insiste",
        "Je refuse et je le signale",
        "2",
    ),
    (
        "Vous soupçonnez un collègue d'abus. Quand le signalez-vous ?",
        "Aussitôt, par la voie prévue",
        "Quand j'ai des preuves",
        "1",
    ),
    (
        "Une plaignante demande que personne d'autre ne sache. À qui en parlez-vous ?",
        "À mon équipe",
        "Aux seules personnes qui doivent agir",
        "2",
    ),
)


def create(users: list[str]) -> None:
    """Publish the shipped texts, ask for them, and have everybody sign; once."""
    if compliance.rows():
        return
    for kind in (CODE, OATH, RULES):
        _publish(kind)
    _course()
    _ask()
    for user in users:
        if user not in IN_GRACE:
            _sign_all(user)
    _train(users)


def _publish(kind: str) -> None:
    version = frappe.get_doc(names.AGREEMENT, {"kind": kind})
    version.update({"status": names.PUBLISHED, "text_is_example": 0})
    version.save(ignore_permissions=True)


def _course() -> None:
    questions = [
        {"question": question, "choice_1": first, "choice_2": second, "right_choice": right}
        for question, first, second, right in QUESTIONS
    ]
    told = "Une demi-journée en salle, ou le questionnaire après lecture du guide."
    values = {"title": COURSE, "validity_months": 24, "explanation": told, "questions": questions}
    frappe.get_doc({"doctype": names.COURSE, **values}).insert(ignore_permissions=True)


def _ask() -> None:
    settings = frappe.get_doc(names.SETTINGS)
    for role, needed in NEEDS.items():
        for subject in needed:
            field = "course" if subject == COURSE else "agreement_kind"
            row: dict[str, Any] = {"for_role": role, field: subject, "grace_days": GRACE_DAYS}
            settings.append("obligations", row)
    settings.save(ignore_permissions=True)


def _sign_all(user: str) -> None:
    """Each signs for themselves, as on the page."""
    before = frappe.session.user
    frappe.set_user(user)
    try:
        for duty in compliance.missing():
            if duty.agreement:
                version = agreements.current(duty.agreement)
                shown = texts.chosen(version.texts)
                seen = texts.digest(shown.title, shown.agreement_text)
                name = frappe.utils.get_fullname(user)
                signing.sign(version.name, shown.language, seen, typed_name=name)
    finally:
        frappe.set_user(before)


def _train(users: list[str]) -> None:
    """A session two months ago, at which everybody was who needs it."""
    owed = compliance.of_users(users)
    present = [user for user in users if any(duty.subject == COURSE for duty in owed.get(user, []))]
    values = {
        "course": COURSE,
        "held_on": add_days(getdate(), -60),
        "place": "N'Djaména",
        "trainer": "Solange PEAS",
        "attendance": [{"user": user, "presence": names.PRESENT} for user in present],
    }
    frappe.get_doc({"doctype": names.SESSION, **values}).insert(ignore_permissions=True)

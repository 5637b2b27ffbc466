"""Who works here, who is away, which partners there are, and what the procedures say."""

from typing import Any

import frappe
from frappe.utils import add_days, getdate, nowdate

from cfm_app.base import consts
from cfm_app.cases import recompute
from cfm_app.security.entitlement import clearance
from cfm_app.testing.specs import values
from cfm_app.testing.specs.wording import Phrasebook, slug
from cfm_app.testing.specs.world import LANGUAGE, World

says = Phrasebook()
DUTIES = {
    "opérateur": consts.OPERATOR,
    "opératrice": consts.OPERATOR,
    "responsable": consts.MANAGER,
    "point focal": consts.FOCAL_POINT,
    "point focal PEAS": consts.PSEA,
    "point focal fraude": consts.FRAUD,
    "point focal protection": consts.PROTECTION,
    "point focal redevabilité": consts.AAP,
    "point focal genre": consts.GENDER,
    "point focal protection des données": consts.DATA_PROTECTION,
    "analyste": consts.ANALYST,
}


@says.step("l'équipe du bureau :")
def team(world: World, rows: list[list[str]]) -> None:
    """Name and duty of each; for focal points the area, and the place if it is not everywhere."""
    for name, duties, *more in rows:
        roles = [_role(duty) for duty in duties.split(" et ")]
        user = world.test.user(*roles, email=f"{slug(name)}@scenario.cfm")
        shown = {"first_name": name, "full_name": name, "language": LANGUAGE}
        frappe.db.set_value("User", user, shown)
        world.people[name] = user
        area, place, *_rest = [*more, "", ""]
        if area:
            _focal_point(user, roles[-1], area, place)


@says.step("{qui} est en congé et {autre} assure l'intérim")
def away(world: World, qui: str, autre: str) -> None:
    for row in _posts(world.user(qui)):
        post = frappe.get_doc("CFM Focal Point", row)
        post.update({"absent_from": nowdate(), "absent_to": None, "deputy": world.user(autre)})
        post.save()


@says.step("{qui} revient de congé")
def back(world: World, qui: str) -> None:
    for row in _posts(world.user(qui)):
        frappe.get_doc("CFM Focal Point", row).update({"absent_from": None}).save()


@says.step("la convention avec {partenaire} a pris fin hier")
def agreement_ended(world: World, partenaire: str) -> None:
    _change("CFM Partner", partenaire, agreement_until=add_days(nowdate(), -1))


@says.step("{partenaire} reçoit ses courriers à l'adresse « {texte} »")
def address(world: World, partenaire: str, texte: str) -> None:
    _change("CFM Partner", partenaire, contact_email=texte)


@says.step("le bureau a une adresse électronique d'où partent ses courriers")
def outgoing(world: World) -> None:
    account = {
        "doctype": "Email Account",
        "email_account_name": "Bureau",
        "email_id": "bureau@scenario.cfm",
        "enable_outgoing": 1,
        "default_outgoing": 1,
        "smtp_server": "127.0.0.1",
        "no_smtp_authentication": 1,
    }
    frappe.get_doc(account).insert(ignore_permissions=True)


@says.step("la procédure « {texte} » compte les heures de travail du bureau")
def counts_working_hours(world: World, texte: str) -> None:
    _change("CFM SOP", texte, use_working_hours=1)


@says.step("la procédure « {texte} » demande si la personne est satisfaite")
def asks_satisfaction(world: World, texte: str) -> None:
    _change("CFM SOP", texte, require_satisfaction=1)


@says.step("{qui} porte à {n} heures le délai de la procédure « {texte} »")
def changes_limit(world: World, qui: str, n: int, texte: str) -> None:
    with world.acting(qui):
        _change("CFM SOP", texte, resolve_within_hours=n)
        _recompute("CFM SOP", texte)


@says.step("{qui} déclare férié le jour du {moment}")
def adds_holiday(world: World, qui: str, moment: Any) -> None:
    with world.acting(qui):
        settings = frappe.get_doc("CFM Settings")
        settings.append("holidays", {"holiday_date": getdate(moment), "description": "Férié"})
        settings.save()
        _recompute("CFM Settings", "CFM Settings")


@says.step("{qui} ajoute à la procédure « {texte} » un avertissement de {autre} à {n} % du délai")
def adds_rung(world: World, qui: str, texte: str, autre: str, n: int) -> None:
    with world.acting(qui):
        sop = frappe.get_doc("CFM SOP", texte)
        rung = {"trigger_on": "Percent of limit", "threshold": n, "to_user": world.user(autre)}
        sop.append("escalations", rung)
        sop.save()


def _role(duty: str) -> str:
    if duty not in DUTIES:
        raise LookupError(f"« {duty} » n'est pas une fonction. Au choix : {', '.join(DUTIES)}")
    return DUTIES[duty]


def _change(doctype: str, name: str, **fields: Any) -> None:
    frappe.get_doc(doctype, name).update(fields).save()


def _recompute(doctype: str, record: str) -> None:
    """What the background job does after such a change."""
    for _names in recompute.moved_cases(doctype, record):
        pass


def _posts(user: str) -> list[str]:
    return frappe.get_all(
        "CFM Focal Point", filters={"user": user}, pluck="name", order_by="name asc"
    )


def _focal_point(user: str, role: str, area: str, place: str) -> None:
    handled = [name for name, each in clearance.restricted_classes().items() if each == role]
    post = {
        "doctype": "CFM Focal Point",
        "user": user,
        "functional_area": values.linked("CFM Functional Area", area),
        "location": values.linked("CFM Location", place) if place else None,
        "sensitivity": handled[0] if handled else None,
    }
    frappe.get_doc(post).insert()
